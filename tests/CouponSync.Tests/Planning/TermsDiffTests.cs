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
            "The file says amount_off 600, but the coupon has 500; Stripe fixes it at creation. Correct the file, or the id if another coupon is meant.");

    [Theory]
    [InlineData("eur", "450")]
    [InlineData("gbp", "none")]
    public void A_further_currency_is_not(string currency, string has) =>
        Message(new CouponTerms { CurrencyOptions = new Dictionary<string, long> { [currency] = 400 } }).Should().Be(
            $"The file says currency_options[{currency}] 400, but the coupon has {has}; CouponSync changes metadata and names only. "
            + "Change it in Stripe, or correct the file, or the id if another coupon is meant.");

    private static string Message(CouponTerms wanted) =>
        TermsDiff.Compare(2, "C", wanted, Actual).Should().ContainSingle().Which.Message;
}
