using CouponSync.Coupons;
using CouponSync.Planning;

namespace CouponSync.Tests.Planning;

public sealed class StalenessCheckTests
{
    [Theory]
    [InlineData("old", null, Freshness.Fresh)]
    [InlineData("new", "Named", Freshness.InPlace)]
    [InlineData("theirs", null, Freshness.Stale)]
    [InlineData(null, null, Freshness.Stale)]
    [InlineData("old", "Theirs", Freshness.Stale)]
    [InlineData("new", null, Freshness.Stale)]
    public void An_update_is_made_only_from_the_values_it_was_planned_from(string? value, string? name, object expected)
    {
        var change = Update(new KeyChange("a", "old", "new"), new ValueChange(null, "Named"));

        StalenessCheck.Check(change, Remote(name, value is null ? [] : [("a", value), ("untouched", "whatever")])).Kind.Should().Be((Freshness)expected);
    }

    [Fact]
    public void What_is_stale_is_named_with_both_values()
    {
        var verdict = StalenessCheck.Check(Update(new KeyChange("a", "old", "new"), null), Remote(null, ("a", "theirs")));

        verdict.Reason.Should().Be("Since the plan was made, metadata 'a' was 'old' and is 'theirs' now.");
    }

    [Fact]
    public void An_unset_is_in_place_when_the_key_is_gone_and_an_addition_is_stale_when_it_is_there()
    {
        StalenessCheck.Check(Update(new KeyChange("a", "old", null), null), Remote(null)).Kind.Should().Be(Freshness.InPlace);
        StalenessCheck.Check(Update(new KeyChange("a", null, "new"), null), Remote(null, ("a", "theirs"))).Kind.Should().Be(Freshness.Stale);
        StalenessCheck.Check(Update(new KeyChange("a", null, "new"), null), Remote(null)).Kind.Should().Be(Freshness.Fresh);
    }

    [Theory]
    [InlineData(true, false, false, Freshness.Fresh)]
    [InlineData(true, true, false, Freshness.Stale)]
    [InlineData(true, false, true, Freshness.Stale)]
    [InlineData(false, false, false, Freshness.InPlace)]
    public void A_deletion_is_made_only_of_a_coupon_nobody_changed(bool exists, bool hasMore, bool isNamed, object expected)
    {
        var change = Update(new KeyChange("a", "1", null), null) with { Action = ChangeAction.Delete };
        (string, string)[] metadata = hasMore ? [("a", "1"), ("b", "2")] : [("a", "1")];

        StalenessCheck.Check(change, exists ? Remote(isNamed ? "Named" : null, metadata) : null).Kind.Should().Be((Freshness)expected);
    }

    [Theory]
    [InlineData(450, Freshness.Fresh)]
    [InlineData(500, Freshness.Stale)]
    public void So_it_is_with_an_amount_in_a_further_currency(long now, object expected)
    {
        var change = Update(new KeyChange("a", "1", null), null) with { Action = ChangeAction.Delete, Terms = Amounts(450) };

        StalenessCheck.Check(change, Remote(null, ("a", "1")) with { Terms = Amounts(now) }).Kind.Should().Be((Freshness)expected);
    }

    [Theory]
    [InlineData(450, Freshness.Fresh)]
    [InlineData(400, Freshness.InPlace)]
    [InlineData(500, Freshness.Stale)]
    public void And_with_an_update_of_one(long now, object expected)
    {
        var change = Update(new KeyChange("a", "1", "2"), null) with { Metadata = [], CurrencyOptions = [new KeyChange("eur", "450", "400")] };

        StalenessCheck.Check(change, Remote(null) with { Terms = Amounts(now) }).Kind.Should().Be((Freshness)expected);
    }

    [Fact]
    public void A_creation_that_became_an_update_beyond_fifty_keys_is_stale()
    {
        var creation = Update(new KeyChange("new", null, "1"), null) with { Action = ChangeAction.Create, Terms = new CouponTerms { PercentOff = 10 } };

        StalenessCheck.Check(creation, Remote(null, [.. Enumerable.Range(0, 49).Select(static i => ($"k{i}", "x"))])).Kind.Should().Be(Freshness.Fresh);
        StalenessCheck.Check(creation, Remote(null, [.. Enumerable.Range(0, 50).Select(static i => ($"k{i}", "x"))])).Kind.Should().Be(Freshness.Stale);
    }

    [Fact]
    public void A_creation_whose_coupon_exists_becomes_the_update_that_is_left()
    {
        var creation = Update(new KeyChange("a", null, "1"), null) with
        {
            Action = ChangeAction.Create,
            Terms = new CouponTerms { PercentOff = 10 },
            Metadata = [new("a", null, "1"), new("b", null, "2")],
        };

        var same = StalenessCheck.Check(creation, Remote(null, ("a", "0"), ("b", "2")));
        var other = StalenessCheck.Check(creation with { Terms = new CouponTerms { PercentOff = 20 } }, Remote(null));

        StalenessCheck.Check(creation, null).Should().Be(Staleness.Fresh(creation));
        (same.Kind, same.Change.Action, same.Change.IsAdapted).Should().Be((Freshness.Fresh, ChangeAction.Update, true));
        same.Change.Metadata.Should().Equal(new KeyChange("a", "0", "1"));
        (other.Kind, other.Reason).Should().Be((Freshness.Stale, other.Reason));
        other.Reason.Should().Contain("percent_off 20").And.Contain("has 10");
    }

    private static PlannedChange Update(KeyChange key, ValueChange? name) => new()
    {
        Sequence = 1,
        Id = "C",
        Action = ChangeAction.Update,
        Metadata = [key],
        Name = name,
    };

    private static CouponTerms Amounts(long euros) => new()
    {
        AmountOff = 600,
        Currency = "usd",
        Duration = "once",
        CurrencyOptions = new Dictionary<string, long> { ["eur"] = euros },
    };

    private static RemoteCoupon Remote(string? name, params (string Key, string Value)[] metadata) => new()
    {
        Id = "C",
        Created = 1,
        Livemode = false,
        Name = name,
        Metadata = CouponMetadata.From(metadata.Select(static m => KeyValuePair.Create(m.Key, m.Value))),
        Terms = new CouponTerms { PercentOff = 10, Duration = "once" },
    };
}
