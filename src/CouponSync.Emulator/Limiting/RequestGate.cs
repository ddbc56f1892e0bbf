namespace CouponSync.Emulator;

/// <summary>
/// Lets requests of one mode in, or says which limit they exceed. The order of the checks is concurrency, then rate,
/// and the account before the endpoint; a request that is refused counts for nothing. Thread-safe.
/// </summary>
internal sealed class RequestGate(bool livemode, long ticksPerSecond)
{
    /// <summary>Reasons as the header <c>Stripe-Rate-Limited-Reason</c> names them.</summary>
    public const string GlobalRate = "global-rate";
    public const string GlobalConcurrency = "global-concurrency";
    public const string EndpointRate = "endpoint-rate";
    public const string EndpointConcurrency = "endpoint-concurrency";
    public const string ResourceSpecific = "resource-specific";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, EndpointState> _endpoints = new(StringComparer.Ordinal);
    private EmulatorLimits? _limits;
    private RateWindow? _accountRate;
    private int _inFlight;

    /// <summary>Lets a request in. Each that is let in must <see cref="Leave"/>.</summary>
    /// <returns>Null, or the reason why it is refused.</returns>
    public string? TryEnter(string endpoint, long now, EmulatorLimits limits)
    {
        lock (_gate)
        {
            Apply(limits);
            if (!_endpoints.TryGetValue(endpoint, out var state))
            {
                _endpoints[endpoint] = state = new EndpointState { Rate = Window(limits.EndpointRate) };
            }

            var reason = _inFlight >= limits.AccountConcurrency ? GlobalConcurrency
                : state.InFlight >= limits.EndpointConcurrency ? EndpointConcurrency
                : _accountRate?.Allows(now) == false ? GlobalRate
                : state.Rate?.Allows(now) == false ? EndpointRate
                : null;
            if (reason is null)
            {
                _accountRate?.Count(now);
                state.Rate?.Count(now);
                _inFlight++;
                state.InFlight++;
            }

            return reason;
        }
    }

    /// <summary>Ends a request that was let in.</summary>
    public void Leave(string endpoint)
    {
        lock (_gate)
        {
            _inFlight--;
            _endpoints[endpoint].InFlight--;
        }
    }

    /// <summary>Limits can change while the emulator runs; the windows then begin anew.</summary>
    private void Apply(EmulatorLimits limits)
    {
        if (ReferenceEquals(_limits, limits))
        {
            return;
        }

        _limits = limits;
        _accountRate = Window(limits.AccountRate(livemode));
        foreach (var state in _endpoints.Values)
        {
            state.Rate = Window(limits.EndpointRate);
        }
    }

    private RateWindow? Window(int? rate) => rate is { } perSecond
        ? new RateWindow(perSecond, Math.Max(1, (int)(perSecond * _limits!.JitterTolerance)), ticksPerSecond)
        : null;

    private sealed class EndpointState
    {
        public RateWindow? Rate { get; set; }

        public int InFlight { get; set; }
    }
}
