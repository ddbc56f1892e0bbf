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
}
