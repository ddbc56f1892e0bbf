using System.Net.Sockets;
using System.Security.Authentication;
using CouponSync.Text;

namespace CouponSync.Http;

/// <summary>Why a request brought no answer, for the program and for people.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Sentence">What happened and what to do about it.</param>
internal sealed record ConnectionFailure(ConnectionFailureKind Kind, string Sentence)
{
    /// <summary>What is said of an answer that makes no sense.</summary>
    public const string NotStripes = "The answer does not come from Stripe's API; check Stripe:ApiBase.";

    /// <summary>What is said of a web page in place of an answer.</summary>
    public const string Page = $"A web page came instead of an answer from Stripe's API: {InBetween}.";

    /// <summary>What is said of an answer without a body.</summary>
    public const string Empty = $"The answer is empty; Stripe's API never sends such an answer: {InBetween}.";

    /// <summary>What to check when somebody else answers in Stripe's place.</summary>
    public const string InBetween = "check Stripe:ApiBase, and whether a proxy, a firewall or a sign-in page stands in between";

    /// <summary>Describes a failure.</summary>
    /// <param name="failure">What the attempt threw.</param>
    /// <param name="address">Where the request went; null where not known.</param>
    /// <param name="proxy">The proxy on the way there; null for none.</param>
    /// <returns>Null where the failure is none of a connection.</returns>
    public static ConnectionFailure? From(Exception failure, Uri? address, Uri? proxy = null)
    {
        if (KindOf(failure) is not { } kind)
        {
            return null;
        }

        var host = address is { IsAbsoluteUri: true } ? address.Authority : "the server";
        // With a proxy the connection is made to that; what is wrong with Stripe's own is said through it.
        var sentence = proxy is not null && (IsBeforeSending(failure) || kind == ConnectionFailureKind.Unreachable) && kind is not (ConnectionFailureKind.Tls or ConnectionFailureKind.Files)
            ? ProxySentence(kind, proxy, host)
            : SentenceFor(kind, host, failure);
        return new ConnectionFailure(kind, sentence);
    }

    /// <summary>Whether a failure came before anything of the request was sent: there was no connection yet.</summary>
    public static bool IsBeforeSending(Exception failure) =>
        KindOf((failure as RequestFailedException)?.InnerException ?? failure)
            is ConnectionFailureKind.Dns or ConnectionFailureKind.Refused or ConnectionFailureKind.Tls
        || Causes(failure).Any(static cause => cause
            is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError }
            or AttemptTimeoutException { WasConnecting: true });

    /// <summary>The kind of a failure, from the innermost cause that tells; null where it is none of a connection.</summary>
    public static ConnectionFailureKind? KindOf(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            ConnectionFailureKind? kind = cause switch
            {
                RequestFailedException => null,
                UnreadableAnswerException => ConnectionFailureKind.Unreadable,
                TimeoutException => ConnectionFailureKind.Timeout,
                AuthenticationException => ConnectionFailureKind.Tls,
                SocketException socket => KindOf(socket.SocketErrorCode),
                HttpRequestException http => KindOf(http.HttpRequestError),
                _ => null,
            };
            if (kind is not null)
            {
                return kind;
            }
        }

        // What is left without a cause that tells is a connection that broke.
        return failure is HttpRequestException or IOException ? ConnectionFailureKind.Reset : null;
    }

    private static ConnectionFailureKind? KindOf(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => ConnectionFailureKind.Dns,
        HttpRequestError.SecureConnectionError => ConnectionFailureKind.Tls,
        HttpRequestError.ProxyTunnelError or HttpRequestError.UserAuthenticationError => ConnectionFailureKind.Proxy,
        HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError
            => ConnectionFailureKind.Reset,
        _ => null,
    };

    private static ConnectionFailureKind KindOf(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery
            => ConnectionFailureKind.Dns,
        SocketError.ConnectionRefused => ConnectionFailureKind.Refused,
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.HostDown
            or SocketError.NetworkDown => ConnectionFailureKind.Unreachable,
        SocketError.TimedOut => ConnectionFailureKind.Timeout,
        SocketError.TooManyOpenSockets => ConnectionFailureKind.Files,
        _ => ConnectionFailureKind.Reset,
    };

    private static string SentenceFor(ConnectionFailureKind kind, string host, Exception failure) => kind switch
    {
        ConnectionFailureKind.Dns =>
            $"The name of {host} could not be resolved: check the network, the DNS settings and Stripe:ApiBase.",
        ConnectionFailureKind.Refused =>
            $"{host} refused the connection: check that a server runs there and listens at that port, and Stripe:ApiBase.",
        ConnectionFailureKind.Unreachable =>
            $"{host} cannot be reached through the network: check the network, the VPN and the firewall.",
        ConnectionFailureKind.Tls when Causes(failure).Any(IsNoHandshake) =>
            $"No trusted connection to {host}: does the server speak TLS at all (an http address?)? Check Stripe:ApiBase, "
            + "and whether a proxy stands in between.",
        ConnectionFailureKind.Tls =>
            $"No trusted connection to {host}: check the computer's clock and root certificates, and whether a proxy "
            + "replaces the certificate.",
        ConnectionFailureKind.Timeout => TimeoutSentence(host, Causes(failure).OfType<AttemptTimeoutException>().FirstOrDefault()),
        ConnectionFailureKind.Files =>
            $"Too many files are open to connect to {host}: raise the limit of open files (ulimit -n), or lower --max-in-flight.",
        ConnectionFailureKind.Proxy =>
            $"The proxy on the way to {host} refused the connection: check HTTPS_PROXY, ALL_PROXY and NO_PROXY, and its credentials.",
        ConnectionFailureKind.Unreadable => Causes(failure).OfType<UnreadableAnswerException>().FirstOrDefault()?.Message ?? NotStripes,
        _ when Causes(failure).Any(static cause => cause is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }) =>
            $"The answer of {host} is longer than any of Stripe's: {InBetween}.",
        _ => $"The connection to {host} was lost before its answer was complete: check the network and try again.",
    };

    // Without user and password, which a proxy's address may hold.
    private static string ProxySentence(ConnectionFailureKind kind, Uri proxy, string host) =>
        $"The proxy {proxy.Authority} on the way to {host} " + kind switch
        {
            ConnectionFailureKind.Dns => "has a name that cannot be resolved",
            ConnectionFailureKind.Timeout => "does not answer",
            ConnectionFailureKind.Unreachable => "cannot be reached",
            _ => "refused the connection",
        } + ": check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, and the proxy's credentials.";

    private static string TimeoutSentence(string host, AttemptTimeoutException? timeout) => timeout switch
    {
        null => $"{host} did not answer in time: check the network, or raise Http:AttemptTimeout.",
        { WasConnecting: true } =>
            $"No connection to {host} within {Duration.Format(timeout.Waited)}: check the network, the firewall and Stripe:ApiBase.",
        _ => $"{host} did not answer within {Duration.Format(timeout.Waited)}: check the network, or raise Http:AttemptTimeout.",
    };

    /// <summary>Whether what came back was no TLS at all. The platform tells this in its texts only.</summary>
    private static bool IsNoHandshake(Exception cause) =>
        cause.Message.Contains("corrupted frame", StringComparison.OrdinalIgnoreCase)
        || cause.Message.Contains("wrong version number", StringComparison.OrdinalIgnoreCase)
        || cause.Message.Contains("unexpected EOF", StringComparison.OrdinalIgnoreCase)
        || cause.Message.Contains("unexpected packet format", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
