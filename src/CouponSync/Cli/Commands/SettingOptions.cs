using CouponSync.Settings;

namespace CouponSync.Cli.Commands;

/// <summary>The options that stand for settings and belong to more than one command, by what they are about.</summary>
internal static class SettingOptions
{
    /// <summary>How the input is read: <c>sync</c> and <c>check</c>.</summary>
    public static IReadOnlyList<SettingOption> Input =>
    [
        SettingOption.Value(Groups.File, "Csv:Delimiter", "--delimiter", "What separates cells: comma, semicolon, tab, or one character; found by itself if not given", "what", "comma", "semicolon", "tab", "auto"),
        SettingOption.Switch(Groups.File, "Csv:UnprefixedMetadata", "--unprefixed-metadata", "Treat unknown columns as metadata keys"),
    ];

    /// <summary>The guards, as every command that applies changes has them.</summary>
    public static IReadOnlyList<SettingOption> Guards =>
    [
        SettingOption.Value(Groups.Safety, "Guards:MaxChanges", "--max-changes", "Refuse a plan with more changes than this, a number or a percentage of the rows", "n|p%"),
        SettingOption.Value(Groups.Safety, "Guards:MaxCreates", "--max-creates", "Refuse a plan that creates more coupons than this", "n|p%"),
        SettingOption.Value(Groups.Safety, "Guards:MaxUnsets", "--max-unsets", "Refuse a plan that unsets more metadata keys than this", "n|p%"),
        SettingOption.Value(Groups.Safety, "Guards:MaxFailures", "--max-failures", "Stop when more changes than this have failed, a number or a percentage of the changes", "n|p%"),
        SettingOption.Several(Groups.Safety, "Guards:Force", "--force", $"Lift one guard: {string.Join(", ", GuardNames.All)}; can be repeated", "guard", [.. GuardNames.All]),
    ];

    /// <summary>What every command has that works on an account under its lock: how long to wait, how long to work, whom
    /// to tell.</summary>
    public static IReadOnlyList<SettingOption> Run =>
    [
        SettingOption.Value(Groups.Safety, "State:LockWait", "--lock-wait", "How long to wait for another run on the same account, such as 10m [0s]", "time"),
        SettingOption.Value(Groups.Safety, "Runs:MaxDuration", "--max-duration", "Stop cleanly after this long, such as 45m or 1h30m, and say what is left", "time"),
        SettingOption.Value(Groups.Output, "Metrics:File", "--metrics", "Write figures for Prometheus to this file", "file"),
        SettingOption.Value(Groups.Output, "Notify:Url", "--notify-url", "Post the summary here when the run has ended; no key, no metadata values", "url"),
        SettingOption.Value(Groups.Output, "Notify:On", "--notify-on", "After which runs: always, failure, or change (which has failures too) [always]", "when", "always", "failure", "change"),
        SettingOption.Switch(Groups.Output, "Notify:IncludeValues", "--notify-values", "Let the posted summary hold metadata values and Stripe's messages"),
    ];

    /// <summary>The settings of <c>apply</c> and <c>revert</c>, which start from a plan.</summary>
    public static IReadOnlyList<SettingOption> SavedPlan =>
    [
        SettingOption.Value(Groups.Reading, "Fetch:Mode", "--fetch", "How coupons are read: auto, list (all, 100 a request) or retrieve (one a request) [auto]", "how", "auto", "list", "retrieve"),
        .. Guards,
        .. Run,
    ];

    /// <summary>Where runs are.</summary>
    public static SettingOption StateDirectory =>
        SettingOption.Value(Groups.Output, "State:Directory", "--state-dir", "Where runs, snapshots and locks are kept [.couponsync]", "dir");
}
