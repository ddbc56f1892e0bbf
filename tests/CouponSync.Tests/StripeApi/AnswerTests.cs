using CouponSync.Coupons;
using CouponSync.StripeApi;

namespace CouponSync.Tests.StripeApi;

public sealed class AnswerTests
{
    private const string Example = """
        {
          "id": "25OFF", "object": "coupon", "amount_off": null, "created": 1516662783, "currency": null,
          "duration": "repeating", "duration_in_months": 3, "livemode": false, "max_redemptions": null,
          "metadata": {"order_id": "6735", "ключ": "значение"}, "name": null, "percent_off": 33.33,
          "redeem_by": null, "times_redeemed": 7, "valid": true, "a_field_of_the_future": {"x": [1]}
        }
        """;

    [Fact]
    public async Task A_coupon_is_read_field_by_field_and_nulls_stay_null()
    {
        var coupon = (await RetrieveAsync(Example, "25OFF")).Value!;

        coupon.Should().BeEquivalentTo(new RemoteCoupon
        {
            Id = "25OFF",
            Created = 1516662783,
            Livemode = false,
            Name = null,
            Metadata = CouponMetadata.From([new("order_id", "6735"), new("ключ", "значение")]),
            TimesRedeemed = 7,
            Valid = true,
            Terms = new CouponTerms { PercentOff = 33.33m, Duration = "repeating", DurationInMonths = 3, AppliesTo = [], CurrencyOptions = new Dictionary<string, long>() },
        });
    }

    [Fact]
    public async Task Expanded_fields_are_read()
    {
        var terms = (await RetrieveAsync("""
            {"id":"A","object":"coupon","metadata":{},"amount_off":500,"currency":"usd","redeem_by":1795348800,
             "applies_to":{"products":["prod_2","prod_1"]},
             "currency_options":{"eur":{"amount_off":450},"jpy":{"amount_off":70000},"usd":{"amount_off":500}}}
            """)).Value!.Terms;

        terms.RedeemBy.Should().Be(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        terms.AppliesTo.Should().Equal("prod_1", "prod_2");
        terms.CurrencyOptions.Should().Equal(new Dictionary<string, long> { ["eur"] = 450, ["jpy"] = 70000 });
    }

    [Theory]
    [InlineData(4_999_999_999)]
    [InlineData(5_000_000_000)]
    [InlineData(5_000_000_001)]
    [InlineData(32_503_680_000)]
    [InlineData(253_402_300_799)]
    public async Task A_last_moment_in_the_far_future_is_read_to_the_second(long seconds)
    {
        var terms = (await RetrieveAsync($$"""{"id":"A","object":"coupon","metadata":null,"redeem_by":{{seconds}}}""")).Value!.Terms;

        terms.RedeemBy.Should().Be(DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    [Fact]
    public async Task A_deleted_coupon_is_none()
    {
        const string Deleted = """{"id":"A","object":"coupon","deleted":true}""";
        using var stripe = RecordedGateway.Answering(Deleted);

        (await stripe.Gateway.RetrieveAsync("A", withProducts: false, CancellationToken.None)).Value.Should().BeNull();
        (await stripe.Gateway.DeleteAsync("A", new WriteRequest("key"), CancellationToken.None)).Value.Should().BeTrue();
    }

    [Fact]
    public async Task An_answer_keeps_its_body_and_what_its_headers_say()
    {
        using var stripe = RecordedGateway.Answering(
            Example, headers: [("Request-Id", "req_1"), ("Idempotent-Replayed", "true"), ("Date", "Sun, 22 Nov 2026 12:00:00 GMT")]);

        var answer = await stripe.Gateway.UpdateAsync(
            new CouponPatch { Id = "25OFF", Metadata = [new("order_id", "6735")] }, new WriteRequest("run-1:7"), CancellationToken.None);

        answer.Json.Should().Be(Example);
        answer.RequestId.Should().Be("req_1");
        answer.IdempotencyKey.Should().Be("run-1:7");
        answer.IsReplayed.Should().BeTrue();
        answer.ServerTime.Should().Be(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero)).And.Be(stripe.Gateway.LastServerTime);
        answer.Attempts.Should().Be(1);
    }

    [Fact]
    public async Task Headers_that_are_missing_are_null()
    {
        using var stripe = RecordedGateway.Answering(Example);

        var answer = await stripe.Gateway.RetrieveAsync("25OFF", withProducts: false, CancellationToken.None);

        answer.Should().Match<Answer<RemoteCoupon?>>(static a => a.RequestId == null && a.ServerTime == null && !a.IsReplayed);
        stripe.Gateway.LastServerTime.Should().BeNull();
    }

    [Fact]
    public async Task A_page_tells_whether_there_is_more()
    {
        using var stripe = RecordedGateway.Answering($$"""
            {"object":"list","url":"/v1/coupons","has_more":true,"data":[{{Example}},{"id":"B","object":"coupon","metadata":null}]}
            """);

        var page = (await stripe.Gateway.ListAsync(new CouponListQuery(), CancellationToken.None)).Value;

        page.HasMore.Should().BeTrue();
        page.Coupons.Select(static coupon => coupon.Id).Should().Equal("25OFF", "B");
        page.Coupons[0].Terms.AppliesTo.Should().BeNull("its products were not asked for");
    }

    [Fact]
    public async Task An_event_names_the_coupon_what_happened_and_the_request_that_caused_it()
    {
        var page = await ListEventsAsync($$$"""
            {"id":"evt_2","object":"event","api_version":"2026-10-28.endive","created":1795348800,
             "type":"coupon.updated","request":{"id":"req_1","idempotency_key":"run-1:7"},
             "data":{"object":{{{Example}}},"previous_attributes":{"metadata":{"order_id":null}} }},
            {"id":"evt_1","object":"event","created":1795348799,"type":"charge.captured","request":"req_0",
             "data":{"object":{"id":"X","object":"a_type_of_the_future"} }}
            """);

        page.LastId.Should().Be("evt_1");
        page.Events.Should().ContainSingle().Which.Should().Match<CouponEvent>(static e =>
            e.Id == "evt_2" && e.Kind == CouponEventKind.Updated && e.CouponId == "25OFF" && e.Created == 1795348800
            && e.RequestId == "req_1" && e.IdempotencyKey == "run-1:7" && e.Coupon!.Metadata.Find("order_id") == "6735");
    }

    // Stripe renders an event's object in the version of the API that the account had at that moment.
    [Theory]
    [InlineData("""{"id":"A","object":"coupon","created":1,"duration":"once","livemode":false,"metadata":{},"percent_off":5,"amount_off":null}""")]
    [InlineData("""{"id":"A","object":"coupon","created":1,"duration":"once","livemode":false,"name":null,"percent_off":5,"amount_off":null}""")]
    [InlineData("""{"id":"A","object":"discount_code"}""")]
    [InlineData("""{"id":"A"}""")]
    public async Task An_event_that_does_not_show_the_whole_coupon_still_names_it(string coupon)
    {
        var page = await ListEventsAsync($$$"""
            {"id":"evt_1","object":"event","created":1795348800,"type":"coupon.created","request":"req_0","data":{"object":{{{coupon}}} }}
            """);

        page.Events.Should().ContainSingle().Which.Should().Match<CouponEvent>(static e =>
            e.CouponId == "A" && e.Coupon == null && e.RequestId == "req_0");
    }

    [Fact]
    public async Task The_account_of_the_key_is_read()
    {
        using var stripe = RecordedGateway.Answering(
            """{"id":"acct_1","object":"account","settings":{"dashboard":{"display_name":"A shop"}}}""");

        var account = (await stripe.Gateway.GetAccountAsync(CancellationToken.None)).Value;

        stripe.Sent.Single().Address.Should().Be("http://stripe.test/v1/account");
        account.Id.Should().Be("acct_1");
    }

    private static async Task<Answer<RemoteCoupon?>> RetrieveAsync(string body, string id = "A")
    {
        using var stripe = RecordedGateway.Answering(body);
        return await stripe.Gateway.RetrieveAsync(id, withProducts: true, CancellationToken.None);
    }

    private static async Task<EventPage> ListEventsAsync(string events)
    {
        using var stripe = RecordedGateway.Answering($$"""{"object":"list","has_more":false,"data":[{{events}}]}""");
        return (await stripe.Gateway.ListEventsAsync(new EventListQuery { CreatedFrom = 0 }, CancellationToken.None)).Value;
    }
}
