using System.Net;
using System.Net.Sockets;
using CouponSync.Http;

namespace CouponSync.Tests.Http;

public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(SocketError.ConnectionReset, WriteEffect.Open)]
    [InlineData(SocketError.ConnectionRefused, WriteEffect.None)]
    public void A_write_whose_answer_was_lost_may_have_been_made_and_one_that_never_left_was_not(SocketError error, object effect) =>
        RetryPolicy.Of(new HttpRequestException("lost", new IOException("lost", new SocketException((int)error)))).Effect.Should().Be((WriteEffect)effect);

    [Theory]
    [InlineData(500, WriteEffect.Open)]
    [InlineData(503, WriteEffect.Open)]
    [InlineData(429, WriteEffect.None)]
    [InlineData(409, WriteEffect.None)]
    [InlineData(200, WriteEffect.Made)]
    public void An_answer_tells_what_became_of_the_write(int status, object effect) =>
        RetryPolicy.Of((HttpStatusCode)status, code: "x").Effect.Should().Be((WriteEffect)effect);

    // An earlier attempt may have made what is there, or may be on its way.
    [Theory]
    [InlineData(400, "parameter_invalid", WriteEffect.NotMade)]
    [InlineData(400, "resource_already_exists", WriteEffect.None)]
    [InlineData(400, "idempotency_error", WriteEffect.None)]
    [InlineData(400, null, WriteEffect.None)]
    [InlineData(409, "idempotency_key_in_use", WriteEffect.Open)]
    public void A_refusal_tells_of_an_earlier_attempt_only_where_it_knows_of_it(int status, string? code, object effect) =>
        RetryPolicy.Of((HttpStatusCode)status, code).Effect.Should().Be((WriteEffect)effect);

    [Theory]
    [InlineData(401, "x", FailureClass.StopRun)]
    [InlineData(403, "x", FailureClass.StopRun)]
    [InlineData(302, null, FailureClass.StopRun)]
    [InlineData(400, "api_key_expired", FailureClass.StopRun)]
    [InlineData(400, "platform_api_key_expired", FailureClass.StopRun)]
    [InlineData(400, "account_invalid", FailureClass.StopRun)]
    [InlineData(400, "parameter_invalid", FailureClass.SkipCoupon)]
    [InlineData(404, "resource_missing", FailureClass.SkipCoupon)]
    [InlineData(500, "api_error", FailureClass.Retry)]
    public void What_would_happen_to_every_other_change_too_stops_the_run(int status, string? code, object expected) =>
        RetryPolicy.Of((HttpStatusCode)status, code).Class.Should().Be((FailureClass)expected);
}
