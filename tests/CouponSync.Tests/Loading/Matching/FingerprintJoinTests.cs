using CouponSync.Coupons;
using CouponSync.Loading.Matching;
using CouponSync.Planning;

namespace CouponSync.Tests.Loading.Matching;

public sealed class FingerprintJoinTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_it_finds_the_diff_leaves_alone_and_what_is_the_same_it_finds(int seed)
    {
        await using var shop = new MatchingShop(seed);
        await shop.LoadAsync();
        shop.Fill(records: seed % 3 > 0);
        Check(shop, shop.Find());
        for (var night = 0; night < 3; night++)
        {
            if (seed % 2 == 0)
            {
                shop.Reopen();
            }

            shop.Change();
            Check(shop, shop.Find());
        }
    }

    [Fact]
    public async Task Coupons_left_out_are_not_found()
    {
        await using var shop = new MatchingShop(4);
        await shop.LoadAsync();
        shop.Fill(records: true);
        var all = shop.Rows().Where(r => shop.Find().Contains(r.Place)).ToList();
        all.Should().HaveCountGreaterThan(20);
        var left = all.Where(static (_, i) => i % 2 == 0).ToList();

        var found = shop.Find([.. left.Select(static r => r.Row.Id)]);

        all.Where(r => found.Contains(r.Place)).Should().Equal(all.Except(left));
    }

    [Fact]
    public async Task Fingerprints_of_another_recipe_are_not_compared_but_made_anew()
    {
        await using var shop = new MatchingShop(8) { Options = new PlanOptions { PruneMetadata = true } };
        await shop.LoadAsync();
        shop.Fill(records: true);
        var kept = shop.Find();
        var key = KeyOf(shop);

        var pruned = shop.Rows().Where(r => shop.Find(prunes: false).Contains(r.Place)).Select(static r => r.Place).ToList();

        shop.Image.Fingerprints.KeyOf(shop.Recipe).Should().BeNull("those that are there now were made without pruning");
        pruned.Where(p => !kept.Contains(p)).Should().NotBeEmpty("without pruning, keys that the file does not name do not matter");
        Check(shop, shop.Find());
        KeyOf(shop).Should().NotBe(key);

        static Fingerprint KeyOf(MatchingShop shop) => shop.Image.Fingerprints.KeyOf(shop.Recipe)!.Value.Hash.Of([]);
    }

    [Theory]
    [InlineData("UPDATE fingerprints SET entries = zeroblob(length(entries))")]
    [InlineData("UPDATE fingerprints SET entries = substr(entries, 1, length(entries) - 3)")]
    [InlineData("UPDATE fingerprints SET entries = substr(entries, 25)")]
    [InlineData("UPDATE fingerprints SET entries = x''")]
    [InlineData("DELETE FROM fingerprints WHERE place = (SELECT max(place) FROM fingerprints)")]
    [InlineData("UPDATE fingerprints SET place = place + 1099511627776")]
    [InlineData("UPDATE fingerprint_recipe SET key = zeroblob(16)")]
    [InlineData("UPDATE fingerprint_recipe SET key = x'00'")]
    [InlineData("UPDATE fingerprint_recipe SET recipe = 'x'")]
    [InlineData("DELETE FROM fingerprint_recipe")]
    public async Task Damaged_fingerprints_never_say_that_a_row_is_unchanged(string damage)
    {
        await using var shop = new MatchingShop(12);
        await shop.LoadAsync();
        shop.Fill(records: true);
        shop.Change();
        Execute(shop, damage);

        var found = shop.Find();

        shop.Rows().Where(r => found.Contains(r.Place) && !IsUnchanged(shop, r.Row)).Should().BeEmpty();
        shop.Reopen();
        Execute(shop, "DELETE FROM fingerprint_recipe");
        Check(shop, shop.Find());
    }

    [Theory]
    [InlineData("UPDATE fingerprints SET entries = zeroblob(length(entries))")]
    [InlineData("DELETE FROM fingerprints")]
    public async Task The_last_word_on_a_coupon_counts_even_when_it_is_lost(string damage)
    {
        await using var shop = new MatchingShop(12);
        await shop.LoadAsync();
        shop.Fill(records: false);
        shop.Image.Fingerprints.Record(shop.Recipe);
        var coupons = shop.Image.All().ToList();
        shop.Image.Put(coupons);
        // Each block so far is full when every coupon has come often enough; then each is changed once.
        for (var i = 0; i < 150; i++)
        {
            shop.Image.Put(coupons);
        }

        shop.Recipe.Keys.Should().NotBeEmpty();
        shop.Image.Put(coupons.Select(c => c with { Metadata = CouponMetadata.From(shop.Recipe.Keys.Select(static k => KeyValuePair.Create(k, "another"))) }));
        shop.Image.Fingerprints.Complete();
        Check(shop, shop.Find());
        Execute(shop, damage + " WHERE place IN (SELECT max(place) FROM fingerprints GROUP BY place / 4294967296)");

        var found = shop.Find();

        shop.Rows().Where(r => found.Contains(r.Place) && !IsUnchanged(shop, r.Row)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_deletion_while_coupons_are_read_leaves_no_fingerprint_behind()
    {
        await using var shop = new MatchingShop(21);
        await shop.LoadAsync();
        shop.Fill(records: true);
        shop.Image.Fingerprints.Record(shop.Recipe);
        shop.Image.Put(shop.Image.All().ToList());
        var gone = shop.Rows().First(r => shop.IsExact(r.Row));
        shop.Image.Delete(gone.Row.Id);

        var found = shop.Find();

        found.Contains(gone.Place).Should().BeFalse();
        Check(shop, found);
    }

    [Fact]
    public async Task Many_rows_are_found_each_in_its_place()
    {
        await using var shop = new MatchingShop(2, 70_000);
        await shop.LoadAsync();
        shop.Fill(records: true);

        Check(shop, shop.Find());
    }

    [Fact]
    public async Task Few_rows_are_looked_up_instead()
    {
        await using var shop = new MatchingShop(3, 100);
        await shop.LoadAsync();
        shop.Fill(records: false);

        var found = shop.Find();

        shop.Rows().Should().OnlyContain(r => !found.Contains(r.Place));
        shop.Image.Fingerprints.KeyOf(shop.Recipe).Should().BeNull("making fingerprints costs more");
    }

    [Fact]
    public async Task A_small_file_does_not_make_the_fingerprints_of_a_large_account_and_leaves_those_that_are_there()
    {
        await using var shop = new MatchingShop(3, 600);
        await shop.LoadAsync();
        shop.Fill(records: false);
        var template = shop.Image.All().First();
        shop.Image.Put(Enumerable.Range(0, 6_000).Select(i => template with { Id = $"other-{i}" }));

        NothingIsFound();
        shop.Image.Fingerprints.Count.Should().Be(0);

        var other = new FingerprintRecipe(["of a larger file"], HasName: false, Prunes: false);
        var coupons = shop.Image.All().ToList();
        shop.Image.Fingerprints.Record(other);
        shop.Image.Put(coupons);
        shop.Image.Fingerprints.Complete();

        NothingIsFound();
        shop.Image.Fingerprints.KeyOf(other).Should().NotBeNull();

        void NothingIsFound()
        {
            var found = shop.Find();
            shop.Rows().Should().OnlyContain(r => !found.Contains(r.Place));
        }
    }

    [Fact]
    public async Task When_the_making_of_fingerprints_is_taken_back_those_before_it_do_not_forget_what_changes()
    {
        await using var shop = new MatchingShop(16);
        await shop.LoadAsync();
        shop.Fill(records: true);
        shop.Reopen();
        var row = shop.Rows().First(r => shop.IsExact(r.Row));
        var image = shop.Image;
        Execute(shop, "SAVEPOINT before_it");
        image.Fingerprints.Record(new FingerprintRecipe([], HasName: false, Prunes: false));
        image.Fingerprints.Abandon();
        Execute(shop, "ROLLBACK TO before_it");
        image.Delete(row.Row.Id);

        var found = shop.Find();

        found.Contains(row.Place).Should().BeFalse();
        Check(shop, found);
    }

    private static void Check(MatchingShop shop, RowSet found)
    {
        var rows = shop.Rows().ToList();
        rows.Where(r => found.Contains(r.Place) && !IsUnchanged(shop, r.Row)).Select(static r => r.Row)
            .Should().BeEmpty("the diff would change these");
        rows.Where(r => !found.Contains(r.Place) && shop.IsExact(r.Row)).Select(static r => r.Row)
            .Should().BeEmpty("these are what their coupons are");
        found.Contains(shop.Count).Should().BeFalse("there is no such coupon");
    }

    private static bool IsUnchanged(MatchingShop shop, CouponRow row) =>
        new CouponDiff(shop.Options).Compare(row, shop.Image.Find(row.Id), 1).Kind == VerdictKind.Unchanged;

    private static void Execute(MatchingShop shop, string sql)
    {
        using var command = shop.Image.Connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = shop.Image.Transaction;
        command.ExecuteNonQuery();
    }
}
