using CouponSync.Coupons;
using CouponSync.Planning;

namespace CouponSync.Tests.Planning;

public sealed class CreationRulesTests
{
    [Fact]
    public void A_percentage_with_a_currency_cannot_be_created() =>
        Check(new CouponTerms { PercentOff = 10, Currency = "usd", Duration = "once" })
            .Should().ContainSingle().Which.Column.Should().Be("currency");

    [Fact]
    public void A_further_currency_that_is_the_coupons_own_cannot_be_created() =>
        Check(new CouponTerms
        {
            AmountOff = 500,
            Currency = "usd",
            Duration = "once",
            CurrencyOptions = new Dictionary<string, long> { ["usd"] = 600, ["eur"] = 450 },
        }).Should().ContainSingle().Which.Column.Should().Be("currency_options[usd]");

    [Fact]
    public void A_duration_that_nobody_knows_cannot_be_created() =>
        Check(new CouponTerms { PercentOff = 10, Duration = "service_period" })
            .Should().ContainSingle().Which.Column.Should().Be("duration");

    [Fact]
    public void Complete_terms_can_be_created()
    {
        Check(new CouponTerms { PercentOff = 10, Duration = "once" }).Should().BeEmpty();
        Check(new CouponTerms { AmountOff = 500, Currency = "usd", Duration = "forever" }).Should().BeEmpty();
    }

    [Theory]
    [InlineData(-1, "redeem_by_past")]
    [InlineData(0, "redeem_by_past")]
    [InlineData(1, null)]
    public void A_coupon_that_can_no_longer_be_redeemed_cannot_be_created(int seconds, string? kind)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

        Check(new CouponTerms { PercentOff = 10, Duration = "once", RedeemBy = now.AddSeconds(seconds) }, now)
            .Select(static p => p.Kind).Should().Equal(kind is null ? [] : [kind]);
    }

    private static IReadOnlyList<Problem> Check(CouponTerms terms, DateTimeOffset? now = null) => CreationRules.Check(
        new CouponRow { Line = 2, Id = "NEW", Metadata = [], Terms = terms, Cells = [] }, now);
}
