using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.Reporting.Progress;
using CouponSync.Runs;
using CouponSync.StripeApi;
using CouponSync.Text;

namespace CouponSync.Pipelines;

/// <summary>Asks the user, and applies changes. Their results are on disk as they happen.</summary>
internal static class ApplyStage
{
    /// <summary>Asks the user, where there is one to ask.</summary>
    /// <param name="run">The run.</param>
    /// <param name="review">What would be done.</param>
    public static async Task<bool> ConfirmAsync(RunContext run, PlanReview review)
    {
        var reason = await run.Prompt.AskAsync(review with { Limit = run.Limit }, run.Stop);
        run.Record.StopReason = reason;
        return reason is null;
    }

    /// <summary>Applies changes.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">Their plan.</param>
    /// <param name="changes">Those that are left of it.</param>
    /// <param name="outcomes">Counts what becomes of them; has what became of the others.</param>
    /// <param name="snapshot">Takes what the coupons are afterwards; null for none.</param>
    /// <param name="goesOnWith">The run this one goes on with; null for none.</param>
    public static async Task<ApplyResult> ApplyAsync(
        RunContext run, PlanFile plan, IEnumerable<PlannedChange> changes, OutcomeCounts outcomes, KeptSnapshot? snapshot, string? goesOnWith = null)
    {
        var left = outcomes.Now.Undecided;
        run.Progress.Start(ProgressPhase.Applying, Math.Min(run.Limit ?? left, left));
        using var results = new ResultsWriter(run.Directory.ResultsPath);
        var updater = new CouponUpdater(
            run.Stripe.Gateway,
            results,
            plan.Header.RunId,
            run.Stripe.ThrottleOptions.MaxInFlight,
            new FailureLimit(run.Settings.Guards.FailureLimit, plan.ChangeCount),
            run.Time,
            run.Log)
        {
            Progress = new DirectProgress<ChangeOutcome>(outcome => Show(run.Progress, outcome)),
            Observer = snapshot is null ? null : snapshot.Observe,
            Counts = outcomes,
            IsPlanOfEarlierRun = plan.Header.RunId != run.Directory.Id,
            GoesOnWith = goesOnWith,
        };
        snapshot?.Begin(run.Directory.Id);
        run.Record.Outcomes = outcomes;
        using var noMore = run.Stop.Register(run.Stripe.Throttle.StopAdmitting);
        await updater.ApplyAsync(run.Limit is { } most ? changes.Take(most) : changes, run.Stop, run.Bounds.Abort);
        results.Complete();
        snapshot?.End();
        var now = outcomes.Now;
        var reason = updater.StopReason
            ?? (run.Stop.IsCancellationRequested ? $"{run.Bounds.Reason ?? "It was told to stop."} {Rest(now)}" : null);
        run.Record.StopReason = reason;
        run.Log.Information(
            "Applied {Applied} changes, {Failed} failed, {Unknown} unknown, of {Changes} planned",
            now.Applied, now.Failed, now.Unknown, plan.ChangeCount);
        return new ApplyResult(now, reason is not null, updater.StopFailure);
    }

    /// <summary>How a run ends that was allowed to write.</summary>
    /// <param name="run">The run.</param>
    /// <param name="planned">The counts of what was to be done.</param>
    /// <param name="applied">What became of it.</param>
    public static int ExitCodeOf(RunContext run, RunCounts planned, ApplyResult applied)
    {
        var isUnknown = applied.Outcomes is { Unknown: > 0 };
        if (run.Stop.IsCancellationRequested)
        {
            // In order is a run that knows what it did.
            return isUnknown ? ExitCode.StoppedEarly : run.Bounds.ExitCode;
        }

        if (applied.IsStopped)
        {
            return applied is { StopFailure.IsCredential: true, Outcomes: { Applied: 0, Deviating: 0 } } && !isUnknown
                ? ExitCode.Configuration
                : ExitCode.StoppedEarly;
        }

        return planned.Unfulfillable > 0 || isUnknown || applied.Outcomes is { Failed: > 0 } or { Stale: > 0 } ? ExitCode.SomeFailed : ExitCode.Done;
    }

    /// <summary>How a run ends whose plan may leave something as it is.</summary>
    /// <param name="exitCode">How it would end otherwise.</param>
    /// <param name="planned">The plan.</param>
    public static int WithWhatPlanLeaves(int exitCode, Planned planned) =>
        exitCode == ExitCode.Done && planned.LeavesSomething ? ExitCode.SomeFailed : exitCode;

    private static string Rest(RunCounts counts)
    {
        var left = counts.Undecided;
        var end = counts.Unknown == 0
            ? "The changes under way were finished"
            : $"Of {Figures.Count(counts.Unknown, "change")} it is not known whether {(counts.Unknown == 1 ? "it was" : "they were")} made";
        return left == 0
            ? $"{end}; no change is left."
            : $"{end}; {Figures.Count(left, "change")} of {Figures.Count(counts.Changes)} {Figures.Are(left)} left.";
    }

    private static void Show(IProgressSink progress, ChangeOutcome outcome)
    {
        progress.Advance();
        if (outcome == ChangeOutcome.Failed)
        {
            progress.Failed();
        }
        else if (outcome == ChangeOutcome.Unknown)
        {
            progress.Unknown();
        }
    }
}

/// <summary>What became of the changes of a run.</summary>
/// <param name="Outcomes">The counts; null when there was nothing to decide.</param>
/// <param name="IsStopped">Whether it ended before all of them were attempted.</param>
/// <param name="StopFailure">The failure that ended it, where it was one.</param>
internal sealed record ApplyResult(RunCounts? Outcomes, bool IsStopped = false, StripeFailure? StopFailure = null)
{
    /// <summary>There was nothing to do.</summary>
    public static ApplyResult Nothing { get; } = new(Outcomes: null);
}
