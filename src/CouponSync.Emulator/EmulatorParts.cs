namespace CouponSync.Emulator;

/// <summary>What an emulator is made of.</summary>
internal sealed class EmulatorParts(EmulatorOptions options, TimeProvider time)
{
    public EmulatorOptions Options => options;

    public TimeProvider Time => time;

    public IdSource Ids { get; } = new(options.Seed);

    public FaultScript Faults { get; } = new();

    public RequestLog Log { get; } = new(options.RequestLogCapacity);

    public EmulatorCounters Counters { get; } = new();

    /// <summary>The limits now in force.</summary>
    public EmulatorLimits Limits { get; set; } = options.Limits;

    /// <summary>The latency now in force.</summary>
    public TimeSpan Latency { get; set; } = options.Latency;

    private ModeParts? _test;
    private ModeParts? _live;

    /// <summary>The account in one of its modes.</summary>
    public ModeParts Mode(bool livemode) => livemode
        ? LazyInitializer.EnsureInitialized(ref _live, () => NewMode(true))
        : LazyInitializer.EnsureInitialized(ref _test, () => NewMode(false));

    private ModeParts NewMode(bool livemode) =>
        new(new AccountMode(livemode, options, Ids), new RequestGate(livemode, time.TimestampFrequency));
}

/// <summary>One mode of the account: its objects, and the gate its requests pass.</summary>
internal sealed record ModeParts(AccountMode Account, RequestGate Gate);
