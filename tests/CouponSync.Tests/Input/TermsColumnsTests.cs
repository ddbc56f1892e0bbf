using CouponSync.Coupons;

namespace CouponSync.Tests.Input;

public sealed class TermsColumnsTests
{
    [Theory]
    [InlineData("percent_off", "25%", "invalid_percent_off", "percent_off is `25%`. Write a number above 0 and at most 100, without a % sign and with a decimal point, such as `25` or `12.5`.")]
    [InlineData("percent_off", "12,5", "invalid_percent_off", null)]
    [InlineData("percent_off", "0", "invalid_percent_off", null)]
    [InlineData("percent_off", "100.01", "invalid_percent_off", null)]
    [InlineData("percent_off", "-5", "invalid_percent_off", null)]
    [InlineData("percent_off", " 5", "invalid_percent_off", null)]
    [InlineData("duration", "Once", "invalid_duration", "duration is `Once`. Write `once`, `forever` or `repeating`.")]
    [InlineData("duration_in_months", "0", "invalid_number", "The number of months is `0`. Write a positive whole number, such as `3`.")]
    [InlineData("max_redemptions", "1e3", "invalid_number", "The number of redemptions is `1e3`. Write a positive whole number, such as `3`.")]
    [InlineData("currency", "euro", "invalid_currency", "currency is `euro`. Write the three letters of its ISO 4217 code, such as `eur`.")]
    [InlineData("applies_to", "prod_1,prod_2", "invalid_applies_to", "applies_to is `prod_1,prod_2`. Separate the ids of products by spaces: `prod_1 prod_2`.")]
    [InlineData("redeem_by", "31.12.2027", "invalid_redeem_by", "redeem_by is `31.12.2027`. Write a date as `2027-12-31`, an instant in whole seconds as `2027-12-31T23:59:59Z`, or Unix seconds.")]
    [InlineData("redeem_by", "20271231", "invalid_redeem_by", null)]
    [InlineData("redeem_by", "2027-02-30", "invalid_redeem_by", null)]
    [InlineData("redeem_by", "2027-12-31T23:59:59.5Z", "invalid_redeem_by", null)]
    [InlineData("currency_options[usd]", "5.00", "invalid_amount_off", "The amount is `5.00`. Write a positive whole number in the smallest currency unit, such as `500` for 5.00.")]
    public async Task A_term_that_cannot_be_read_is_refused(string column, string cell, string kind, string? message)
    {
        var problem = (await CsvFile.LoadAsync($"id,{column}\nA,\nB,\"{cell}\"\n")).OnlyError();

        (problem.Kind, problem.Line, problem.Column, problem.Id).Should().Be((kind, 3, column, "B"));
        problem.Message.Should().Be(message ?? problem.Message);
    }

    [Theory]
    [InlineData("5,500,eur,,", "percent_and_amount", "amount_off")]
    [InlineData(",500,,,", "currency_missing", "amount_off")]
    [InlineData(",5.00,eur,,", "invalid_amount_off", "amount_off")]
    [InlineData("5,,,once,3", "duration_in_months_not_allowed", "duration_in_months")]
    public async Task Terms_that_do_not_go_together_are_refused(string cells, string kind, string column)
    {
        var problem = (await CsvFile.LoadAsync($"id,percent_off,amount_off,currency,duration,duration_in_months\nA,{cells}\n")).OnlyError();

        (problem.Kind, problem.Line, problem.Column).Should().Be((kind, 2, column));
    }

    [Theory]
    [InlineData("2027-12-31", "2027-12-31T00:00:00Z")]
    [InlineData("2027-12-31T23:59", "2027-12-31T23:59:00Z")]
    [InlineData("2027-12-31 23:59:59", "2027-12-31T23:59:59Z")]
    [InlineData("2027-12-31T23:59:59.000Z", "2027-12-31T23:59:59Z")]
    [InlineData("2027-12-31T23:59:59+02:00", "2027-12-31T21:59:59Z")]
    [InlineData("1830297599", "2027-12-31T23:59:59Z")]
    public async Task An_instant_may_be_written_in_several_ways(string cell, string instant)
    {
        var row = (await CsvFile.LoadAsync($"id,redeem_by\nA,{cell}\n")).Rows.Single();

        row.Terms!.RedeemBy.Should().Be(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Terms_are_read_as_Stripe_writes_them()
    {
        var row = (await CsvFile.LoadAsync(
            "id,Amount_Off,CURRENCY,duration,duration_in_months,max_redemptions,applies_to,currency_options[USD]\n"
            + "A,500,EUR,repeating,3,10,prod_b  prod_a,600\n")).Rows.Single();

        row.Terms.Should().BeEquivalentTo(new CouponTerms
        {
            AmountOff = 500,
            Currency = "eur",
            Duration = "repeating",
            DurationInMonths = 3,
            MaxRedemptions = 10,
            AppliesTo = ["prod_a", "prod_b"],
            CurrencyOptions = new Dictionary<string, long> { ["usd"] = 600 },
        });
    }

    [Fact]
    public async Task Empty_cells_say_nothing_about_the_terms() =>
        (await CsvFile.LoadAsync("id,percent_off,currency\nA,,\n")).Rows.Single().Terms.Should().BeNull();
}
