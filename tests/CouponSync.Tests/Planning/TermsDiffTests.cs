using CouponSync.Coupons;
using CouponSync.Planning;

namespace CouponSync.Tests.Planning;

public sealed class TermsDiffTests
{
    private static readonly CouponTerms Actual = new()
    {
        AmountOff = 500,
        Currency = "usd",
        Duration = "once",
        CurrencyOptions = new Dictionary<string, long> { ["eur"] = 450 },
    };

    [Fact]
    public void What_stripe_fixes_at_creation_is_said_to_be_fixed() =>
        Message(new CouponTerms { AmountOff = 600 }).Should().Be(
            "The file says amount_off 600, but the coupon has 500; Stripe fixes it at creation. Correct the file, or the id if you mean another coupon.");

    /// <summary>Each term that a coupon has otherwise.</summary>
    public static TheoryData<string> Fixed => ["percent_off", "amount_off", "currency", "duration", "duration_in_months", "max_redemptions", "redeem_by", "applies_to"];

    [Theory]
    [MemberData(nameof(Fixed))]
    public void Every_term_is_compared(string column)
    {
        var wanted = column switch
        {
            "percent_off" => new CouponTerms { PercentOff = 1 },
            "amount_off" => new CouponTerms { AmountOff = 1 },
            "currency" => new CouponTerms { Currency = "eur" },
            "duration" => new CouponTerms { Duration = "forever" },
            "duration_in_months" => new CouponTerms { DurationInMonths = 1 },
            "max_redemptions" => new CouponTerms { MaxRedemptions = 1 },
            "redeem_by" => new CouponTerms { RedeemBy = DateTimeOffset.UnixEpoch },
            _ => new CouponTerms { AppliesTo = ["prod_1"] },
        };

        TermsDiff.Compare(2, "C", wanted, Actual with { AppliesTo = [] }).Should().ContainSingle().Which.Column.Should().Be(column);
    }

    [Theory]
    [InlineData("eur", "450", "--update-currency-options changes it. Or correct the file")]
    [InlineData("gbp", "none", "--update-currency-options changes it. Or correct the file")]
    [InlineData("usd", "500", "it is the coupon's own currency, in which Stripe fixes the amount at creation. Correct the file")]
    public void A_further_currency_is_not(string currency, string has, string remedy) =>
        Message(new CouponTerms { CurrencyOptions = new Dictionary<string, long> { [currency] = 400 } }).Should().Be(
            $"The file says currency_options[{currency}] 400, but the coupon has {has}; {remedy}, or the id if you mean another coupon.");

    [Theory]
    [InlineData("eur", true, false)]
    [InlineData("gbp", true, false)]
    [InlineData("usd", true, true)]
    [InlineData("eur", false, true)]
    public void A_further_currency_is_no_conflict_where_it_can_be_changed(string currency, bool hasAmount, bool isConflict)
    {
        var actual = hasAmount ? Actual : new CouponTerms { PercentOff = 10, Duration = "once", CurrencyOptions = new Dictionary<string, long>() };
        var wanted = new CouponTerms { CurrencyOptions = new Dictionary<string, long> { [currency] = 400 } };

        TermsDiff.Compare(2, "C", wanted, actual, changesCurrencies: true).Should().HaveCount(isConflict ? 1 : 0);
    }

    private static string Message(CouponTerms wanted) =>
        TermsDiff.Compare(2, "C", wanted, Actual).Should().ContainSingle().Which.Message;
}
