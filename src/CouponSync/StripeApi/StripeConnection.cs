using CouponSync.Http;
using CouponSync.Settings;
using Serilog;

namespace CouponSync.StripeApi;

/// <summary>A gateway with everything below it: the SDK, the handler chain, the transport.</summary>
internal sealed class StripeConnection : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Connects; nothing is sent yet.</summary>
    /// <param name="key">The key.</param>
    /// <param name="apiBase">The address, without a path.</param>
    /// <param name="throttle">Validated options.</param>
    /// <param name="retry">Validated options.</param>
    /// <param name="transport">Answers requests; null for the network.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Spreads the waits.</param>
    /// <param name="log">Gets the attempts repeated and the changes of the limits; null for none.</param>
    /// <param name="connectedAccount">The connected account that a platform's key acts for; null for the key's own.</param>
    public StripeConnection(
        ApiKey key,
        Uri apiBase,
        ThrottleOptions throttle,
        RetryOptions retry,
        HttpMessageHandler? transport,
        TimeProvider time,
        Random random,
        ILogger? log = null,
        string? connectedAccount = null)
    {
        Key = key;
        ConnectedAccount = connectedAccount;
        ApiBase = apiBase;
        Throttle = new RequestThrottle(throttle, time, log);
        ThrottleOptions = throttle;
        Statistics = new RequestStatistics();
        _http = StripeHttp.CreateClient(StripeHttp.CreateHandler(
            transport ?? StripeHttp.CreateTransport(throttle.MaxInFlight, apiBase), Throttle, Statistics, retry, time, random, log));
        Gateway = new StripeCouponGateway(_http, key, connectedAccount, apiBase.AbsoluteUri, new FailureTranslation(key.Redact, apiBase));
    }

    /// <summary>The key.</summary>
    public ApiKey Key { get; }

    /// <summary>The connected account that all requests are for; null for the key's own account.</summary>
    public string? ConnectedAccount { get; }

    /// <summary>Where requests go.</summary>
    public Uri ApiBase { get; }

    /// <summary>The address for people: without a slash at its end, or <c>emulator</c>.</summary>
    public string DisplayAddress => IsEmulated ? "emulator" : ApiBase.AbsoluteUri.TrimEnd('/');

    /// <summary>Whether the account is the emulated one of <c>--emulator</c>.</summary>
    public bool IsEmulated => ApiBase.Host == new Uri(EmulatedAccount.ApiBase).Host;

    /// <summary>Stripe.</summary>
    public ICouponGateway Gateway { get; }

    /// <summary>What all requests wait at.</summary>
    public RequestThrottle Throttle { get; }

    /// <summary>What it was made from.</summary>
    public ThrottleOptions ThrottleOptions { get; }

    /// <summary>The requests sent.</summary>
    public RequestStatistics Statistics { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        Throttle.Dispose();
    }
}
