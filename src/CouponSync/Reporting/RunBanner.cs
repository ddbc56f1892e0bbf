namespace CouponSync.Reporting;

/// <summary>What must not be mistaken: whose account a report is about, and whether anything was written there.</summary>
/// <param name="Style">A word for the style sheet.</param>
/// <param name="Mode">The account's mode, for people; null when the account is not known.</param>
/// <param name="Run">What kind of run it was.</param>
/// <param name="Effect">What it did in Stripe.</param>
internal sealed record RunBanner(string Style, string? Mode, string Run, string Effect)
{
    /// <summary>That of a report.</summary>
    public static RunBanner Of(RunReport report)
    {
        var (style, mode) = report.Run.Account switch
        {
            null => ("none", null),
            { ApiBase: "emulator" } => ("emulator", "Emulator"),
            { Livemode: true } => ("live", "Live"),
            _ => ("test", "Test"),
        };
        var writes = report.Requests.Update + report.Requests.Create + report.Requests.Delete;
        return new RunBanner(
            style, mode, report.Run.DryRun ? "Dry run" : "Run", writes == 0 ? "nothing was written" : "changes were sent to Stripe");
    }
}
