using CouponSync.Planning;
using CouponSync.Runs;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>How a run went, at a glance.</summary>
internal enum HeadlineTone
{
    /// <summary>Everything is as wanted.</summary>
    Good,

    /// <summary>Changes wait to be applied.</summary>
    Pending,

    /// <summary>It went to its end, but some rows need a person.</summary>
    Attention,

    /// <summary>It did not do what was asked for.</summary>
    Bad,
}

/// <summary>The one sentence that says what a run did, would do, or why it did not.</summary>
/// <param name="Text">The sentence; plain text, unsafe characters escaped.</param>
/// <param name="Tone">How it went.</param>
internal sealed record Headline(string Text, HeadlineTone Tone)
{
    /// <summary>Says what happened, from the counts and the exit code alone.</summary>
    public static Headline Of(RunInfo run, RunCounts summary) => run.ExitCode switch
    {
        ExitCode.Locked => Stopped("Nothing was done", run.StopReason ?? "another run holds the lock"),
        ExitCode.InvalidInput => Stopped(InvalidInput(run, summary), run.StopReason),
        ExitCode.Configuration when summary.Attempted == 0 =>
            Stopped("Nothing was changed", run.StopReason ?? "the configuration or the credentials are not right"),
        ExitCode.GuardRefused => Stopped(
            $"A guard refused the plan of {Figures.Count(summary.Changes, "change")}; nothing was changed", run.StopReason),
        ExitCode.Fault => Stopped(Interrupted("Ended by a fault", run, summary), run.StopReason),
        ExitCode.StoppedEarly when run.Undelivered => Bad(Complete(run, summary), run.StopReason),
        ExitCode.Configuration or ExitCode.StoppedEarly => Stopped(Interrupted("Stopped early", run, summary), run.StopReason),
        ExitCode.Cancelled when !run.DryRun && summary is { Changes: > 0, Attempted: 0 } => Stopped("Cancelled", run.StopReason),
        ExitCode.Cancelled => Stopped(Interrupted("Cancelled", run, summary), run.StopReason),
        _ => Complete(run, summary),
    };

    private static Headline Complete(RunInfo run, RunCounts summary) =>
        summary.Changes == 0 ? NothingToDo(run, summary)
        : run.DryRun ? DryRun(summary)
        : Finished(run, summary);

    private static Headline Bad(Headline complete, string? reason) => new(
        reason is null ? complete.Text : $"{complete.Text} {VisibleText.Escape(reason)}", HeadlineTone.Bad);

    private static Headline Stopped(string what, string? reason)
    {
        if (reason is null)
        {
            return new Headline(what + ".", HeadlineTone.Bad);
        }

        var shown = VisibleText.Escape(reason).TrimEnd('.', ' ');
        var end = shown.EndsWith('?') || shown.EndsWith('!') ? "" : ".";
        return new Headline(what.Contains(':', StringComparison.Ordinal) ? $"{what} ({shown})." : $"{what}: {shown}{end}", HeadlineTone.Bad);
    }

    private static string InvalidInput(RunInfo run, RunCounts summary)
    {
        var input = run.Input is null or { Path: "-" } ? "the input" : VisibleText.Bare(run.Input.Path);
        return summary.Invalid == 0
            ? $"Nothing was changed, because {input} cannot be used"
            : $"Nothing was changed, because {Figures.Count(summary.Invalid)} of "
                + $"{Figures.Count(summary.Rows, "row")} in {input} {Figures.Are(summary.Invalid)} not valid";
    }

    private static string Interrupted(string how, RunInfo run, RunCounts summary)
    {
        if (run.DryRun)
        {
            return $"{how} before the plan was complete; nothing was changed";
        }

        return summary.Changes == 0
            ? $"{how} before anything was changed"
            : $"{how}: {Outcomes(summary)}";
    }

    private static Headline NothingToDo(RunInfo run, RunCounts summary)
    {
        var attention = NeedAttention(summary);
        if (attention is not null)
        {
            return new Headline($"There is nothing to change, but {attention}.{Tolerated(summary)}", HeadlineTone.Attention);
        }

        if (Tolerated(summary) is { Length: > 0 } tolerated)
        {
            return new Headline($"There is nothing to change.{tolerated}", HeadlineTone.Good);
        }

        var text = (summary.Rows, run.Input) switch
        {
            _ when run.Command == "revert" => "There is nothing to undo.",
            (0, _) => "There is nothing to do.",
            (1, null) => "There is nothing to do: the coupon is already as it should be.",
            (1, _) => "There is nothing to do: the coupon already matches the file.",
            (var rows, null) => $"There is nothing to do: all {Figures.Count(rows)} coupons are already as they should be.",
            var (rows, _) => $"There is nothing to do: all {Figures.Count(rows)} coupons already match the file.",
        };
        return new Headline(text, HeadlineTone.Good);
    }

    private static Headline DryRun(RunCounts summary)
    {
        if (summary.Undecided < summary.Changes)
        {
            return Resumed(summary);
        }

        (long Count, string Verb)[] actions =
        [
            .. new[] { (summary.Update, "updated"), (summary.Create, "created"), (summary.Delete, "deleted") }
                .Where(a => a.Item1 > 0),
        ];
        var subject = actions.Length == 1 && summary.Rows > actions[0].Count
            ? $"{Figures.Count(actions[0].Count)} of {Figures.Count(summary.Rows, "coupon")}"
            : Figures.Count(actions[0].Count, "coupon");
        string[] parts =
        [
            $"{subject} would be {actions[0].Verb}",
            .. actions.Skip(1).Select(a => $"{Figures.Count(a.Count)} {a.Verb}"),
        ];
        var attention = NeedAttention(summary);
        return new Headline(
            $"Dry run: {Figures.Enumerate(parts)}; nothing was written"
                + (attention is null ? "." : $". {char.ToUpperInvariant(attention[0])}{attention[1..]}.") + Tolerated(summary),
            attention is null ? HeadlineTone.Pending : HeadlineTone.Attention);
    }

    // A plan that is applied later than it was made, or for the second time: some of it is decided already.
    private static Headline Resumed(RunCounts summary)
    {
        var decided = new List<string>();
        AddPlural(decided, summary.Applied, "was applied before", "were applied before");
        AddPlural(decided, summary.AlreadyApplied, "is already in place", "are already in place");
        AddPlural(decided, summary.Stale, "is stale", "are stale");
        Add(decided, summary.Failed, "failed before");
        Add(decided, summary.Unknown, "unknown");
        var left = summary.Undecided == 0
            ? $"none of {Figures.Count(summary.Changes, "change")} is left to apply"
            : $"{Figures.Count(summary.Undecided)} of {Figures.Count(summary.Changes, "change")} would be applied";
        return new Headline(
            $"Dry run: {left}; {Figures.Enumerate(decided)}. Nothing was written.",
            summary.Stale + summary.Failed + summary.Unknown > 0 ? HeadlineTone.Attention : summary.Undecided > 0 ? HeadlineTone.Pending : HeadlineTone.Good);
    }

    private static Headline Finished(RunInfo run, RunCounts summary)
    {
        var attention = NeedAttention(summary);
        var isLimited = summary.NotAttempted > 0 && run.Arguments.Any(static a => a == "--limit");
        var clean = summary.Failed + summary.Unknown + summary.Stale + (isLimited ? 0 : summary.NotAttempted) == 0;
        var text = clean && !isLimited && summary.AlreadyApplied == 0
            ? $"{(summary.Applied == 1 ? "The one change was" : $"All {Figures.Count(summary.Applied)} changes were")} applied"
            : Outcomes(summary) + (isLimited ? ", as --limit asked" : "");

        // All changes made and yet not all done: only a revert ends so, where it found more to undo than it may.
        attention ??= clean && run.ExitCode == ExitCode.SomeFailed ? "something was left as it is: see below" : null;
        return new Headline(
            char.ToUpperInvariant(text[0]) + text[1..] + (attention is null ? "." : $", but {attention}.") + Tolerated(summary),
            !clean || attention is not null ? HeadlineTone.Attention : isLimited ? HeadlineTone.Pending : HeadlineTone.Good);
    }

    private static string Outcomes(RunCounts summary)
    {
        if (summary.Changes == 1)
        {
            return "the one change " + summary switch
            {
                { Applied: 1 } => "was applied",
                { AlreadyApplied: 1 } => "was already in place",
                { Stale: 1 } => "was refused as stale",
                { Deviating: 1 } => "was made, but not as asked",
                { Failed: 1 } => "failed",
                { Unknown: 1 } => "was sent, but it is not known whether it was made",
                _ => "was not attempted",
            };
        }

        var parts = new List<string>
        {
            $"{Figures.Count(summary.Applied)} of {Figures.Count(summary.Changes, "change")} {(summary.Applied == 1 ? "was" : "were")} applied",
        };
        AddPlural(parts, summary.AlreadyApplied, "was already in place", "were already in place");
        AddPlural(parts, summary.Stale, "was refused as stale", "were refused as stale");
        Add(parts, summary.Failed, summary.Deviating == 0 ? "failed"
            : summary.Deviating == summary.Failed ? "failed (made, but not as asked)"
            : $"failed ({Figures.Count(summary.Deviating)} of them made, but not as asked)");
        AddPlural(parts, summary.Unknown, "is unknown (sent, perhaps made)", "are unknown (sent, perhaps made)");
        AddPlural(parts, summary.NotAttempted, "was not attempted", "were not attempted");
        return Figures.Enumerate(parts);
    }

    private static string? NeedAttention(RunCounts summary)
    {
        var parts = new List<string>();
        Add(parts, summary.Missing - summary.MissingTolerated, "missing in Stripe");
        Add(parts, summary.Conflict - summary.ConflictTolerated, "in conflict");
        Add(parts, summary.Invalid, "invalid");
        var rows = summary.Unfulfillable;
        return rows == 0
            ? null
            : $"{Figures.Count(rows, "row")} {(rows == 1 ? "needs" : "need")} attention: {Figures.Enumerate(parts)}";
    }

    // A sentence more; empty where there is nothing to say.
    private static string Tolerated(RunCounts summary)
    {
        var parts = new List<string>();
        Add(parts, summary.MissingTolerated, "missing in Stripe");
        Add(parts, summary.ConflictTolerated, "in conflict");
        var rows = summary.MissingTolerated + summary.ConflictTolerated;
        return rows == 0 ? "" : $" {Figures.Count(rows, "row")} {(rows == 1 ? "was" : "were")} skipped with a warning: {Figures.Enumerate(parts)}.";
    }

    private static void Add(List<string> parts, long count, string what) => AddPlural(parts, count, what, what);

    private static void AddPlural(List<string> parts, long count, string one, string many)
    {
        if (count > 0)
        {
            parts.Add($"{Figures.Count(count)} {(count == 1 ? one : many)}");
        }
    }
}
