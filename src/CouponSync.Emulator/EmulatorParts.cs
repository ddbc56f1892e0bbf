namespace CouponSync.Emulator;

/// <summary>What an emulator is made of.</summary>
internal sealed class EmulatorParts(EmulatorOptions options, TimeProvider time, EmulatorParts? platform = null)
{
    public EmulatorOptions Options => options;

    public TimeProvider Time => time;

    public IdSource Ids { get; } = new(options.Seed);

    /// <summary>The faults, shared with the platform's as the log and the counts are.</summary>
    public FaultScript Faults { get; } = platform?.Faults ?? new();

    public RequestLog Log { get; } = platform?.Log ?? new(options.RequestLogCapacity);

    public EmulatorCounters Counters { get; } = platform?.Counters ?? new();

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
