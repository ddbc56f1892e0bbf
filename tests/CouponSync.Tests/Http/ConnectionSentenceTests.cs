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
        { Socket(SocketError.TooManyOpenSockets), "raise the limit of open files (ulimit -n)", "was lost" },
        { Tls("Cannot determine the frame size or a corrupted frame was received."), "speak TLS at all (an http address?)", "certificates" },
        { Tls("The remote certificate is invalid."), "root certificates", "http address" },
        { new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, "Too long."), "is longer than any of Stripe's", "was lost" },
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

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "The proxy proxy.test:3128 on the way to api.stripe.com refused the connection")]
    [InlineData(SocketError.HostNotFound, "The proxy proxy.test:3128 on the way to api.stripe.com has a name that cannot be resolved")]
    [InlineData(SocketError.HostUnreachable, "The proxy proxy.test:3128 on the way to api.stripe.com cannot be reached")]
    [InlineData(SocketError.TimedOut, "The proxy proxy.test:3128 on the way to api.stripe.com does not answer")]
    public void What_the_proxy_does_is_said_of_the_proxy_without_its_password(SocketError error, string says)
    {
        var sentence = ConnectionFailure.From(
            Socket(error), new Uri("https://api.stripe.com/v1/coupons"), new Uri("http://user:secret@proxy.test:3128"))!.Sentence;

        sentence.Should().StartWith(says).And.Contain("HTTPS_PROXY").And.Contain("ALL_PROXY").And.NotContain("secret");
    }

    [Fact]
    public void What_stripe_does_through_a_proxy_is_said_of_stripe()
    {
        var failure = new AttemptTimeoutException(TimeSpan.FromSeconds(80), wasConnecting: false);

        ConnectionFailure.From(failure, new Uri("https://api.stripe.com/v1/coupons"), new Uri("http://proxy.test:3128"))!.Sentence
            .Should().StartWith("api.stripe.com did not answer within 80s");
    }

    [Theory]
    [InlineData("http://127.0.0.1:4000/")]
    [InlineData("http://localhost:4000/")]
    [InlineData("http://[::1]:4000/")]
    public void What_is_on_this_machine_is_never_reached_through_a_proxy(string address)
    {
        using var transport = StripeHttp.CreateTransport(1, new Uri(address));

        transport.UseProxy.Should().BeFalse();
        StripeHttp.ProxyTo(new Uri(address)).Should().BeNull();
    }

    [Fact]
    public void Stripe_is_reached_through_the_proxy_of_the_environment()
    {
        using var transport = StripeHttp.CreateTransport(1, new Uri("https://api.stripe.com/"));

        transport.UseProxy.Should().BeTrue();
    }

    private static HttpRequestException Socket(SocketError error) =>
        new(HttpRequestError.ConnectionError, "x", new SocketException((int)error));

    private static HttpRequestException Tls(string message) =>
        new(HttpRequestError.SecureConnectionError, "The SSL connection could not be established, see inner exception.", new AuthenticationException(message));
}
