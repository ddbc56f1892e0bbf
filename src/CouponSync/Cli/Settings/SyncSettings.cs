using CouponSync.Pushing.Retrying;
using Microsoft.Extensions.Configuration;

namespace CouponSync.Cli.Settings;

/// <summary>Every setting of a run, resolved and validated once at its start, and passed down.</summary>
internal sealed record SyncSettings
{
    /// <summary>Section <c>Stripe</c>.</summary>
    public required StripeSettings Stripe { get; init; }

    /// <summary>Section <c>Csv</c>.</summary>
    public required CsvSettings Csv { get; init; }

    /// <summary>Section <c>Fetch</c>.</summary>
    public required FetchSettings Fetch { get; init; }

    /// <summary>Section <c>Throttle</c>.</summary>
    public required ThrottleSettings Throttle { get; init; }

    /// <summary>Section <c>Retry</c>, with section <c>Http</c>.</summary>
    public required RetryOptions Retry { get; init; }

    /// <summary>Section <c>Guards</c>.</summary>
    public required GuardSettings Guards { get; init; }

    /// <summary>Section <c>State</c>.</summary>
    public required StateSettings State { get; init; }

    /// <summary>Section <c>Snapshot</c>.</summary>
    public required SnapshotSettings Snapshot { get; init; }

    /// <summary>Section <c>Runs</c>.</summary>
    public required RunsSettings Runs { get; init; }

    /// <summary>Section <c>Metrics</c>.</summary>
    public required MetricsSettings Metrics { get; init; }

    /// <summary>Section <c>Notify</c>.</summary>
    public required NotifySettings Notify { get; init; }

    /// <summary>Section <c>Log</c>.</summary>
    public required LogSettings Log { get; init; }

    /// <summary>The files that settings may come from, whether they exist or not.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Reads all sections.</summary>
    /// <exception cref="SettingsException">A setting is refused.</exception>
    public static SyncSettings From(IConfiguration configuration) => new()
    {
        Stripe = SettingsReader.Read<StripeSettings>(configuration, "Stripe"),
        Csv = SettingsReader.Read<CsvSettings>(configuration, "Csv"),
        Fetch = SettingsReader.Read<FetchSettings>(configuration, "Fetch"),
        Throttle = Checked(SettingsReader.Read<ThrottleSettings>(configuration, "Throttle")),
        Retry = SettingsReader.Read<RetrySettings>(configuration, "Retry")
            .Resolve(SettingsReader.Read<HttpSettings>(configuration, "Http")),
        Guards = SettingsReader.Read<GuardSettings>(configuration, "Guards").Checked(),
        State = SettingsReader.Read<StateSettings>(configuration, "State"),
        Snapshot = SettingsReader.Read<SnapshotSettings>(configuration, "Snapshot"),
        Runs = SettingsReader.Read<RunsSettings>(configuration, "Runs"),
        Metrics = SettingsReader.Read<MetricsSettings>(configuration, "Metrics"),
        Notify = SettingsReader.Read<NotifySettings>(configuration, "Notify"),
        Log = SettingsReader.Read<LogSettings>(configuration, "Log"),
    };

    // Out of range in either mode is refused at the start, not when the key is known.
    private static ThrottleSettings Checked(ThrottleSettings throttle)
    {
        throttle.Resolve(livemode: false);
        return throttle;
    }
}
