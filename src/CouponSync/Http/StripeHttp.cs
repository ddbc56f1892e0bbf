using System.Net;
using CouponSync.Settings;
using Serilog;
using Serilog.Core;

namespace CouponSync.Http;

/// <summary>Puts the handlers under the SDK together.</summary>
internal static class StripeHttp
{
    /// <summary>How long making a connection may take.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Builds the chain: retry, throttle, attempt, and <paramref name="transport"/> at the bottom, which may be
    /// <see cref="CreateTransport"/> or a handler that answers in memory.
    /// </summary>
    /// <param name="transport">Sends one request; disposed with the chain.</param>
    /// <param name="throttle">Shared by all chains of the run; not disposed with the chain.</param>
    /// <param name="statistics">Counts what is sent.</param>
    /// <param name="retry">Validated options.</param>
    /// <param name="clock">The clock of every wait and timeout.</param>
    /// <param name="random">Spreads the waits between attempts.</param>
    /// <param name="log">Gets a line for each attempt that is repeated; null for none.</param>
    public static HttpMessageHandler CreateHandler(
        HttpMessageHandler transport,
        RequestThrottle throttle,
        RequestStatistics statistics,
        RetryOptions retry,
        TimeProvider clock,
        Random random,
        ILogger? log = null) =>
        new RetryHandler(retry, clock, random, log ?? Logger.None)
        {
            InnerHandler = new ThrottlingHandler(throttle, statistics)
            {
                InnerHandler = new AttemptHandler(retry, clock, new StripeNotice(log ?? Logger.None)) { InnerHandler = transport },
            },
        };

    /// <summary>The proxy on the way to an address, as the environment or the system names it; null for none.</summary>
    public static Uri? ProxyTo(Uri? address) =>
        address is { IsAbsoluteUri: true, IsLoopback: false } && !HttpClient.DefaultProxy.IsBypassed(address)
            ? HttpClient.DefaultProxy.GetProxy(address)
            : null;

    /// <summary>Wraps a chain for the SDK. Its own timeout is off: it would count the wait for a turn, on the system's
    /// clock.</summary>
    public static HttpClient CreateClient(HttpMessageHandler chain) => new(chain) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>
    /// The connections to a real server. Up to one for each request in flight, kept and used again, and renewed now
    /// and then so that a change of the host's address is noticed. HTTP/1.1, which is the client's default: one broken
    /// connection costs one request, where with HTTP/2 all in flight share it; at these rates nothing is gained by it.
    /// </summary>
    /// <param name="maxInFlight">How many requests may be unanswered at once.</param>
    /// <param name="address">Where requests go. What is on this machine is never reached through a proxy, which would see the key.</param>
    public static SocketsHttpHandler CreateTransport(int maxInFlight, Uri address) => new()
    {
        UseProxy = !address.IsLoopback,
        MaxConnectionsPerServer = maxInFlight,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        ConnectTimeout = ConnectTimeout,
        AutomaticDecompression = DecompressionMethods.All,
        AllowAutoRedirect = false,
        UseCookies = false,
    };
}
