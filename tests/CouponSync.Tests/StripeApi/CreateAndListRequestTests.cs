using Stripe;

namespace CouponSync.Tests.StripeApi;

public sealed class CreateAndListRequestTests
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private readonly RecordingHandler _coupon = RecordingHandler.Answering("""{"id":"A","object":"coupon"}""");
    private readonly RecordingHandler _list = RecordingHandler.Answering("""{"object":"list","data":[]}""");

    [Fact]
    public async Task A_new_coupon_sends_every_term_it_has()
    {
        await SdkClients.Over(_coupon).V1.Coupons.CreateAsync(new CouponCreateOptions
        {
            AmountOff = 500,
            AppliesTo = new CouponAppliesToOptions { Products = ["prod_1", "prod_2"] },
            Currency = "usd",
            CurrencyOptions = new Dictionary<string, CouponCurrencyOptionsOptions>
            {
                ["eur"] = new() { AmountOff = 450 },
            },
            Duration = "repeating",
            DurationInMonths = 3,
            Id = "FIVE_OFF",
            MaxRedemptions = 100,
            Metadata = new Dictionary<string, string> { ["order_id"] = "6735" },
            Name = "Five off",
            RedeemBy = Noon,
        });

        var sent = _coupon.Sent.Single();
        sent.Address.AbsoluteUri.Should().Be("http://stripe.test/v1/coupons");
        sent.Body.Should().Be(
            "amount_off=500&applies_to[products][0]=prod_1&applies_to[products][1]=prod_2&currency=usd"
            + "&currency_options[eur][amount_off]=450&duration=repeating&duration_in_months=3&id=FIVE_OFF"
            + "&max_redemptions=100&metadata[order_id]=6735&name=Five+off&redeem_by=1795348800");
    }

    [Theory]
    [InlineData("33.33", "33.33")]
    [InlineData("12.50", "12.50")]
    [InlineData("100", "100")]
    [InlineData("0.0000001", "0.0000001")]
    public async Task Percent_off_is_sent_in_plain_invariant_digits(string percent, string expected)
    {
        await SdkClients.Over(_coupon).V1.Coupons.CreateAsync(new CouponCreateOptions
        {
            PercentOff = decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture),
        });

        _coupon.Sent.Single().Body.Should().Be("percent_off=" + expected);
    }

    [Fact]
    public async Task A_page_is_asked_for_in_the_query_and_without_a_body()
    {
        var options = new CouponListOptions
        {
            Limit = 100,
            StartingAfter = "735*%24",
            Created = new DateRangeOptions { GreaterThanOrEqual = Noon, LessThan = Noon.AddSeconds(1.9) },
        };
        options.AddExpand("data.applies_to");

        await SdkClients.Over(_list).V1.Coupons.ListAsync(options);

        var sent = _list.Sent.Single();
        sent.Method.Should().Be(HttpMethod.Get);
        sent.Body.Should().BeNull();
        sent.Address.AbsoluteUri.Should().Be(
            "http://stripe.test/v1/coupons?created[gte]=1795348800&created[lt]=1795348801"
            + "&limit=100&starting_after=735*%2524&expand[0]=data.applies_to");
    }

    [Fact]
    public async Task A_page_can_be_asked_for_backwards_and_by_the_very_second()
    {
        await SdkClients.Over(_list).V1.Coupons.ListAsync(
            new CouponListOptions { EndingBefore = "A", Created = (DateTime?)Noon });

        _list.Sent.Single().Address.Query.Should().Be("?created=1795348800&ending_before=A");
    }

    [Fact]
    public async Task Without_options_there_is_no_query()
    {
        await SdkClients.Over(_list).V1.Coupons.ListAsync();

        _list.Sent.Single().Address.AbsoluteUri.Should().Be("http://stripe.test/v1/coupons");
    }

    [Fact]
    public async Task Open_bounds_and_no_range_are_not_sent()
    {
        await SdkClients.Over(_list).V1.Events.ListAsync(new EventListOptions
        {
            Created = new DateRangeOptions { GreaterThan = Noon, LessThanOrEqual = null },
            Types = ["coupon.created", "coupon.updated", "coupon.deleted"],
        });
        await SdkClients.Over(_list).V1.Events.ListAsync(new EventListOptions { Type = "coupon.*" });

        _list.Sent.Select(sent => sent.Address.PathAndQuery).Should().Equal(
            "/v1/events?created[gt]=1795348800&types[0]=coupon.created&types[1]=coupon.updated&types[2]=coupon.deleted",
            "/v1/events?type=coupon.*");
    }

    [Fact]
    public async Task Reading_and_deleting_address_the_coupon_and_have_no_body()
    {
        var options = new CouponGetOptions();
        options.AddExpand("applies_to");

        await SdkClients.Over(_coupon).V1.Coupons.GetAsync("735*%24", options);
        await SdkClients.Over(_coupon).V1.Coupons.DeleteAsync("735*%24");

        _coupon.Sent.Select(sent => (sent.Method, sent.Address.PathAndQuery, sent.Body)).Should().Equal(
            (HttpMethod.Get, "/v1/coupons/735*%2524?expand[0]=applies_to", null),
            (HttpMethod.Delete, "/v1/coupons/735*%2524", null));
    }
}
