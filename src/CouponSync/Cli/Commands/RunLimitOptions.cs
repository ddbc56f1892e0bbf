namespace CouponSync.Cli.Commands;

/// <summary>The options of every command that works on an account under its lock: how long to wait, how long to work.</summary>
internal static class RunLimitOptions
{
    /// <summary>The options.</summary>
    public static IReadOnlyList<SettingOption> Settings =>
    [
        SettingOption.Value("State:LockWait", "--lock-wait", "How long to wait for another run on the same account, such as 10m [0s]", "time"),
        SettingOption.Value("Runs:MaxDuration", "--max-duration", "Stop in order after this long, such as 45m, and say what is left", "time"),
        SettingOption.Value("Metrics:File", "--metrics", "Write figures for Prometheus to this file", "file"),
        SettingOption.Value("Notify:Url", "--notify-url", "Post the summary here when the run has ended; no key, no metadata values", "url"),
        SettingOption.Switch("Notify:IncludeValues", "--notify-values", "Let the posted summary hold metadata values and Stripe's messages"),
    ];
}
