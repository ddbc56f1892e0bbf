using System.Net.Sockets;
using System.Security.Authentication;
using CouponSync.Http;

namespace CouponSync.Tests.Http;

public sealed class ConnectionSentenceTests
{
    public static TheoryData<Exception, string, string> Sentences() => new()
    {
        { Socket(SocketError.ConnectionRefused), "refused the connection", "cannot be reached" },
        { Socket(SocketError.NetworkUnreachable), "cannot be reached", "refused" },
        { Socket(SocketError.HostUnreachable), "cannot be reached", "refused" },
        { Tls("Cannot determine the frame size or a corrupted frame was received."), "speak TLS at all (an http address?)", "certificates" },
        { Tls("The remote certificate is invalid."), "root certificates", "http address" },
        { new AttemptTimeoutException(TimeSpan.FromSeconds(80), wasConnecting: false), "did not answer within 80s", "connection to" },
        { new AttemptTimeoutException(TimeSpan.FromSeconds(15), wasConnecting: true), "No connection to api.stripe.com within 15s", "answer" },
    };

    [Theory]
    [MemberData(nameof(Sentences))]
    public void The_sentence_names_the_reason_and_no_other_one(Exception failure, string says, string saysNot)
    {
        var sentence = ConnectionFailure.From(failure, new Uri("https://api.stripe.com/v1/coupons"))!.Sentence;

        sentence.Should().Contain(says).And.NotContain(saysNot).And.EndWith(".");
    }

    private static HttpRequestException Socket(SocketError error) =>
        new(HttpRequestError.ConnectionError, "x", new SocketException((int)error));

    private static HttpRequestException Tls(string message) =>
        new(HttpRequestError.SecureConnectionError, "The SSL connection could not be established, see inner exception.", new AuthenticationException(message));
}
