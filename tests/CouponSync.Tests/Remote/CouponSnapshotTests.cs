using System.Text.Json;
using CouponSync.Coupons;
using CouponSync.Remote;
using CouponSync.Tests.Support;
using Microsoft.Data.Sqlite;
using Serilog;

namespace CouponSync.Tests.Remote;

public sealed class CouponSnapshotTests : IDisposable
{
    private static readonly SnapshotIdentity Identity = new("acct_1", Livemode: true, "https://api.stripe.com");

    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _log = [];

    public static TheoryData<string?> Names => [null, "", "Sale", new string('ä', 40)];

    private string Path => _directory.File("snapshot.db");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_coupon_comes_back_as_it_was(string? name)
    {
        using var snapshot = CouponSnapshot.Create(Path, livemode: true);
        var bare = Coupon(name) with { Id = "B", Metadata = CouponMetadata.Empty, Terms = CouponTerms.None };
        snapshot.Put([bare, Coupon(name)]);

        snapshot.Find("A").Should().BeEquivalentTo(Coupon(name));
        snapshot.All().Should().BeEquivalentTo([Coupon(name), bare], static o => o.WithStrictOrdering());
        (snapshot.Find("a"), snapshot.Contains("A"), snapshot.Contains("a"), snapshot.Count).Should().Be((null, true, false, 2));
    }

    [Fact]
    public void A_coupon_that_has_gone_is_gone_from_it()
    {
        using var snapshot = CouponSnapshot.Create(Path, livemode: true);
        snapshot.Put([Coupon(null)]);

        snapshot.Replace("A", null);

        (snapshot.Find("A"), snapshot.Contains("A"), snapshot.Count).Should().Be((null, false, 0));
    }

    [Fact]
    public void It_goes_with_its_run_unless_it_is_kept()
    {
        var store = Store();
        using (store.Create())
        {
            Directory.GetFiles(_directory.Path).Should().NotBeEmpty();
        }

        Directory.GetFiles(_directory.Path).Should().BeEmpty();
        using (var fresh = store.Create())
        {
            store.Keep(fresh, Facts()).Dispose();
        }

        Directory.GetFiles(_directory.Path).Should().Equal(Path);
        using var kept = store.Open();
        kept!.Facts.Should().Be(Facts());
    }

    [Fact]
    public void What_events_and_answers_do_not_show_of_a_coupon_stays_while_it_is_the_same_coupon()
    {
        using var snapshot = CouponSnapshot.Create(Path, livemode: true);
        var coupon = Coupon("Sale");
        snapshot.Put([coupon]);
        var shown = coupon with { Name = "New", Terms = coupon.Terms with { AppliesTo = null, CurrencyOptions = null } };

        snapshot.Replace("A", shown);
        snapshot.Find("A").Should().BeEquivalentTo(coupon with { Name = "New" });
        snapshot.Replace("A", shown with { Created = 2 });
        snapshot.Find("A").Should().BeEquivalentTo(shown with { Created = 2 });
    }

    [Fact]
    public void An_answer_to_a_write_is_taken_and_its_event_is_awaited()
    {
        using var snapshot = CouponSnapshot.Create(Path, livemode: true);
        var write = new OwnWrite("key", "req_1", "A", 5);

        snapshot.PutOwn(write, Coupon("Sale"));

        snapshot.OwnWrites().Should().Equal(write);
        snapshot.Find("A")!.Name.Should().Be("Sale");
    }

    [Fact]
    public void A_coupon_that_is_to_be_read_is_so_until_it_was()
    {
        using var snapshot = CouponSnapshot.Create(Path, livemode: true);
        snapshot.ReadAgain(["A", "B", "A", "C"]);

        snapshot.Replace("A", Coupon("Sale"));
        snapshot.Replace("B", null);

        snapshot.ToRead(10).Should().Equal("C");
    }

    [Fact]
    public void Whatever_stands_in_a_row_is_read_or_is_damage()
    {
        var random = new Random(5);
        var damaged = 0;
        for (var i = 0; i < 300; i++)
        {
            Keep();
            var column = (string[])["created", "name", "metadata", "terms", "times_redeemed", "valid"];
            // A table that is not strict takes anything, as a damaged page has anything.
            var table = (string)Scalar(Path, "SELECT sql FROM sqlite_schema WHERE name = 'coupons'")!;
            Declare(table.Replace(" NOT NULL", "", StringComparison.Ordinal).Replace("STRICT, ", "", StringComparison.Ordinal));
            Execute(Path, $"UPDATE coupons SET {column[random.Next(column.Length)]} = {Value(random)}");
            Declare(table);
            using var open = Store().Open()!;
            try
            {
                open.Find("A");
            }
            catch (DamagedSnapshotException)
            {
                damaged++;
            }
        }

        damaged.Should().BeInRange(50, 250);
    }

    [Fact]
    public void A_fault_of_the_program_is_no_damage()
    {
        SnapshotDamage.Is(new JsonException()).Should().BeFalse();
        SnapshotDamage.Is(new InvalidDataException()).Should().BeFalse();
        SnapshotDamage.Is(new InvalidCastException()).Should().BeFalse();
        SnapshotDamage.Is(new SqliteException("", SQLitePCL.raw.SQLITE_FULL)).Should().BeFalse();
        SnapshotDamage.Is(new SqliteException("", SQLitePCL.raw.SQLITE_CORRUPT)).Should().BeTrue();
        SnapshotDamage.Is(new DamagedSnapshotException("cut off")).Should().BeTrue();
    }

    [Theory]
    [InlineData("PRAGMA user_version = 3", "version 3")]
    [InlineData("PRAGMA user_version = 5", "version 5")]
    [InlineData("DELETE FROM facts", "never complete")]
    [InlineData("UPDATE facts SET json = 'null'", "facts cannot be read")]
    [InlineData("UPDATE facts SET json = '{}'", "facts cannot be read")]
    [InlineData("UPDATE facts SET json = json_set(json, '$.Identity.Livemode', json('false'))", "it has the coupons of acct_1")]
    [InlineData("UPDATE facts SET json = json_set(json, '$.Identity.Account', 'acct_2')", "it has the coupons of acct_2")]
    [InlineData("UPDATE facts SET json = json_set(json, '$.Identity.ApiBase', 'http://127.0.0.1:12111')", "at http://127.0.0.1:12111")]
    [InlineData("UPDATE facts SET json = json_set(json, '$.Trust', 'Forbidden')", "facts cannot be read")]
    public void One_that_cannot_be_used_is_set_aside_with_one_line(string sql, string reason)
    {
        Keep();
        Execute(Path, sql);

        Store().Open().Should().BeNull();

        _log.Should().ContainSingle().Which.Should().Contain(reason).And.Contain("all coupons are read again");
        Directory.GetFiles(_directory.Path).Should().Equal(Path + ".set-aside");
    }

    [Fact]
    public void The_hash_of_ids_is_that_of_a_set()
    {
        var ids = Enumerable.Range(0, 100).Select(static i => $"C{i}").ToList();
        var hash = SnapshotFacts.HashOf(ids);

        SnapshotFacts.HashOf(Enumerable.Reverse(ids)).Should().Be(hash);
        SnapshotFacts.HashOf(ids.Skip(1)).Should().NotBe(hash);
        SnapshotFacts.HashOf(ids.Append("c0")).Should().NotBe(hash);
        SnapshotFacts.HashOf(["ab", "c"]).Should().NotBe(SnapshotFacts.HashOf(["a", "bc"]));
    }

    public void Dispose() => _directory.Dispose();

    private static string Value(Random random) => random.Next(7) switch
    {
        0 => "NULL",
        1 => "x'ff00'",
        2 => "'{'",
        3 => "'null'",
        4 => "'{\"a\":1}'",
        5 => "12.5",
        _ => "'{\"a\":\"b\"}'",
    };

    private static void Execute(string path, string sql) => Scalar(path, sql);

    private static object? Scalar(string path, string sql)
    {
        using var file = new SqliteConnection($"Data Source={path};Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    // The file's pages stay as they are; see https://www.sqlite.org/pragma.html#pragma_writable_schema.
    private void Declare(string table) => Execute(
        Path, $"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = '{table.Replace("'", "''", StringComparison.Ordinal)}' WHERE name = 'coupons'");

    private static SnapshotFacts Facts() => new()
    {
        Identity = Identity,
        InputIds = "00",
        WithProducts = true,
        EventsFrom = 1,
        ReadFrom = 2,
        ReadTo = 3,
        Requests = 4,
        Trust = EventTrust.Proven,
        Applying = "a run",
    };

    private static RemoteCoupon Coupon(string? name) => new()
    {
        Id = "A",
        Created = 1_700_000_000,
        Livemode = true,
        Name = name,
        Metadata = CouponMetadata.From([new("k", new string('x', 500)), new("ключ", "😀"), new("a", "1")]),
        Terms = new CouponTerms
        {
            AmountOff = 1250,
            Currency = "eur",
            Duration = "repeating",
            DurationInMonths = 3,
            RedeemBy = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000),
            AppliesTo = ["p1", "p2"],
            CurrencyOptions = new Dictionary<string, long> { ["usd"] = 5 },
        },
        TimesRedeemed = 7,
        Valid = true,
    };

    private SnapshotStore Store() =>
        new(Path, Identity, new LoggerConfiguration().WriteTo.Sink(new LogLines(_log)).CreateLogger());

    private void Keep()
    {
        using var fresh = Store().Create();
        fresh.Put([Coupon("Sale")]);
        Store().Keep(fresh, Facts()).Dispose();
    }
}
