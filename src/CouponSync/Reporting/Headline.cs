using CouponSync.Cli;

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
    public static Headline Of(RunInfo run, RunSummary summary) => run.ExitCode switch
    {
        ExitCode.Locked => Stopped("Nothing was done", run.StopReason ?? "another run holds the lock"),
        ExitCode.InvalidInput => Stopped(InvalidInput(run, summary), run.StopReason),
        ExitCode.Configuration when Attempted(summary) == 0 =>
            Stopped("Nothing was changed", run.StopReason ?? "the configuration or the credentials are not right"),
        ExitCode.GuardRefused => Stopped(
            $"A guard refused the plan of {Figures.Count(summary.Changes, "change")}; nothing was changed", run.StopReason),
        ExitCode.Configuration or ExitCode.StoppedEarly => Stopped(Interrupted("Stopped early", run, summary), run.StopReason),
        ExitCode.Cancelled => Stopped(Interrupted("Cancelled", run, summary), run.StopReason),
        _ when summary.Changes == 0 => NothingToDo(run, summary),
        _ when run.DryRun => DryRun(summary),
        _ => Finished(summary),
    };

    private static Headline Stopped(string what, string? reason)
    {
        if (reason is null)
        {
            return new Headline(what + ".", HeadlineTone.Bad);
        }

        var shown = VisibleText.Escape(reason).TrimEnd('.', ' ');
        return new Headline(what.Contains(':', StringComparison.Ordinal) ? $"{what} ({shown})." : $"{what}: {shown}.", HeadlineTone.Bad);
    }

    private static string InvalidInput(RunInfo run, RunSummary summary)
    {
        var input = run.Input is null or { Path: "-" } ? "the input" : VisibleText.Bare(run.Input.Path);
        return summary.Invalid == 0
            ? $"Nothing was changed, because {input} cannot be used"
            : $"Nothing was changed, because {Figures.Count(summary.Invalid)} of "
                + $"{Figures.Count(summary.Rows, "row")} in {input} {(summary.Invalid == 1 ? "is" : "are")} not valid";
    }

    private static string Interrupted(string how, RunInfo run, RunSummary summary)
    {
        if (run.DryRun)
        {
            return $"{how} before the plan was complete; nothing was changed";
        }

        return summary.Changes == 0
            ? $"{how} before anything was changed"
            : $"{how}: {Outcomes(summary)}";
    }

    private static Headline NothingToDo(RunInfo run, RunSummary summary)
    {
        var attention = NeedAttention(summary);
        if (attention is not null)
        {
            return new Headline($"There is nothing to change, but {attention}.", HeadlineTone.Attention);
        }

        var text = (summary.Rows, run.Input) switch
        {
            (0, _) => "There is nothing to do.",
            (1, null) => "There is nothing to do: the coupon is as wanted.",
            (1, _) => "There is nothing to do: the coupon is as the file wants it.",
            (var rows, null) => $"There is nothing to do: all {Figures.Count(rows)} coupons are as wanted.",
            var (rows, _) => $"There is nothing to do: all {Figures.Count(rows)} coupons are as the file wants them.",
        };
        return new Headline(text, HeadlineTone.Good);
    }

    private static Headline DryRun(RunSummary summary)
    {
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
                + (attention is null ? "." : $". {char.ToUpperInvariant(attention[0])}{attention[1..]}."),
            attention is null ? HeadlineTone.Pending : HeadlineTone.Attention);
    }

    private static Headline Finished(RunSummary summary)
    {
        var attention = NeedAttention(summary);
        var clean = summary.Failed + summary.Stale + summary.NotAttempted == 0;
        var text = clean && summary.AlreadyApplied == 0
            ? $"{(summary.Applied == 1 ? "The one change was" : $"All {Figures.Count(summary.Applied)} changes were")} applied"
            : Outcomes(summary);
        return new Headline(
            char.ToUpperInvariant(text[0]) + text[1..] + (attention is null ? "." : $", but {attention}."),
            clean && attention is null ? HeadlineTone.Good : HeadlineTone.Attention);
    }

    private static string Outcomes(RunSummary summary)
    {
        var parts = new List<string>
        {
            $"{Figures.Count(summary.Applied)} of {Figures.Count(summary.Changes, "change")} "
                + $"{(summary.Applied == 1 ? "was" : "were")} applied",
        };
        AddPlural(parts, summary.AlreadyApplied, "was already in place", "were already in place");
        AddPlural(parts, summary.Stale, "was refused as stale", "were refused as stale");
        Add(parts, summary.Failed, "failed");
        AddPlural(parts, summary.NotAttempted, "was not attempted", "were not attempted");
        return Figures.Enumerate(parts);
    }

    private static string? NeedAttention(RunSummary summary)
    {
        var parts = new List<string>();
        Add(parts, summary.Missing, "missing in Stripe");
        Add(parts, summary.Conflict, "in conflict");
        Add(parts, summary.Invalid, "invalid");
        var rows = summary.Missing + summary.Conflict + summary.Invalid;
        return rows == 0
            ? null
            : $"{Figures.Count(rows, "row")} {(rows == 1 ? "needs" : "need")} attention: {Figures.Enumerate(parts)}";
    }

    private static long Attempted(RunSummary summary) =>
        summary.Applied + summary.AlreadyApplied + summary.Stale + summary.Failed;

    private static void Add(List<string> parts, long count, string what) => AddPlural(parts, count, what, what);

    private static void AddPlural(List<string> parts, long count, string one, string many)
    {
        if (count > 0)
        {
            parts.Add($"{Figures.Count(count)} {(count == 1 ? one : many)}");
        }
    }
}
