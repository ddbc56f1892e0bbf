using System.Security.Cryptography;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Settings;

namespace CouponSync.Tests.Planning;

/// <summary>
/// A plan as it was written by 615a264, byte for byte. People keep plans and the SHA-256 they reviewed, so neither may
/// change: a failure here is a change of a contract, and is not mended by a new literal.
/// </summary>
public sealed class PlanVectorTests
{
    private static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "TestData", "plan-615a264.jsonl");

    [Fact]
    public void A_plan_is_written_in_the_same_bytes_as_ever()
    {
        using var file = new MemoryStream();
        using var writer = new PlanWriter(file, PlanVector.Header);
        writer.WriteLeft(new Problem("changed_since", "Somebody changed it.") { Id = "C1", Line = 3, Column = "owner" });
        foreach (var change in PlanVector.Changes)
        {
            writer.Write(change);
        }

        writer.Complete().Should().Be(PlanVector.Sha256);

        file.ToArray().Should().Equal(File.ReadAllBytes(FilePath));
        Convert.ToHexStringLower(SHA256.HashData(file.ToArray()))
            .Should().Be("7fbb36078fcdc90ffe34fc65078b2a8083260a282055228d8a7cd1cb1a6632b6", "the file in the tree is a vector, too");
    }

    [Fact]
    public void A_plan_of_old_is_read()
    {
        var plan = PlanFile.Open(FilePath);

        plan.Header.Should().Be(PlanVector.Header);
        (plan.Sha256, plan.ChangeCount).Should().Be((PlanVector.Sha256, PlanVector.Changes.Count));
        plan.Changes().Should().BeEquivalentTo(PlanVector.Changes, static options => options
            .WithStrictOrdering().WithoutStrictOrderingFor(static info => info.Path.EndsWith("CurrencyOptions", StringComparison.Ordinal))
            .ComparingByMembers<PlannedChange>());
        plan.Left().Should().ContainSingle().Which.Kind.Should().Be("changed_since");
    }

    [Theory]
    [InlineData("acct_1CouponSync", true, "1203fc5e158d785a34abc068f812d2dcfdee92ec5abb72068ec8b9eb987c5ba8")]
    [InlineData("acct_1CouponSync", false, "e518b6c31171c3882d2b28124d0026588598a107237e47d7c14078a67da44a3d")]
    [InlineData("key-0123456789ab", true, "caa288d5cd030cdfd7e9c4c94fd24d15937cbb89168b0b8f47ccef3c557f33c1")]
    public void The_digest_of_a_plan_is_the_same_as_ever(string account, bool livemode, string sha256)
    {
        using var writer = new PlanWriter(new MemoryStream(), PlanVector.Header with { AccountId = account, Livemode = livemode });
        writer.Write(PlanVector.Changes[0]);

        writer.Complete().Should().Be(sha256);
    }

    [Fact]
    public void Amounts_in_further_currencies_are_part_of_the_digest()
    {
        using var writer = new PlanWriter(new MemoryStream(), PlanVector.Header with { Schema = PlanHeader.SchemaOfCurrencies });
        writer.Write(PlanVector.OfCurrencies);

        writer.Complete().Should().Be("fcc1fc8b40e3bb820b517fa657745638f34f4952d063d33761b4e9b6e27e0b07");
    }

    [Fact]
    public void The_digest_of_a_plan_without_changes_is_the_same_as_ever()
    {
        using var writer = new PlanWriter(new MemoryStream(), PlanVector.Header);

        writer.Complete().Should().Be("049d4cd8025ec6b2c5de19fd5b410983aa03477364530af725bdf22b94a31dae");
    }
}

/// <summary>What the vectors are made of: each kind of change, with texts that JSON has to escape and texts that it has not.</summary>
internal static class PlanVector
{
    public const string RunId = "2026-11-22T020000Z-7f3a";

    public const string Sha256 = "a660ac008dfd234a9c45db2516a2f54468a7b06796101f04a8d2032e3ef86ae0";

    public static readonly PlanHeader Header = new()
    {
        RunId = RunId,
        CreatedAt = new DateTimeOffset(2026, 11, 22, 2, 0, 0, 123, TimeSpan.Zero).AddTicks(4567),
        AccountId = "acct_1CouponSync",
        Livemode = true,
        ApiBase = "https://api.stripe.com",
        Input = new PlanInput(
            "Gutscheine/März \"neu\".csv", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 1_234_567),
        Reverts = "2026-11-21T020000Z-0001",
        Options = new PlanOptions { UnsetEmptyCells = true, CreateMissing = true },
    };

    /// <summary>Not of 615a264: a change that only <c>couponsync.plan/2</c> has.</summary>
    public static readonly PlannedChange OfCurrencies = new()
    {
        Sequence = 1,
        Line = 2,
        Id = "A",
        Action = ChangeAction.Update,
        Name = new ValueChange(null, "B"),
        CurrencyOptions = [new KeyChange("eur", "450", "600"), new KeyChange("gbp", null, "700")],
    };

    public static readonly IReadOnlyList<PlannedChange> Changes =
    [
        new()
        {
            Sequence = 1,
            Line = 2,
            Id = "25OFF",
            Action = ChangeAction.Update,
            Metadata = [new("campaign", null, "spring-2027"), new("order_id", "6734", "6735"), new("owner", "crm", null)],
        },
        new() { Sequence = 2, Line = 3, Id = "ключ/a+b=c?&<'>", Action = ChangeAction.Update, Name = new(null, "Ünï \"25 %\" \\ off") },
        new()
        {
            Sequence = 3,
            Id = "2.00$_off 🎉",
            Action = ChangeAction.Update,
            Metadata =
            [
                new("", "", "\t\r\n\b\f\u0000\u001f\u007f\u0085"),
                new("é", "e\u0301", "\u00a0\u200b\u2028\u2029\u202e\ufeff"),
                new("🎉", "=1+1|`<script>", "{\"a\":\"b\"}"),
            ],
            Name = new("Old", "New"),
        },
        new()
        {
            Sequence = 4,
            Line = 5,
            Id = "WINTER26",
            Action = ChangeAction.Create,
            Metadata = [new("owner", null, "Müller, Anna")],
            Name = new(null, "Winter"),
            Terms = new CouponTerms { PercentOff = 12.50m, Duration = "repeating", DurationInMonths = 3, MaxRedemptions = 100 },
        },
        new()
        {
            Sequence = 5,
            Line = 6,
            Id = "EURO",
            Action = ChangeAction.Create,
            Terms = new CouponTerms
            {
                AmountOff = 500,
                Currency = "eur",
                Duration = "once",
                RedeemBy = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000),
                AppliesTo = ["prod_1", "prod_2"],
                CurrencyOptions = new Dictionary<string, long> { ["usd"] = 600, ["gbp"] = 450 },
            },
        },
        new()
        {
            Sequence = 6,
            Id = "GONE",
            Action = ChangeAction.Delete,
            Metadata = [new("owner", "crm", null)],
            Name = new("Gone", null),
            Terms = new CouponTerms { PercentOff = 10m, Duration = "forever", AppliesTo = [], CurrencyOptions = new Dictionary<string, long>() },
        },
    ];
}
