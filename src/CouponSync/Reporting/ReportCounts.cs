using CouponSync.Applying;
using CouponSync.Http;
using CouponSync.Planning;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>One figure of a report.</summary>
/// <param name="Name">Its name in <c>report.json</c>.</param>
/// <param name="Label">What people see.</param>
/// <param name="Value">The figure.</param>
/// <param name="Always">Whether it is shown when it is zero.</param>
/// <param name="IsAside">Whether it does not add up with the others: it is a part of the one before, or counts something else.</param>
internal sealed record ReportCount(string Name, string Label, long Value, bool Always = false, bool IsAside = false);

/// <summary>The figures of a report, under the names that all renderers show, in their order.</summary>
internal static class ReportCounts
{
    /// <summary>What the plan wants of the rows.</summary>
    public static IReadOnlyList<ReportCount> Rows(RunCounts counts) =>
    [
        new("rows", "Rows", counts.Rows, Always: true),
        new("unchanged", "Unchanged", counts.Unchanged, Always: true),
        new("unchangedByEvents", "  by events, not read today", counts.UnchangedByEvents, IsAside: true),
        new("update", "To update", counts.Update, Always: true),
        new("create", "To create", counts.Create),
        new("delete", "To delete", counts.Delete),
        new("missing", "Missing", counts.Missing),
        new("conflict", "In conflict", counts.Conflict),
        new("invalid", "Invalid", counts.Invalid),
    ];

    /// <summary>The rows by what was found; they add up to all rows.</summary>
    public static IEnumerable<ReportCount> Verdicts(RunCounts counts) =>
        Rows(counts).Where(static c => c.Name is not ("rows" or "delete") && !c.IsAside);

    /// <summary>What became of the changes; in a dry run what is decided already, if anything is.</summary>
    public static IReadOnlyList<ReportCount> Outcomes(RunInfo run, RunCounts counts) =>
        counts.Changes == 0 || (run.DryRun && counts.Undecided == counts.Changes) ? []
        : run.DryRun ? [new("undecided", "To apply", counts.Undecided, Always: true), .. Outcomes(counts).Select(static c => c with { Always = false })]
        : Outcomes(counts);

    /// <summary>What became of the changes.</summary>
    public static IReadOnlyList<ReportCount> Outcomes(RunCounts counts) =>
    [
        new("applied", OutcomeWords.Of(ChangeOutcome.Applied).Label, counts.Applied, Always: true),
        new("alreadyApplied", OutcomeWords.Of(ChangeOutcome.Unchanged).Label, counts.AlreadyApplied),
        new("stale", OutcomeWords.Of(ChangeOutcome.Stale).Label, counts.Stale),
        new("failed", OutcomeWords.Of(ChangeOutcome.Failed).Label, counts.Failed, Always: true),
        new("deviating", "  not as asked", counts.Deviating, IsAside: true),
        new("unknown", OutcomeWords.Of(ChangeOutcome.Unknown).Label, counts.Unknown),
        new("notAttempted", OutcomeWords.Of(ChangeOutcome.NotAttempted).Label, counts.NotAttempted),
    ];

    /// <summary>The requests by kind.</summary>
    public static IReadOnlyList<ReportCount> Requests(RequestCounts requests) =>
    [
        new("list", "list", requests.List),
        new("retrieve", "retrieve", requests.Retrieve),
        new("update", "update", requests.Update),
        new("create", "create", requests.Create),
        new("delete", "delete", requests.Delete),
        new("events", "events", requests.Events),
        new("account", "account", requests.Account),
    ];

    /// <summary>The kinds of requests that were sent, each in a phrase: <c>400 list</c>.</summary>
    public static IReadOnlyList<string> SentByKind(RequestCounts requests) =>
        [.. Requests(requests).Where(static k => k.Value > 0).Select(static k => $"{Figures.Count(k.Value)} {k.Label}")];

    /// <summary>The requests in a phrase: <c>1,640 (400 list, 1,240 update)</c>.</summary>
    public static string RequestsByKind(RequestCounts requests)
    {
        var kinds = SentByKind(requests);
        return kinds.Count == 0
            ? Figures.Count(requests.Total)
            : $"{Figures.Count(requests.Total)} ({string.Join(", ", kinds)})";
    }

    /// <summary>How long it takes to apply what a dry run shows, in a phrase; null where that is not known.</summary>
    public static string? ApplyTime(RunReport report) => report is { Run: { DryRun: true, EstimatedApplyTime: { } time }, Summary.Undecided: > 0 }
        ? $"takes about {Figures.Duration(time)} at the allowed rate"
        : null;

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
