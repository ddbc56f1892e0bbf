using System.Net;
using Stripe;

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
        var coupon = await GetAsync(Example);

        coupon.Id.Should().Be("25OFF");
        coupon.Object.Should().Be("coupon");
        coupon.AmountOff.Should().BeNull();
        coupon.Created.Should().Be(new DateTime(2018, 1, 22, 23, 13, 3, DateTimeKind.Utc));
        coupon.Created.Kind.Should().Be(DateTimeKind.Utc);
        coupon.Currency.Should().BeNull();
        coupon.Duration.Should().Be("repeating");
        coupon.DurationInMonths.Should().Be(3);
        coupon.Livemode.Should().BeFalse();
        coupon.MaxRedemptions.Should().BeNull();
        coupon.Metadata.Should().Equal(new Dictionary<string, string> { ["order_id"] = "6735", ["ключ"] = "значение" });
        coupon.Name.Should().BeNull();
        coupon.PercentOff.Should().Be(33.33m);
        coupon.RedeemBy.Should().BeNull();
        coupon.TimesRedeemed.Should().Be(7);
        coupon.Valid.Should().BeTrue();
        coupon.Deleted.Should().BeNull();
        coupon.AppliesTo.Should().BeNull();
        coupon.CurrencyOptions.Should().BeNull();
    }

    [Fact]
    public async Task Expanded_fields_are_read()
    {
        var coupon = await GetAsync("""
            {"id":"A","object":"coupon","amount_off":500,"currency":"usd","redeem_by":1795348800,
             "applies_to":{"products":["prod_1","prod_2"]},
             "currency_options":{"eur":{"amount_off":450},"jpy":{"amount_off":70000}}}
            """);

        coupon.AmountOff.Should().Be(500);
        coupon.RedeemBy.Should().Be(new DateTime(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc));
        coupon.AppliesTo.Products.Should().Equal("prod_1", "prod_2");
        coupon.CurrencyOptions.Should().HaveCount(2);
        coupon.CurrencyOptions["jpy"].AmountOff.Should().Be(70000);
    }

    [Fact]
    public async Task A_deleted_coupon_says_so()
    {
        var handler = RecordingHandler.Answering("""{"id":"A","object":"coupon","deleted":true}""");

        var coupon = await SdkClients.Over(handler).V1.Coupons.DeleteAsync("A");

        coupon.Deleted.Should().BeTrue();
        coupon.Metadata.Should().BeNull();
        coupon.Created.Should().Be(DateTime.UnixEpoch);
    }

    [Fact]
    public async Task An_answer_keeps_its_status_headers_and_body()
    {
        var handler = RecordingHandler.Answering(
            Example,
            HttpStatusCode.OK,
            ("Request-Id", "req_1"),
            ("Idempotency-Key", "k"),
            ("Idempotent-Replayed", "true"),
            ("Date", "Sun, 22 Nov 2026 12:00:00 GMT"));

        var response = (await SdkClients.Over(handler).V1.Coupons.GetAsync("A")).StripeResponse;

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.RequestId.Should().Be("req_1");
        response.IdempotencyKey.Should().Be("k");
        response.Date.Should().Be(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        response.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        response.Content.Should().Be(Example);
    }

    [Fact]
    public async Task Headers_that_are_missing_are_null()
    {
        var response = (await GetAsync(Example)).StripeResponse;

        response.RequestId.Should().BeNull();
        response.IdempotencyKey.Should().BeNull();
        response.Date.Should().BeNull();
    }

    [Fact]
    public async Task A_page_tells_whether_there_is_more()
    {
        var handler = RecordingHandler.Answering($$"""
            {"object":"list","url":"/v1/coupons","has_more":true,"data":[{{Example}},{"id":"B","object":"coupon"}]}
            """);

        var page = await SdkClients.Over(handler).V1.Coupons.ListAsync();

        page.Object.Should().Be("list");
        page.Url.Should().Be("/v1/coupons");
        page.HasMore.Should().BeTrue();
        page.Data.Select(coupon => coupon.Id).Should().Equal("25OFF", "B");
        page.StripeResponse.Content.Should().Contain("has_more");
        page.Data[0].RawJsonElement!.Value.GetProperty("percent_off").GetRawText().Should().Be("33.33");
        page.Data[0].StripeResponse.Should().BeNull("it belongs to the page");
    }

    [Fact]
    public async Task An_event_holds_the_coupon_and_what_it_was_before()
    {
        var handler = RecordingHandler.Answering($$$"""
            {"object":"list","url":"/v1/events","has_more":false,"data":[
              {"id":"evt_2","object":"event","api_version":"2026-07-29.dahlia","created":1795348800,"livemode":true,
               "type":"coupon.updated","request":{"id":"req_1","idempotency_key":"run-1:7"},
               "data":{"object":{{{Example}}},"previous_attributes":{"metadata":{"order_id":null},"name":"Old"} }},
              {"id":"evt_1","object":"event","created":1795348799,"type":"coupon.created","request":"req_0",
               "data":{"object":{"id":"X","object":"a_type_of_the_future"} } }]}
            """);

        var events = (await SdkClients.Over(handler).V1.Events.ListAsync()).Data;

        events[0].Type.Should().Be("coupon.updated");
        events[0].ApiVersion.Should().Be("2026-07-29.dahlia");
        events[0].Created.Should().Be(new DateTime(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc));
        events[0].Livemode.Should().BeTrue();
        events[0].Request.Id.Should().Be("req_1");
        events[0].Request.IdempotencyKey.Should().Be("run-1:7");
        events[0].Data.Object.Should().BeOfType<Coupon>().Which.Metadata["order_id"].Should().Be("6735");
        events[0].RawJsonElement!.Value.GetProperty("data").GetProperty("previous_attributes")
            .GetProperty("name").GetString().Should().Be("Old");

        events[1].Request.Id.Should().Be("req_0");
        events[1].Data.Object.Should().BeNull();
        events[1].ApiVersion.Should().BeNull();
    }

    [Fact]
    public async Task The_account_of_the_key_is_read()
    {
        var handler = RecordingHandler.Answering(
            """{"id":"acct_1","object":"account","settings":{"dashboard":{"display_name":"A shop"}}}""");

        var account = await SdkClients.Over(handler).V1.Accounts.GetSelfAsync();

        handler.Sent.Single().Address.AbsoluteUri.Should().Be("http://stripe.test/v1/account");
        account.Id.Should().Be("acct_1");
        account.Settings.Dashboard.DisplayName.Should().Be("A shop");
    }

    private static Task<Coupon> GetAsync(string body) =>
        SdkClients.Over(RecordingHandler.Answering(body)).V1.Coupons.GetAsync("A");
}
