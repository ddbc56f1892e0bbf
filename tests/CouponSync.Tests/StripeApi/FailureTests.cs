using System.Net;
using Stripe;

namespace CouponSync.Tests.StripeApi;

public sealed class FailureTests
{
    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task A_refusal_carries_stripes_reason_and_the_answer(HttpStatusCode status)
    {
        const string Body = """
            {"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such coupon: 'A'",
             "param":"coupon","doc_url":"https://stripe.com/docs/error-codes/resource-missing","later":[]}}
            """;

        var failure = await FailureOfAsync<StripeException>(
            Body, status, ("Request-Id", "req_9"), ("Stripe-Rate-Limited-Reason", "endpoint-rate"));

        failure.Message.Should().Be("No such coupon: 'A'");
        failure.HttpStatusCode.Should().Be(status);
        failure.StripeError.Type.Should().Be("invalid_request_error");
        failure.StripeError.Code.Should().Be("resource_missing");
        failure.StripeError.Message.Should().Be("No such coupon: 'A'");
        failure.StripeError.Param.Should().Be("coupon");
        failure.StripeError.DocUrl.Should().Be("https://stripe.com/docs/error-codes/resource-missing");
        failure.StripeResponse.RequestId.Should().Be("req_9");
        failure.StripeResponse.Headers.GetValues("Stripe-Rate-Limited-Reason").Should().Equal("endpoint-rate");
        failure.StripeResponse.Content.Should().Be(Body);
    }

    [Fact]
    public async Task An_error_that_is_a_bare_string_is_read_like_oauth()
    {
        var failure = await FailureOfAsync<StripeException>(
            """{"error":"invalid_client","error_description":"Gone."}""", HttpStatusCode.Unauthorized);

        failure.Message.Should().Be("Gone.");
        failure.StripeError.Error.Should().Be("invalid_client");
        failure.StripeError.Code.Should().BeNull();
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>", HttpStatusCode.BadGateway)]
    [InlineData("", HttpStatusCode.ServiceUnavailable)]
    [InlineData("""{"message":"no error here"}""", HttpStatusCode.InternalServerError)]
    [InlineData("""{"id":"A","object":"coup""", HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("[]", HttpStatusCode.OK)]
    [InlineData("""{"id":"A","valid":"yes"}""", HttpStatusCode.OK)]
    [InlineData("""{"id":"A","valid":null}""", HttpStatusCode.OK)]
    [InlineData("""{"id":"A","created":"yesterday"}""", HttpStatusCode.OK)]
    [InlineData("""{"id":"A","metadata":{"k":1}}""", HttpStatusCode.OK)]
    [InlineData("""{"id":7}""", HttpStatusCode.OK)]
    [InlineData("""{"id":"A",}""", HttpStatusCode.OK)]
    public async Task An_unreadable_answer_is_shown_as_it_came(string body, HttpStatusCode status)
    {
        var failure = await FailureOfAsync<StripeException>(body, status, ("Request-Id", "req_9"));

        failure.Message.Should().Be($"Invalid response object from API: \"{body}\"");
        failure.HttpStatusCode.Should().Be(status);
        failure.StripeError.Should().BeNull();
        failure.StripeResponse.RequestId.Should().Be("req_9");
    }

    [Fact]
    public async Task Anything_but_200_is_a_failure_even_with_a_coupon_in_it()
    {
        var failure = await FailureOfAsync<StripeException>("""{"id":"A"}""", HttpStatusCode.Created);

        failure.HttpStatusCode.Should().Be(HttpStatusCode.Created);
    }

    // Surprising, but true of Stripe.net: some malformed answers do not end in a StripeException. Whoever calls it
    // has to expect them.
    [Fact]
    public async Task An_error_body_that_is_no_object_ends_in_an_InvalidOperationException() =>
        await FailureOfAsync<InvalidOperationException>("[]", HttpStatusCode.BadGateway);

    [Fact]
    public async Task An_error_of_the_wrong_type_ends_in_a_JsonException() =>
        await FailureOfAsync<System.Text.Json.JsonException>("""{"error":5}""", HttpStatusCode.BadGateway);

    [Theory]
    [InlineData("null", HttpStatusCode.OK)]
    [InlineData("""{"error":null}""", HttpStatusCode.BadGateway)]
    public async Task A_null_ends_in_a_NullReferenceException(string body, HttpStatusCode status) =>
        await FailureOfAsync<NullReferenceException>(body, status);

    [Fact]
    public async Task No_answer_leaves_the_transports_own_exception()
    {
        var refused = new HttpRequestException(HttpRequestError.ConnectionError, "refused");
        var handler = new RecordingHandler(() => throw refused);

        var read = () => SdkClients.Over(handler).V1.Coupons.GetAsync("A");

        (await read.Should().ThrowAsync<HttpRequestException>()).Which.Should().BeSameAs(refused);
        handler.Sent.Should().ContainSingle("no retries were allowed");
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Without_retries_stripes_advice_changes_nothing(string advice)
    {
        var handler = RecordingHandler.Answering("{}", HttpStatusCode.Conflict, ("Stripe-Should-Retry", advice));

        var read = () => SdkClients.Over(handler).V1.Coupons.GetAsync("A");

        await read.Should().ThrowAsync<StripeException>();
        handler.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task Stripes_advice_against_a_retry_is_heeded()
    {
        var handler = RecordingHandler.Answering(
            "{}", HttpStatusCode.InternalServerError, ("Stripe-Should-Retry", "false"));
        var client = SdkClients.Over(handler, options =>
            options.HttpClient = new SystemNetHttpClient(new HttpClient(handler), enableTelemetry: false));

        var read = () => client.V1.Coupons.GetAsync("A");

        await read.Should().ThrowAsync<StripeException>();
        handler.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task Cancellation_is_passed_on()
    {
        using var cancellation = new CancellationTokenSource();
        var handler = new RecordingHandler(() =>
        {
            cancellation.Cancel();
            throw new OperationCanceledException(cancellation.Token);
        });

        var read = () => SdkClients.Over(handler).V1.Coupons.GetAsync("A", cancellationToken: cancellation.Token);

        await read.Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task<T> FailureOfAsync<T>(
        string body,
        HttpStatusCode status,
        params (string Name, string Value)[] headers)
        where T : Exception
    {
        var read = () => SdkClients.Over(RecordingHandler.Answering(body, status, headers)).V1.Coupons.GetAsync("A");
        return (await read.Should().ThrowAsync<T>()).Which;
    }
}
