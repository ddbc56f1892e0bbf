using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Settings;

namespace CouponSync.Tests.Planning;

public sealed class CouponDiffTests
{
    private static readonly PlanOptions LeaveAlone = new();
    private static readonly PlanOptions Unset = new() { UnsetEmptyCells = true };
    private static readonly PlanOptions Prune = new() { PruneMetadata = true };

    [Fact]
    public void A_coupon_that_has_what_the_row_wants_is_unchanged()
    {
        var verdict = Compare(Row(("a", "1"), ("b", "2")), Coupon(("a", "1"), ("b", "2"), ("other", "x")));

        verdict.Kind.Should().Be(VerdictKind.Unchanged);
        verdict.Change.Should().BeNull();
    }

    [Fact]
    public void A_changed_value_and_a_new_key_are_planned_with_their_state_before()
    {
        var verdict = Compare(Row(("z", "new"), ("a", "2")), Coupon(("a", "1"), ("kept", "x")));

        verdict.Kind.Should().Be(VerdictKind.Change);
        verdict.Change!.Metadata.Should().Equal(new KeyChange("a", "1", "2"), new KeyChange("z", null, "new"));
        verdict.Change.Name.Should().BeNull();
        verdict.Change.Line.Should().Be(7);
        verdict.Change.Sequence.Should().Be(3);
    }

    [Theory]
    [InlineData("Sale", "sale")]
    [InlineData("Caf\u00e9", "Cafe\u0301")]
    [InlineData("Sale", "Sale ")]
    public void So_is_the_name(string wanted, string has)
    {
        var verdict = Compare(Row(("a", "1")) with { Name = wanted }, Coupon(("a", "1")) with { Name = has });

        verdict.Change!.Name.Should().Be(new ValueChange(has, wanted));
    }

    [Fact]
    public void Values_and_keys_are_compared_ordinally()
    {
        // Equal to a culture, or after normalisation, but not to Stripe.
        var verdict = Compare(Row(("cle\u0301", "e\u0301"), ("Key", "1")), Coupon(("cl\u00e9", "\u00e9"), ("key", "1")));

        verdict.Change!.Metadata.Should().Equal(new KeyChange("Key", null, "1"), new KeyChange("cle\u0301", null, "e\u0301"));
    }

    [Fact]
    public void An_empty_cell_leaves_its_key_alone() =>
        Compare(Row(("a", "")), Coupon(("a", "1"))).Kind.Should().Be(VerdictKind.Unchanged);

    [Fact]
    public void An_empty_cell_unsets_its_key_when_told_to() =>
        Compare(Row(("a", ""), ("absent", "")), Coupon(("a", "1")), Unset).Change!.Metadata
            .Should().Equal(new KeyChange("a", "1", null));

    [Fact]
    public void Pruning_unsets_only_keys_without_a_column() =>
        Compare(Row(("named", ""), ("same", "1")), Coupon(("named", "x"), ("same", "1"), ("extra", "y")), Prune).Change!.Metadata
            .Should().Equal(new KeyChange("extra", "y", null));

    [Theory]
    [InlineData(null, "Old", null)]
    [InlineData("", "Old", null)]
    [InlineData("Old", "Old", null)]
    [InlineData("New", "Old", "New")]
    [InlineData("New", null, "New")]
    public void A_name_is_changed_only_to_another_one(string? wanted, string? has, string? planned)
    {
        var verdict = Compare(Row() with { Name = wanted }, Coupon() with { Name = has }, Unset);

        verdict.Change?.Name.Should().Be(new ValueChange(has, planned));
        (verdict.Kind == VerdictKind.Change).Should().Be(planned is not null);
    }

    [Fact]
    public void A_coupon_that_does_not_exist_is_missing()
    {
        var verdict = Compare(Row(("a", "1")), null);

        verdict.Kind.Should().Be(VerdictKind.Missing);
        verdict.Problems.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Kind = "missing", Line = 7L, Id = "SUMMER" });
    }

    [Fact]
    public void Terms_that_differ_are_a_conflict_and_never_a_change()
    {
        var row = Row(("a", "new")) with { Terms = new CouponTerms { PercentOff = 20m, Duration = "once", MaxRedemptions = 5 } };
        var coupon = Coupon(("a", "old")) with { Terms = new CouponTerms { PercentOff = 25m, Duration = "once" } };

        var verdict = Compare(row, coupon);

        verdict.Kind.Should().Be(VerdictKind.Conflict);
        verdict.Change.Should().BeNull();
        verdict.Problems.Select(p => p.Column).Should().Equal("percent_off", "max_redemptions");
        verdict.Problems[0].Message.Should().Contain("20").And.Contain("25");
        verdict.Problems[1].Message.Should().Contain("the coupon has none");
    }

    [Fact]
    public void Equal_terms_are_no_conflict_whatever_their_spelling()
    {
        var terms = new CouponTerms
        {
            PercentOff = 25.50m,
            RedeemBy = new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)),
            AppliesTo = ["prod_b", "prod_a"],
            CurrencyOptions = new Dictionary<string, long> { ["eur"] = 5 },
        };
        var actual = new CouponTerms
        {
            PercentOff = 25.5m,
            RedeemBy = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            AppliesTo = ["prod_a", "prod_b"],
            CurrencyOptions = new Dictionary<string, long> { ["eur"] = 5, ["gbp"] = 4 },
        };

        Compare(Row() with { Terms = terms }, Coupon() with { Terms = actual }).Kind.Should().Be(VerdictKind.Unchanged);
    }

    [Fact]
    public void Fifty_keys_after_the_merge_are_planned_and_fifty_one_are_not()
    {
        var had = Enumerable.Range(0, 49).Select(i => ($"k{i}", "x")).ToArray();

        Compare(Row(("new1", "1")), Coupon(had)).Kind.Should().Be(VerdictKind.Change);

        var verdict = Compare(Row(("new1", "1"), ("new2", "2")), Coupon(had));
        verdict.Kind.Should().Be(VerdictKind.Conflict);
        verdict.Problems.Should().ContainSingle().Which.Message.Should().Contain("49").And.Contain("adds 2").And.Contain("50");
    }

    [Fact]
    public void An_update_that_fits_only_when_unsets_count_first_is_not_planned()
    {
        var had = Enumerable.Range(0, 50).Select(i => ($"k{i}", "x")).ToArray();

        var verdict = Compare(Row(("k0", ""), ("new", "1")), Coupon(had), Unset);

        verdict.Kind.Should().Be(VerdictKind.Conflict);
        verdict.Problems.Should().ContainSingle().Which.Message.Should().Contain("Unset them in a run of their own");
    }

    [Fact]
    public void A_value_that_fits_only_when_code_points_are_counted_is_not_planned()
    {
        var value = string.Concat(Enumerable.Repeat("\U0001F389", 300));

        Compare(Row(("a", value)), Coupon(("a", value))).Kind.Should().Be(VerdictKind.Unchanged);

        var verdict = Compare(Row(("a", value)), Coupon());
        verdict.Kind.Should().Be(VerdictKind.Conflict);
        verdict.Problems.Should().ContainSingle().Which.Message.Should().Contain("300 characters").And.Contain("600");
    }

    private static RowVerdict Compare(CouponRow row, RemoteCoupon? coupon, PlanOptions? options = null) =>
        new CouponDiff(options ?? LeaveAlone).Compare(row, coupon, sequence: 3);

    private static CouponRow Row(params (string Key, string Value)[] cells) => new()
    {
        Line = 7,
        Id = "SUMMER",
        Metadata = [.. cells.Select(c => new MetadataCell(c.Key, c.Value))],
        Cells = [],
    };

    private static RemoteCoupon Coupon(params (string Key, string Value)[] metadata) => new()
    {
        Id = "SUMMER",
        Created = 1,
        Livemode = false,
        Metadata = CouponMetadata.From(metadata.Select(m => KeyValuePair.Create(m.Key, m.Value))),
        Terms = new CouponTerms(),
    };
}
