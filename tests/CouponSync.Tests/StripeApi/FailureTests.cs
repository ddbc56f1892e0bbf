using System.Net;
using CouponSync.StripeApi;

namespace CouponSync.Tests.StripeApi;

public sealed class FailureTests
{
    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task A_refusal_carries_stripes_reason_and_the_request(HttpStatusCode status)
    {
        var failure = await FailureOfAsync(
            """
            {"error":{"type":"invalid_request_error","code":"parameter_invalid","message":"Not so",
             "param":"name","doc_url":"https://stripe.com/docs/error-codes","advice_code":"x","later":[]}}
            """,
            status,
            ("Request-Id", "req_9"));

        failure.Code.Should().Be("parameter_invalid");
        failure.Message.Should().StartWith("Not so.");
        failure.Status.Should().Be((int)status);
        failure.Parameter.Should().Be("name");
        failure.RequestId.Should().Be("req_9");
        failure.IdempotencyKey.Should().Be("run-1:7");
        failure.Attempts.Should().Be(1);
    }

    // What of this ends in a StripeException, and what in whatever exception the library's parser throws, is the
    // library's affair.
    [Theory]
    [InlineData("<html>Bad gateway</html>", HttpStatusCode.BadGateway)]
    [InlineData("", HttpStatusCode.ServiceUnavailable)]
    [InlineData("""{"message":"no error here"}""", HttpStatusCode.InternalServerError)]
    [InlineData("""{"error":"invalid_client","error_description":"Gone."}""", HttpStatusCode.Unauthorized)]
    [InlineData("[]", HttpStatusCode.BadGateway)]
    [InlineData("""{"error":5}""", HttpStatusCode.BadGateway)]
    [InlineData("""{"error":null}""", HttpStatusCode.BadGateway)]
    [InlineData("""{"id":"A"}""", HttpStatusCode.Created)]
    [InlineData("null", HttpStatusCode.OK)]
    [InlineData("[]", HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("""{"id":7}""", HttpStatusCode.OK)]
    [InlineData("""{"id":"A","valid":"yes"}""", HttpStatusCode.OK)]
    [InlineData("""{"id":"A","valid":null}""", HttpStatusCode.OK)]
    [InlineData("""{"id":"A","created":"yesterday"}""", HttpStatusCode.OK)]
    [InlineData("""{"id":"A","metadata":{"k":1}}""", HttpStatusCode.OK)]
    public async Task An_answer_that_cannot_be_read_is_an_invalid_one(string body, HttpStatusCode status)
    {
        var failure = await FailureOfAsync(body, status, ("Request-Id", "req_9"));

        failure.Code.Should().Be("invalid_answer");
        failure.RequestId.Should().Be("req_9");
    }

    [Theory]
    [InlineData("""{"id":"A","object":"coup""")]
    [InlineData("""{"id":"A",}""")]
    public async Task An_answer_that_was_cut_off_counts_as_a_lost_connection(string body) =>
        (await FailureOfAsync(body, HttpStatusCode.OK)).Code.Should().Be("reset");

    [Fact]
    public async Task Without_an_answer_the_failure_says_what_the_connection_died_of()
    {
        using var stripe = new RecordedGateway(static () => throw new HttpRequestException(HttpRequestError.NameResolutionError, "gone"));

        var failure = await FailureOfAsync(stripe);

        failure.Code.Should().Be("dns");
        failure.Status.Should().BeNull();
        failure.StopsRun.Should().BeTrue();
        stripe.Sent.Should().ContainSingle("the library must not repeat what the handler chain has given up");
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task The_library_repeats_nothing_whatever_stripe_advises(string advice)
    {
        using var stripe = RecordedGateway.Answering("{}", HttpStatusCode.Conflict, ("Stripe-Should-Retry", advice));

        await FailureOfAsync(stripe);

        stripe.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task Cancellation_is_passed_on()
    {
        using var cancellation = new CancellationTokenSource();
        using var stripe = new RecordedGateway(() =>
        {
            cancellation.Cancel();
            throw new OperationCanceledException(cancellation.Token);
        });

        var read = () => stripe.Gateway.RetrieveAsync("A", withProducts: false, cancellation.Token);

        await read.Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task<StripeFailure> FailureOfAsync(string body, HttpStatusCode status, params (string, string)[] headers)
    {
        using var stripe = RecordedGateway.Answering(body, status, headers);
        return await FailureOfAsync(stripe);
    }

    private static async Task<StripeFailure> FailureOfAsync(RecordedGateway stripe)
    {
        var update = () => stripe.Gateway.UpdateAsync(new CouponPatch { Id = "A", Name = "x" }, new WriteRequest("run-1:7"), CancellationToken.None);
        return (await update.Should().ThrowAsync<StripeFailureException>()).Which.Failure;
    }
}
