using System.Net;
using CouponSync.StripeApi;

namespace CouponSync.Tests.StripeApi;

/// <summary>Answers that are not about what was asked, or leave out what matters.</summary>
public sealed class OddAnswerTests
{
    private const string Bare = """{"id":"A","object":"coupon","name":"n"}""";
    private const string Whole = """{"id":"A","object":"coupon","name":"n","metadata":{"k":"v"}}""";

    private static readonly CouponPatch Patch = new() { Id = "A", Metadata = [new("k", "v")] };

    [Theory]
    [InlineData("""{"id":"B","object":"coupon","metadata":{}}""", "with another one, 'B'")]
    [InlineData("""{"id":"a","object":"coupon","metadata":{}}""", "with another one, 'a'")]
    [InlineData("""{"id":"B","object":"coupon","deleted":true}""", "with another one, 'B'")]
    [InlineData("""{"object":"list","data":[],"has_more":false}""", "with something that is no coupon")]
    [InlineData("{}", "with something that is no coupon")]
    [InlineData(Bare, "without its metadata")]
    [InlineData("""{"id":"A","object":"product","metadata":{}}""", "with something that is no coupon")]
    [InlineData("""{"id":"A","metadata":{}}""", "with something that is no coupon")]
    [InlineData("""{"id":"A","object":"coupon","livemode":true,"metadata":{}}""", "with one of live mode, though the key is of test mode")]
    [InlineData("""{"id":"\u0410","object":"coupon","metadata":{}}""", @"with another one, '\u{410}'")]
    public async Task An_answer_about_something_else_is_not_taken_for_the_coupon(string body, string says)
    {
        using var stripe = RecordedGateway.Answering(body, headers: ("Request-Id", "req_1"));
        var retrieve = () => stripe.Gateway.RetrieveAsync("A", withProducts: false, CancellationToken.None);

        var failure = (await retrieve.Should().ThrowAsync<StripeFailureException>()).Which.Failure;

        failure.Message.Should().Be($"Asked for the coupon 'A', Stripe answered {says}.");
        (failure.Code, failure.RequestId, failure.SkipsCoupon).Should().Be(("invalid_answer", "req_1", true));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("\"A\"")]
    [InlineData("true")]
    public async Task An_answer_about_one_coupon_that_is_no_object_skips_that_alone(string body)
    {
        using var stripe = RecordedGateway.Answering(body);
        var retrieve = () => stripe.Gateway.RetrieveAsync("A", withProducts: false, CancellationToken.None);

        var failure = (await retrieve.Should().ThrowAsync<StripeFailureException>()).Which.Failure;

        (failure.Code, failure.SkipsCoupon, failure.Status).Should().Be(("invalid_answer", true, 200));
    }

    [Theory]
    [InlineData("null", HttpStatusCode.BadGateway, true, false)]
    [InlineData("[]", HttpStatusCode.BadGateway, true, false)]
    [InlineData("[]", HttpStatusCode.Forbidden, false, true)]
    public async Task A_refusal_that_is_no_object_means_what_its_status_means(string body, HttpStatusCode status, bool mayPass, bool stopsRun)
    {
        using var stripe = RecordedGateway.Answering(body, status);
        var retrieve = () => stripe.Gateway.RetrieveAsync("A", withProducts: false, CancellationToken.None);

        var failure = (await retrieve.Should().ThrowAsync<StripeFailureException>()).Which.Failure;

        (failure.MayPass, failure.StopsRun).Should().Be((mayPass, stopsRun));
    }

    [Theory]
    [InlineData("""{"id":"B","object":"coupon","metadata":{"k":"v"}}""", "with another one, 'B'")]
    [InlineData("""{"id":"\u0410","object":"coupon","metadata":{"k":"v"}}""", @"with another one, '\u{410}'")]
    [InlineData("""{"id":"A","object":"coupon","livemode":true,"metadata":{"k":"v"}}""", "with one of live mode, though the key is of test mode")]
    [InlineData("""{"id":"A","object":"product"}""", "with something that is no coupon")]
    [InlineData("{}", "with something that is no coupon")]
    [InlineData("null", "with something that is no coupon")]
    [InlineData("[]", "with something that cannot be read")]
    [InlineData("""{"id":"A","object":"coupon","metadata":7}""", "with something that cannot be read")]
    public async Task A_write_that_is_answered_with_something_else_may_have_been_made(string body, string says)
    {
        using var stripe = RecordedGateway.Answering(body);
        var update = () => stripe.Gateway.UpdateAsync(Patch, new WriteRequest("key"), CancellationToken.None);

        var failure = (await update.Should().ThrowAsync<StripeFailureException>()).Which.Failure;

        failure.Message.Should().Be($"The write of the coupon 'A' was answered {says}.");
        (failure.MayHaveBeenMade, failure.Code, failure.Status).Should().Be((true, "invalid_answer", 200));
    }

    [Theory]
    [InlineData("""{"id":"A","object":"coupon","metadata":{}}""", "with a coupon that is not deleted")]
    [InlineData("""{"id":"B","object":"coupon","deleted":true}""", "with another one, 'B'")]
    public async Task So_may_a_deletion(string body, string says)
    {
        using var stripe = RecordedGateway.Answering(body);
        var delete = () => stripe.Gateway.DeleteAsync("A", new WriteRequest("key"), CancellationToken.None);

        var failure = (await delete.Should().ThrowAsync<StripeFailureException>()).Which.Failure;

        (failure.Message, failure.MayHaveBeenMade).Should().Be(($"The write of the coupon 'A' was answered {says}.", true));
    }

    [Fact]
    public async Task An_answer_that_is_empty_is_called_that()
    {
        using var stripe = RecordedGateway.Answering("");
        var list = () => stripe.Gateway.ListAsync(new CouponListQuery(), CancellationToken.None);

        var failure = (await list.Should().ThrowAsync<StripeFailureException>()).Which.Failure;

        failure.Describe().Should().StartWith("The answer is empty").And.Contain("proxy").And.Contain("Stripe:ApiBase").And.EndWith("Its status is 200.");
    }

    [Theory]
    [InlineData("""{"error":{"type":"invalid_request_error","code":"\ud800","message":"m"}}""")]
    [InlineData("""{"error":{"type":"invalid_request_error","\ud800":1,"message":"\ud800"}}""")]
    [InlineData("""{"\ud800":{}}""")]
    public async Task Half_of_a_character_in_a_refusal_is_a_refusal_all_the_same(string body)
    {
        foreach (var (status, mayPass) in new[] { (HttpStatusCode.BadRequest, false), (HttpStatusCode.ServiceUnavailable, true) })
        {
            using var stripe = RecordedGateway.Answering(body, status);
            var update = () => stripe.Gateway.UpdateAsync(Patch, new WriteRequest("key"), CancellationToken.None);

            var failure = (await update.Should().ThrowAsync<StripeFailureException>()).Which.Failure;

            (failure.MayPass, failure.Status).Should().Be((mayPass, (int)status));
        }
    }

    [Theory]
    [InlineData("https://login.test/in?token=secret", " to https://login.test/in;")]
    [InlineData("https://user:secret@login.test:8443/", " to https://login.test:8443/;")]
    [InlineData("/elsewhere", " to http://stripe.test/elsewhere;")]
    [InlineData("https://login.test/sk_test_123", " to https://login.test/sk_test_...;")]
    [InlineData(null, ";")]
    public async Task A_redirect_is_named_with_where_to_and_stops_the_run(string? location, string says)
    {
        (string, string)[] headers = location is null ? [] : [("Location", location)];
        foreach (var status in new[] { HttpStatusCode.MovedPermanently, HttpStatusCode.Found, HttpStatusCode.TemporaryRedirect })
        {
            using var stripe = RecordedGateway.Answering("<html>Moved</html>", status, headers);
            var retrieve = () => stripe.Gateway.RetrieveAsync("A", withProducts: false, CancellationToken.None);

            var failure = (await retrieve.Should().ThrowAsync<StripeFailureException>()).Which.Failure;

            failure.Describe().Should().StartWith($"The answer is a redirect{says} Stripe").And.Contain("proxy").And.EndWith($"Its status is {(int)status}.").And.NotContain("secret");
            failure.StopsRun.Should().BeTrue();
        }
    }

    [Theory]
    [InlineData(Bare)]
    [InlineData("""{"id":"A","object":"coupon","name":"n","metadata":null}""")]
    public async Task A_write_whose_answer_leaves_the_metadata_out_is_read_again(string body)
    {
        using var stripe = RecordedGateway.AnsweringInTurn(body, Whole);

        var answer = await stripe.Gateway.UpdateAsync(Patch, new WriteRequest("key"), CancellationToken.None);

        answer.Value.Metadata.Should().ContainSingle().Which.Should().Be(KeyValuePair.Create("k", "v"));
        stripe.Sent.Select(static s => s.Method).Should().Equal("POST", "GET");
        answer.Attempts.Should().Be(2);
    }

    [Fact]
    public async Task A_write_that_nobody_shows_the_outcome_of_is_not_known_to_be_made()
    {
        using var stripe = RecordedGateway.Answering(Bare);
        var update = () => stripe.Gateway.UpdateAsync(Patch, new WriteRequest("key"), CancellationToken.None);

        (await update.Should().ThrowAsync<StripeFailureException>()).Which.Failure.MayHaveBeenMade.Should().BeTrue();
    }

    [Theory]
    [InlineData("""{"error":{"message":"nothing here"}}""", HttpStatusCode.NotFound)]
    [InlineData("<html>Not found</html>", HttpStatusCode.NotFound)]
    [InlineData("", HttpStatusCode.NotFound)]
    public async Task A_404_that_does_not_say_the_coupon_is_missing_is_no_evidence_of_that(string body, HttpStatusCode status)
    {
        using var stripe = RecordedGateway.Answering(body, status);
        var retrieve = () => stripe.Gateway.RetrieveAsync("A", withProducts: false, CancellationToken.None);

        (await retrieve.Should().ThrowAsync<StripeFailureException>()).Which.Failure.SkipsCoupon.Should().BeTrue();
    }

    [Theory]
    [InlineData("""{"id":"B","object":"coupon","metadata":{},"percent_off":{"odd":1}}""")]
    [InlineData("""{"id":"B","object":"coupon","metadata":{"k":["v"]}}""")]
    [InlineData("""{"id":"B","object":"coupon","metadata":"none"}""")]
    [InlineData("""{"id":"B","object":"coupon","metadata":{},"created":"yesterday"}""")]
    [InlineData("""{"id":"B","object":"coupon"}""")]
    [InlineData("""{"id":"B","metadata":{}}""")]
    [InlineData("""{"id":"B","object":"promotion_code","metadata":{}}""")]
    [InlineData("""{"id":"B","object":"coupon","livemode":true,"metadata":{}}""")]
    public async Task One_coupon_that_cannot_be_read_leaves_the_rest_of_the_list_readable(string odd)
    {
        using var stripe = RecordedGateway.Answering(
            $$$"""{"object":"list","has_more":true,"data":[{{{Whole}}},{{{odd}}},{"id":"C","object":"coupon","metadata":{}}]}""");

        var page = (await stripe.Gateway.ListAsync(new CouponListQuery(), CancellationToken.None)).Value;

        page.Coupons.Select(static c => c.Id).Should().Equal("A", "C");
        page.UnreadableIds.Should().Equal("B");
        (page.HasMore, page.LastId).Should().Be((true, "C"));
    }

    [Theory]
    [InlineData("""{"id":"B","object":"coupon","metadata":7}""")]
    [InlineData("""{"id":"B","object":"coupon","livemode":true,"metadata":{}}""")]
    public async Task A_coupon_that_cannot_be_read_at_the_end_of_a_page_is_where_the_next_begins(string odd)
    {
        using var stripe = RecordedGateway.Answering(
            $$$"""{"object":"list","has_more":true,"data":[{{{Whole}}},{{{odd}}}]}""");

        var page = (await stripe.Gateway.ListAsync(new CouponListQuery(), CancellationToken.None)).Value;

        page.LastId.Should().Be("B");
    }

    [Theory]
    [InlineData("""{"object":"list","has_more":true,"data":[{"object":"coupon","metadata":{},"percent_off":{}}]}""")]
    [InlineData("""{"object":"list","has_more":true,"data":{}}""")]
    [InlineData("""{"object":"list","has_more":false,"data":[{"object":"coupon","metadata":{}}]}""")]
    [InlineData("""{"object":"list","has_more":false,"data":[{"id":"","object":"coupon","metadata":{}}]}""")]
    [InlineData("""{"object":"list","has_more":false,"data":[{"id":"","object":"coupon","metadata":7}]}""")]
    [InlineData("""{"object":"list","has_more":false,"data":[null]}""")]
    [InlineData("""{"object":"list","data":[{"id":"A","metadata":7}]}""")]
    public async Task A_list_that_is_none_is_an_answer_that_cannot_be_read(string body)
    {
        using var stripe = RecordedGateway.Answering(body);
        var list = () => stripe.Gateway.ListAsync(new CouponListQuery(), CancellationToken.None);

        (await list.Should().ThrowAsync<StripeFailureException>()).Which.Failure.Code.Should().Be("invalid_answer");
    }

    [Theory]
    [InlineData("""{"object":"account"}""")]
    [InlineData("""{"id":null,"object":"account"}""")]
    [InlineData("""{"id":"","object":"account"}""")]
    [InlineData("""{"id":"../../x","object":"account"}""")]
    [InlineData("""{"id":"acct_1 x","object":"account"}""")]
    [InlineData("""{"id":"acct_1","object":"balance"}""")]
    [InlineData("""{"id":"acct_1"}""")]
    public async Task What_is_no_account_with_an_id_that_can_name_a_file_is_an_answer_that_cannot_be_read(string body)
    {
        using var stripe = RecordedGateway.Answering(body);
        var ask = () => stripe.Gateway.GetAccountAsync(CancellationToken.None);

        (await ask.Should().ThrowAsync<StripeFailureException>()).Which.Failure.Code.Should().Be("invalid_answer");
    }

    [Theory]
    [InlineData("""{"error":{"type":"invalid_request_error","message":"The key may not do this."}}""", true)]
    [InlineData("<html>Forbidden</html>", false)]
    [InlineData("""{"message":"Forbidden"}""", false)]
    [InlineData("", false)]
    public async Task A_refusal_that_does_not_come_from_Stripe_says_nothing_about_the_key(string body, bool lacksPermission)
    {
        using var stripe = RecordedGateway.Answering(body, HttpStatusCode.Forbidden);
        var ask = () => stripe.Gateway.GetAccountAsync(CancellationToken.None);

        (await ask.Should().ThrowAsync<StripeFailureException>()).Which.Failure.LacksPermission.Should().Be(lacksPermission);
    }

    [Theory]
    [InlineData("""{"id":"A","object":"coupon","metadata":{},"percent_off":"many"}""")]
    [InlineData("""{"id":"A","object":"coupon","metadata":[1]}""")]
    [InlineData("""{"id":"A","object":"coupon","metadata":{},"created":"yesterday"}""")]
    public async Task A_coupon_with_an_odd_field_is_not_called_something_else_than_stripes(string body)
    {
        using var stripe = RecordedGateway.Answering(body);
        var retrieve = () => stripe.Gateway.RetrieveAsync("A", withProducts: false, CancellationToken.None);

        var failure = (await retrieve.Should().ThrowAsync<StripeFailureException>()).Which.Failure;

        failure.Message.Should().Be("A field of the answer is not of the type that Stripe's API gives it, so it cannot be read.");
        failure.SkipsCoupon.Should().BeTrue();
    }

    [Theory]
    [InlineData("OK")]
    [InlineData("no healthy upstream")]
    [InlineData("id,name")]
    public async Task A_whole_answer_that_is_no_json_is_not_called_a_lost_connection(string body)
    {
        using var stripe = RecordedGateway.Answering(body);
        var list = () => stripe.Gateway.ListAsync(new CouponListQuery(), CancellationToken.None);

        (await list.Should().ThrowAsync<StripeFailureException>()).Which.Failure.Message
            .Should().Be("The answer does not come from Stripe's API; check Stripe:ApiBase.");
    }

    [Theory]
    [InlineData("<!doctype html><title>Sign in</title>", HttpStatusCode.OK)]
    [InlineData("  <html><body>Blocked</body></html>", HttpStatusCode.OK)]
    [InlineData("<html>Forbidden by policy</html>", HttpStatusCode.Forbidden)]
    [InlineData("<html>Bad gateway</html>", HttpStatusCode.BadGateway)]
    public async Task A_web_page_is_called_that(string body, HttpStatusCode status)
    {
        using var stripe = RecordedGateway.Answering(body, status);
        var list = () => stripe.Gateway.ListAsync(new CouponListQuery(), CancellationToken.None);

        var message = (await list.Should().ThrowAsync<StripeFailureException>()).Which.Failure.Message;

        message.Should().Contain("A web page came instead of an answer").And.NotContain("permission").And.NotContain("was lost");
    }

    [Fact]
    public async Task A_refusal_that_is_not_stripes_speaks_of_no_permission()
    {
        using var stripe = RecordedGateway.Answering("forbidden", HttpStatusCode.Forbidden);
        var list = () => stripe.Gateway.ListAsync(new CouponListQuery(), CancellationToken.None);

        var failure = (await list.Should().ThrowAsync<StripeFailureException>()).Which.Failure;

        failure.Message.Should().Be("The answer does not come from Stripe's API; check Stripe:ApiBase.");
        failure.Describe().Should().Be($"{failure.Message} Its status is 403.").And.NotContain("Stripe answered");
    }
}
