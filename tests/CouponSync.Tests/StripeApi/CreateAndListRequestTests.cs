using System.Globalization;
using CouponSync.Coupons;
using CouponSync.StripeApi;

namespace CouponSync.Tests.StripeApi;

public sealed class CreateAndListRequestTests : IDisposable
{
    private const long Noon = 1795348800;

    private readonly RecordedGateway _coupon = RecordedGateway.Answering("""{"id":"A","object":"coupon","metadata":{}}""");
    private readonly RecordedGateway _list = RecordedGateway.Answering("""{"object":"list","data":[]}""");

    public void Dispose()
    {
        _coupon.Dispose();
        _list.Dispose();
    }

    [Fact]
    public async Task A_new_coupon_sends_every_term_it_has()
    {
        var terms = new CouponTerms
        {
            AmountOff = 500,
            AppliesTo = ["prod_1", "prod_2"],
            Currency = "usd",
            CurrencyOptions = new Dictionary<string, long> { ["eur"] = 450 },
            Duration = "repeating",
            DurationInMonths = 3,
            MaxRedemptions = 100,
            RedeemBy = DateTimeOffset.FromUnixTimeSeconds(Noon),
        };

        var sent = await CreateAsync(new NewCoupon("FIVE_OFF", terms, "Five off", [new("order_id", "6735")]));

        sent.Address.Should().Be("http://stripe.test/v1/coupons");
        sent.Headers["Idempotency-Key"].Should().Be("run-1:7");
        sent.Body.Should().Be(
            "amount_off=500&applies_to[products][0]=prod_1&applies_to[products][1]=prod_2&currency=usd"
            + "&currency_options[eur][amount_off]=450&duration=repeating&duration_in_months=3&id=FIVE_OFF"
            + "&max_redemptions=100&metadata[order_id]=6735&name=Five+off&redeem_by=1795348800"
            + "&expand[0]=applies_to&expand[1]=currency_options");
    }

    [Theory]
    [InlineData("33.33")]
    [InlineData("12.50")]
    [InlineData("100")]
    [InlineData("0.0000001")]
    public async Task Terms_that_a_coupon_does_not_have_are_not_sent_and_per_cents_are_plain_digits(string percent)
    {
        var terms = new CouponTerms { PercentOff = decimal.Parse(percent, CultureInfo.InvariantCulture), AppliesTo = [] };

        var sent = await CreateAsync(new NewCoupon("A", terms, Name: null, []));

        sent.Body.Should().Be($"id=A&percent_off={percent}&expand[0]=applies_to&expand[1]=currency_options");
    }

    [Fact]
    public async Task A_last_moment_in_the_far_future_is_sent_in_seconds()
    {
        var sent = await CreateAsync(new NewCoupon(
            "A", new CouponTerms { RedeemBy = new DateTimeOffset(3000, 1, 1, 0, 0, 0, TimeSpan.Zero) }, Name: null, []));

        sent.Body.Should().Contain("redeem_by=32503680000&");
    }

    [Fact]
    public async Task A_page_is_asked_for_in_the_query_and_without_a_body_or_an_idempotency_key()
    {
        await _list.Gateway.ListAsync(
            new CouponListQuery { StartingAfter = "735*%24", CreatedFrom = Noon, CreatedTo = Noon + 1, WithProducts = true },
            CancellationToken.None);

        var sent = _list.Sent.Single();
        sent.Method.Should().Be("GET");
        sent.Body.Should().BeNull();
        sent.Headers.Should().NotContainKey("Idempotency-Key");
        sent.Address.Should().Be(
            "http://stripe.test/v1/coupons?created[gte]=1795348800&created[lte]=1795348801"
            + "&limit=100&starting_after=735*%2524&expand[0]=data.applies_to&expand[1]=data.currency_options");
    }

    [Fact]
    public async Task Bounds_that_are_not_set_are_not_sent()
    {
        await _list.Gateway.ListAsync(new CouponListQuery { Limit = 10 }, CancellationToken.None);
        await _list.Gateway.ListAsync(new CouponListQuery { CreatedTo = Noon }, CancellationToken.None);

        _list.Sent.Select(static sent => sent.Address).Should().Equal(
            "http://stripe.test/v1/coupons?limit=10",
            "http://stripe.test/v1/coupons?created[lte]=1795348800&limit=100");
    }

    [Fact]
    public async Task A_page_of_events_is_asked_for_by_its_types()
    {
        await _list.Gateway.ListEventsAsync(new EventListQuery { CreatedFrom = Noon, StartingAfter = "evt_1" }, CancellationToken.None);

        _list.Sent.Single().Address.Should().Be(
            "http://stripe.test/v1/events?created[gte]=1795348800"
            + "&types[0]=coupon.created&types[1]=coupon.updated&types[2]=coupon.deleted&limit=100&starting_after=evt_1");
    }

    [Fact]
    public async Task Reading_and_deleting_have_neither_a_body_nor_an_idempotency_key()
    {
        await _coupon.Gateway.RetrieveAsync("A", withProducts: true, CancellationToken.None);
        await _coupon.Gateway.DeleteAsync("A", new WriteRequest("key"), CancellationToken.None);

        _coupon.Sent.Select(static sent => (sent.Method, sent.Address, sent.Body)).Should().Equal(
            ("GET", "http://stripe.test/v1/coupons/A?expand[0]=applies_to&expand[1]=currency_options", null),
            ("DELETE", "http://stripe.test/v1/coupons/A", null));
        _coupon.Sent.Should().OnlyContain(static sent => !sent.Headers.ContainsKey("Idempotency-Key"));
    }

    [Fact]
    public async Task Every_request_names_key_version_library_and_program_and_nothing_of_the_machine()
    {
        await _coupon.Gateway.RetrieveAsync("A", withProducts: false, CancellationToken.None);

        var headers = _coupon.Sent.Single().Headers;
        headers["Authorization"].Should().Be("Bearer sk_test_123");
        headers["Stripe-Version"].Should().Be("2026-10-28.endive");
        headers["User-Agent"].Should().StartWith("Stripe/V1 .NetBindings/53.1.0").And.Contain(" CouponSync/");
        headers["X-Stripe-Client-User-Agent"].Should().NotContain("platform");
        headers.Should().NotContainKeys("Stripe-Account", "X-Stripe-Client-Telemetry");
    }

    private async Task<SentRequest> CreateAsync(NewCoupon coupon)
    {
        await _coupon.Gateway.CreateAsync(coupon, static _ => true, new WriteRequest("run-1:7"), CancellationToken.None);
        return _coupon.Sent.Single();
    }
}
