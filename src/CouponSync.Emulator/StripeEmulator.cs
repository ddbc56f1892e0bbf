namespace CouponSync.Emulator;

/// <summary>
/// One Stripe account in memory: its coupons, events and account endpoints with Stripe's rules, limits, errors and
/// headers, in test mode and in live mode. Thread-safe.
/// </summary>
public sealed partial class StripeEmulator
{
    private readonly EmulatorParts _parts;
    private readonly RequestPipeline _pipeline;
    private readonly Dictionary<string, StripeEmulator> _connected;

    /// <summary>An account without objects.</summary>
    /// <param name="options">What kind of account it is.</param>
    /// <param name="time">The clock: stamps, limits, expiry and waits follow it.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option makes no sense.</exception>
    public StripeEmulator(EmulatorOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Limits.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Latency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.EventDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(options.RequestLogCapacity);
        _parts = new EmulatorParts(options, time);
        _pipeline = new RequestPipeline(_parts);
        _connected = options.ConnectedAccounts.ToDictionary(
            static id => id,
            id => new StripeEmulator(new EmulatorParts(options with { AccountId = id, ConnectedAccounts = [] }, time, _parts)),
            StringComparer.Ordinal);
    }

    private StripeEmulator(EmulatorParts parts)
    {
        _parts = parts;
        _pipeline = new RequestPipeline(parts);
        _connected = [];
    }

    /// <summary>What kind of account it is.</summary>
    public EmulatorOptions Options => _parts.Options;

    /// <summary>The accounts connected to this one, by id.</summary>
    public IReadOnlyDictionary<string, StripeEmulator> Connected => _connected;

    /// <summary>The scripted faults, of the connected accounts too.</summary>
    public FaultScript Faults => _parts.Faults;

    /// <summary>The latest requests, those for connected accounts too.</summary>
    public RequestLog RequestLog => _parts.Log;

    /// <summary>Counts of all requests, those for connected accounts too.</summary>
    public EmulatorCounters Counters => _parts.Counters;

    /// <summary>The limits in force; a change counts from the next request on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit makes no sense.</exception>
    public EmulatorLimits Limits
    {
        get => _parts.Limits;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            _parts.Limits = value;
        }
    }

    /// <summary>The latency in force; a change counts from the next request on.</summary>
    public TimeSpan Latency
    {
        get => _parts.Latency;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _parts.Latency = value;
        }
    }

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait of a slow or hanging request, as a client does that hangs up.</param>
    /// <exception cref="ConnectionDroppedException">A scripted fault dropped the connection.</exception>
    public Task<EmulatorResponse> SendAsync(EmulatorRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Header("Stripe-Account") is { } id && _connected.TryGetValue(id, out var account)
            ? account.SendAsync(request, cancellationToken)
            : _pipeline.SendAsync(request, cancellationToken);
    }

    /// <summary>Makes a message handler that answers through this emulator.</summary>
    public EmulatorHttpMessageHandler CreateHandler() => new(this);

    /// <summary>Forgets all objects, events, idempotency keys, faults, the log and the counts.</summary>
    public void Reset()
    {
        foreach (var livemode in (ReadOnlySpan<bool>)[false, true])
        {
            _parts.Mode(livemode).Account.Clear();
        }

        foreach (var account in _connected.Values)
        {
            account.Reset();
        }

        Faults.Clear();
        RequestLog.Clear();
        Counters.Clear();
    }

    private AccountMode Account(bool livemode) => _parts.Mode(livemode).Account;
}
