namespace CouponSync.Emulator.Server;

/// <summary>What the command line asked for, checked.</summary>
internal sealed record ServerSettings
{
    /// <summary>The port; 0 for any that is free.</summary>
    public required int Port { get; init; }

    /// <summary>The file the state is kept in, or null.</summary>
    public string? StateFile { get; init; }

    /// <summary>How many coupons are generated.</summary>
    public int SeedCoupons { get; init; }

    /// <summary>Whether the sample account is added.</summary>
    public bool Sample { get; init; }

    /// <summary>Whether generated coupons are live objects.</summary>
    public bool SeedLive { get; init; }

    /// <summary>Scripted faults.</summary>
    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    /// <summary>The account.</summary>
    public required EmulatorOptions Options { get; init; }
}
