namespace CouponSync.Settings;

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

    /// <summary>The file that <c>Stripe:ApiKey</c> stands in; null when it comes from elsewhere.</summary>
    public string? ApiKeyIn { get; init; }

    /// <summary>The files that settings may come from, whether they exist or not.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>What does not end a run, but should be known about the settings.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Every section, with the class that has its settings.</summary>
    public static IReadOnlyList<(string Name, Type Type)> Sections { get; } =
    [
        ("Stripe", typeof(StripeSettings)), ("Csv", typeof(CsvSettings)), ("Fetch", typeof(FetchSettings)),
        ("Snapshot", typeof(SnapshotSettings)), ("Guards", typeof(GuardSettings)), ("Throttle", typeof(ThrottleSettings)),
        ("Retry", typeof(RetryOptions)), ("State", typeof(StateSettings)), ("Runs", typeof(RunsSettings)),
        ("Metrics", typeof(MetricsSettings)), ("Notify", typeof(NotifySettings)), ("Log", typeof(LogSettings)),
    ];

    /// <summary>Reads all sections.</summary>
    /// <exception cref="SettingsException">A setting is refused.</exception>
    public static SyncSettings From(SettingValues values) => new()
    {
        Stripe = SettingsReader.Read<StripeSettings>(values, "Stripe"),
        Csv = SettingsReader.Read<CsvSettings>(values, "Csv").Checked(),
        Fetch = SettingsReader.Read<FetchSettings>(values, "Fetch"),
        Throttle = SettingsReader.Read<ThrottleSettings>(values, "Throttle"),
        Retry = SettingsReader.Read<RetryOptions>(values, "Retry").Checked(),
        Guards = SettingsReader.Read<GuardSettings>(values, "Guards").Checked(),
        State = SettingsReader.Read<StateSettings>(values, "State"),
        Snapshot = SettingsReader.Read<SnapshotSettings>(values, "Snapshot"),
        Runs = SettingsReader.Read<RunsSettings>(values, "Runs"),
        Metrics = SettingsReader.Read<MetricsSettings>(values, "Metrics"),
        Notify = SettingsReader.Read<NotifySettings>(values, "Notify").Checked(),
        Log = SettingsReader.Read<LogSettings>(values, "Log"),
        ApiKeyIn = values.FileOf("Stripe:ApiKey"),
        Warnings = values.Warnings,
    };
}
