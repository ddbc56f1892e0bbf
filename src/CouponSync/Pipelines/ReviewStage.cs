using System.Collections;
using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Files;
using CouponSync.History;
using CouponSync.Planning;
using CouponSync.Remote;
using CouponSync.Reporting.Progress;
using CouponSync.Runs;
using CouponSync.Text;

namespace CouponSync.Pipelines;

/// <summary>Takes up the plan of an earlier run: proves it, and finds out what is left to do of it.</summary>
internal static class ReviewStage
{
    /// <summary>Copies the plan into this run's directory, so that nobody changes it under the run, and proves it whole.</summary>
    /// <param name="run">The run.</param>
    /// <param name="source">The plan.</param>
    /// <param name="sha256">The SHA-256 it must have; null for any.</param>
    /// <exception cref="RunRefusedException">It is no whole plan, or not the one that was reviewed.</exception>
    public static Planned OpenPlan(RunContext run, PlanSource source, string? sha256)
    {
        var path = run.Directory.PlanPath;
        using (var original = OpenRead(source.PlanPath))
        using (var copy = AtomicFile.Create(path))
        {
            original.CopyTo(copy.Stream);
            copy.Commit();
        }

        PlanFile plan;
        try
        {
            plan = PlanFile.Open(path, source.PlanPath);
        }
        catch (PlanFormatException e)
        {
            throw new RunRefusedException(ExitCode.InvalidInput, e.Message);
        }

        if (sha256 is not null && !(sha256.Trim() is { Length: 64 } digits && digits.All(char.IsAsciiHexDigit)))
        {
            throw new RunRefusedException(
                ExitCode.InvalidInput,
                $"--sha256 is '{sha256}', but must be the 64 hexadecimal digits that the dry run printed");
        }

        if (sha256 is not null && !string.Equals(sha256.Trim(), plan.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new RunRefusedException(
                ExitCode.InvalidInput,
                $"{source.PlanPath} is not the plan that was reviewed: its SHA-256 is {plan.Sha256}, but --sha256 wants {sha256.Trim()}");
        }

        // Whoever is refused from here on is told of how many changes.
        var counts = plan.Changes().Aggregate(new RunCounts { Rows = plan.ChangeCount }, static (counts, change) => counts.With(change));
        run.Record.Planned(plan, counts);
        var leavesSomething = false;
        foreach (var left in plan.Left())
        {
            leavesSomething = true;
            run.Record.Problems.Add(left);
        }

        run.Record.Remark($"The plan's SHA-256 is {plan.Sha256}; it was made by the run {plan.Header.RunId}.");
        return new Planned(plan, counts) { LeavesSomething = leavesSomething };
    }

    private static FileStream OpenRead(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw new RunRefusedException(ExitCode.InvalidInput, $"The plan cannot be read: {StorageFailure.Reason(e)}.");
        }
    }

    /// <summary>Holds the plan's account and mode against the key's.</summary>
    /// <exception cref="RunRefusedException">They are not the same.</exception>
    public static void CheckAccount(PlanHeader header, AccountLock account)
    {
        if (header.AccountId != account.Id || header.Livemode != account.Livemode)
        {
            throw new RunRefusedException(
                ExitCode.Configuration,
                $"The plan is for the {Words.Mode(header.Livemode)} account {header.AccountId}, but this run is on the {Words.Mode(account.Livemode)} account {account.Id}; use the key the plan was made with, and --stripe-account where it is a connected one, or make a new plan");
        }
    }

    /// <summary>Gathers what there is to say of changes whose outcome their run does not know.</summary>
    public static async Task<Evidence> GatherEvidenceAsync(RunContext run, PlanFile plan, ResultsFile results, PlanSource source) => source.RunId is null
        ? Evidence.None
        : await Evidence.GatherAsync(
            plan, results, source.RunId, run.Directory.Id, new RunCatalog(run.Settings.State.Directory), run.Stripe.Gateway, run.Log, run.Stop);

    /// <summary>Writes down, before anything is sent, what the earlier run made and what it does not know, with the name of that
    /// run: however this one ends, whoever goes on with it or takes it back finds it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="counts">Its counts.</param>
    /// <param name="formerRun">The run it goes on with; null for a plan file alone.</param>
    /// <param name="former">The results of that run.</param>
    public static void TakeOver(RunContext run, PlanFile plan, RunCounts counts, string? formerRun, ResultsFile former)
    {
        if (former.Attempted == 0)
        {
            return;
        }

        var outcomes = new OutcomeCounts(counts);
        using (var results = new ResultsWriter(run.Directory.ResultsPath))
        {
            foreach (var result in plan.Changes().Select(former.Find).OfType<ChangeResult>().Where(static r => r.IsMade || r.Outcome == ChangeOutcome.Unknown))
            {
                results.Append(result with { MadeBy = result.MadeBy ?? formerRun });
                outcomes.Add(result);
            }

            results.Complete();
        }

        run.Record.Outcomes = outcomes;
    }

    /// <summary>What has to be read again of Stripe.</summary>
    public static FetchRequest CouponsOf(PlanFile plan) => new(
        plan.Changes().Select(static c => c.Id),
        plan.ChangeCount,
        plan.Changes().Any(static c => c is { Action: not ChangeAction.Update } or { CurrencyOptions.Count: > 0 }));

    /// <summary>
    /// Compares every change with its coupon as it is now. Changes that an earlier run made stay as they were taken over; results of
    /// stale changes and of such that are in place are written. The rest is left to do.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="counts">Its counts.</param>
    /// <param name="formerRun">The run it goes on with; null for a plan file alone.</param>
    /// <param name="former">The results of that run.</param>
    /// <param name="evidence">What there is to say of changes whose outcome that run does not know.</param>
    /// <param name="remote">The coupons as they are now.</param>
    public static ApplyReview Review(
        RunContext run, PlanFile plan, RunCounts counts, string? formerRun, ResultsFile former, Evidence evidence, RemoteCoupons remote)
    {
        run.Progress.Start(ProgressPhase.Planning, plan.ChangeCount);
        var outcomes = new OutcomeCounts(counts);
        var left = new RunCounts();
        var isLeft = new BitArray(checked((int)plan.ChangeCount + 1));
        long takenOver = 0;
        long takenBack = 0;
        using (var results = new ResultsWriter(run.Directory.ResultsPath))
        {
            foreach (var change in plan.Changes())
            {
                run.Stop.ThrowIfCancellationRequested();
                run.Progress.Advance();
                var coupon = remote.Snapshot.Find(change.Id);
                run.Record.Coupons.Add(change, coupon);
                var before = former.Find(change);
                if (before is { IsMade: true })
                {
                    takenOver += before.Outcome == ChangeOutcome.Applied ? 1 : 0;
                    takenBack += !remote.Unreadable.ContainsKey(change.Id) && StalenessCheck.Check(change, remote.Snapshot.Find(change.Id)).Kind == Freshness.Fresh ? 1 : 0;
                    outcomes.Add(before);
                    continue;
                }

                var verdict = remote.Unreadable.TryGetValue(change.Id, out var reason)
                    ? Staleness.Stale(change, reason.Message)
                    : StalenessCheck.Check(change, coupon);
                if (verdict.Kind == Freshness.Fresh)
                {
                    // Also of a change whose outcome is unknown: its key tells Stripe whether it was made.
                    left = left.With(verdict.Change);
                    isLeft[(int)change.Sequence] = true;
                    if (verdict.Change.IsAdapted && before is not { Outcome: ChangeOutcome.Unknown })
                    {
                        // Whoever is shown this change, now or later, sees what it has become.
                        results.Append(Decided(change, ChangeOutcome.NotAttempted, null, run.Time) with { Done = verdict.Change });
                    }
                }
                else if (before is { Outcome: ChangeOutcome.Unknown })
                {
                    var settled = Settle(change, before, verdict, evidence.Of(change, before), formerRun, run.Time);
                    takenOver += settled.Outcome == ChangeOutcome.Applied ? 1 : 0;
                    Add(settled);
                }
                else
                {
                    Add(verdict.Kind == Freshness.InPlace
                        ? Decided(change, ChangeOutcome.Unchanged, null, run.Time)
                        : Decided(change, ChangeOutcome.Stale, new ChangeError("stale", verdict.Reason!), run.Time));
                }
            }

            results.Complete();

            void Add(ChangeResult result)
            {
                results.Append(result);
                outcomes.Add(result);
            }
        }

        run.Record.Outcomes = outcomes;
        var now = outcomes.Now;
        if (formerRun is not null && takenOver > 0)
        {
            run.Record.Note(
                $"This continues the run {formerRun}, which made {Figures.Count(takenOver)} of {Figures.Count(plan.ChangeCount, "change")}; {(takenOver == 1 ? "it is" : "they are")} counted as applied.");
        }

        if (takenBack > 0)
        {
            run.Record.Note(
                $"{Figures.Count(takenBack, "change")} counted as applied {(takenBack == 1 ? "has" : "have")} been undone since, by a revert or by somebody else, and {Figures.Are(takenBack)} not made again. Make a new plan to make {(takenBack == 1 ? "it" : "them")} again.");
        }

        run.Log.Information(
            "Of {Changes} planned changes {Left} are left: {Applied} were applied before, {InPlace} are in place, {Stale} are stale",
            plan.ChangeCount, left.Changes, now.Applied, now.AlreadyApplied, now.Stale);
        return new ApplyReview(outcomes, left with { Rows = Math.Max(plan.Header.Input.Rows, plan.ChangeCount) }, isLeft);
    }

    /// <summary>Warns of what a person most likely did not mean in the changes that are left.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="review">Its review.</param>
    public static void Warn(RunContext run, PlanFile plan, ApplyReview review)
    {
        foreach (var warning in plan.Changes().Where(change => review.IsLeft[(int)change.Sequence]).SelectMany(ValueWarnings.Of))
        {
            run.Record.Problems.Add(warning);
        }
    }

    /// <summary>The changes that are left, each as it is to be sent.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="review">Its review.</param>
    /// <param name="find">Finds a coupon as it was reviewed.</param>
    public static IEnumerable<PlannedChange> Left(PlanFile plan, ApplyReview review, Func<string, RemoteCoupon?> find) => plan.Changes()
        .Where(change => review.IsLeft[(int)change.Sequence])
        .Select(change => change.Action == ChangeAction.Create ? StalenessCheck.Check(change, find(change.Id)).Change : change);

    // What is there now decides of a change that an earlier run sent without learning of the answer.
    private static ChangeResult Settle(
        PlannedChange change, ChangeResult before, Staleness now, Verdict evidence, string? formerRun, TimeProvider time) => (now.Kind, evidence) switch
        {
            (_, Verdict.Made) or (Freshness.InPlace, Verdict.OnlyOurs) => before with { Outcome = ChangeOutcome.Applied, MadeBy = before.MadeBy ?? formerRun, Error = null },
            (Freshness.InPlace, _) => Decided(change, ChangeOutcome.Unchanged, null, time),
            (_, Verdict.MadeByOther) => Decided(change, ChangeOutcome.Stale, new ChangeError("stale", now.Reason!), time),
            // Not sent by this run; whoever takes it back may have to tell still.
            _ => before with { Attempts = 0, Error = new ChangeError("stale", now.Reason!) },
        };

    private static ChangeResult Decided(PlannedChange change, ChangeOutcome outcome, ChangeError? error, TimeProvider time) => new()
    {
        Sequence = change.Sequence,
        Id = change.Id,
        Outcome = outcome,
        At = time.GetUtcNow(),
        Error = error,
    };
}

/// <summary>What the review of a plan found.</summary>
/// <param name="Outcomes">What has become of the changes that are decided.</param>
/// <param name="Left">The counts of those that are left, out of the rows the plan was made from.</param>
/// <param name="IsLeft">Which are left, by sequence.</param>
internal sealed record ApplyReview(OutcomeCounts Outcomes, RunCounts Left, BitArray IsLeft);
