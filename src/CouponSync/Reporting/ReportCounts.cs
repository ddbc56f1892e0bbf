using CouponSync.Pushing.Throttling;

namespace CouponSync.Reporting;

/// <summary>One figure of the summary.</summary>
/// <param name="Name">Its name in <c>report.json</c>.</param>
/// <param name="Label">What people see.</param>
/// <param name="Value">The figure.</param>
/// <param name="Always">Whether it is shown when it is zero.</param>
/// <param name="IsAside">Whether it does not add up with the others: it is a part of the one before, or counts something else.</param>
internal sealed record ReportCount(string Name, string Label, long Value, bool Always = false, bool IsAside = false);

/// <summary>The figures of a report in the order all renderers show them.</summary>
internal static class ReportCounts
{
    /// <summary>What the plan wants of the rows.</summary>
    public static IReadOnlyList<ReportCount> Rows(RunSummary summary) =>
    [
        new("rows", "Rows", summary.Rows, Always: true),
        new("unchanged", "Unchanged", summary.Unchanged, Always: true),
        new("unchangedByEvents", "  by events, not read today", summary.UnchangedByEvents, IsAside: true),
        new("update", "To update", summary.Update, Always: true),
        new("create", "To create", summary.Create),
        new("delete", "To delete", summary.Delete),
        new("missing", "Missing", summary.Missing),
        new("conflict", "In conflict", summary.Conflict),
        new("invalid", "Invalid", summary.Invalid),
    ];

    /// <summary>What became of the changes; in a dry run what is decided already, if anything is.</summary>
    public static IReadOnlyList<ReportCount> Outcomes(RunInfo run, RunSummary summary) =>
        summary.Changes == 0 || (run.DryRun && summary.Undecided == summary.Changes) ? []
        : run.DryRun ? [new("undecided", "To apply", summary.Undecided, Always: true), .. Outcomes(summary).Select(static c => c with { Always = false })]
        : Outcomes(summary);

    private static IReadOnlyList<ReportCount> Outcomes(RunSummary summary) =>
    [
        new("applied", "Applied", summary.Applied, Always: true),
        new("alreadyApplied", "Already in place", summary.AlreadyApplied),
        new("stale", "Stale", summary.Stale),
        new("failed", "Failed", summary.Failed, Always: true),
        new("deviating", "  made otherwise", summary.Deviating, IsAside: true),
        new("notAttempted", "Not attempted", summary.NotAttempted),
    ];

    /// <summary>The requests by kind, those that were sent.</summary>
    public static IReadOnlyList<ReportCount> Requests(RequestCounts requests) =>
    [
        .. new ReportCount[]
        {
            new("list", "list", requests.List),
            new("retrieve", "retrieve", requests.Retrieve),
            new("update", "update", requests.Update),
            new("create", "create", requests.Create),
            new("delete", "delete", requests.Delete),
            new("events", "events", requests.Events),
            new("account", "account", requests.Account),
        }.Where(c => c.Value > 0),
    ];

    /// <summary>The requests in a phrase: <c>1,640 (400 list, 1,240 update)</c>.</summary>
    public static string RequestsByKind(RequestCounts requests)
    {
        var kinds = Requests(requests).Select(k => $"{Figures.Count(k.Value)} {k.Label}");
        return Requests(requests).Count == 0
            ? Figures.Count(requests.Total)
            : $"{Figures.Count(requests.Total)} ({string.Join(", ", kinds)})";
    }

    /// <summary>What went wrong on the way, in a phrase: <c>36 retries, 3 rate limited (429)</c>; null when nothing.</summary>
    public static string? Troubles(RequestCounts requests)
    {
        var parts = new List<string>();
        if (requests.Retries > 0)
        {
            parts.Add(Figures.Count(requests.Retries, "retry", "retries"));
        }

        if (requests.RateLimited > 0)
        {
            parts.Add($"{Figures.Count(requests.RateLimited)} rate limited (429)");
        }

        return parts.Count == 0 ? null : string.Join(", ", parts);
    }
}
