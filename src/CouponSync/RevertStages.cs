using CouponSync.Cli;
using CouponSync.Coupons;
using CouponSync.Loading;
using CouponSync.Loading.Remote;
using CouponSync.Planning;
using CouponSync.Pushing;
using CouponSync.Reporting;
using CouponSync.Reporting.Progress;
using CouponSync.Runs;

namespace CouponSync;

/// <summary>The stages that only <c>revert</c> has. Like those of every run they leave what they learn in the journal.</summary>
internal sealed class RevertStages(RunContext context)
{
    private const string CannotTell =
        "The run sent this change and does not know whether it was made, a later run sent the same one, and no event says whose it is. It is left.";

    private readonly RunJournal _journal = context.Journal;

    /// <summary>Opens the plan of the run that is to be taken back, and proves it whole.</summary>
    /// <exception cref="RunRefusedException">It is not.</exception>
    public static PlanFile OpenPlan(PlanSource run)
    {
        try
        {
            return PlanFile.Open(run.PlanPath);
        }
        catch (PlanFormatException e)
        {
            throw new RunRefusedException(ExitCode.InvalidInput, e.Message);
        }
    }

    /// <summary>What has to be read of Stripe: the coupons of the changes that were made, or may have been.</summary>
    public static FetchRequest CouponsOf(PlanFile plan, ResultsFile results)
    {
        long count = 0;
        var withProducts = false;
        foreach (var (done, _) in Made(plan, results))
        {
            count++;
            withProducts |= done.Action != ChangeAction.Update;
        }

        return new FetchRequest(Made(plan, results).Select(static m => m.Done.Id), count, withProducts);
    }

    /// <summary>Plans the inverse of what the run did.</summary>
    /// <param name="undone">The run's plan.</param>
    /// <param name="results">The run's results.</param>
    /// <param name="request">Which run, and how.</param>
    /// <param name="evidence">What there is to say of changes whose outcome the run does not know.</param>
    /// <param name="find">Finds a coupon as it is now; null when Stripe has none of this id.</param>
    /// <param name="unreadable">Why some could not be read.</param>
    /// <param name="account">The account.</param>
    public RunCounts Plan(
        PlanFile undone,
        ResultsFile results,
        RevertRequest request,
        Evidence evidence,
        Func<string, RemoteCoupon?> find,
        IReadOnlyDictionary<string, Problem> unreadable,
        AccountLease account)
    {
        var run = request.Run;
        context.Progress.Start(ProgressPhase.Planning, undone.ChangeCount);
        var header = new PlanHeader
        {
            RunId = _journal.Directory.Id,
            CreatedAt = _journal.StartedAt,
            AccountId = account.Id,
            Livemode = account.Livemode,
            ApiBase = context.Stripe.DisplayAddress,
            Input = new PlanInput(Path: null, Sha256: null, undone.ChangeCount),
            Reverts = run.RunId,
        };
        var counts = new RunCounts();
        long kept = 0;
        var inverse = new PlanInverse(request.DeletesCreated);
        using var file = AtomicFile.Create(_journal.Directory.PlanPath);
        using var writer = new PlanWriter(file.Stream, header);
        foreach (var (done, made) in Made(undone, results, evidence))
        {
            context.Host.Stop.ThrowIfCancellationRequested();
            context.Progress.Advance();
            var verdict = unreadable.TryGetValue(done.Id, out var reason)
                ? new InverseVerdict(null, [reason with { Line = done.Line, Id = done.Id }])
                : InverseOf(done, made, inverse, find(done.Id), counts.Changes + 1);
            foreach (var problem in verdict.Problems)
            {
                _journal.Problems.Add(problem);
                writer.WriteLeft(problem);
            }

            kept += verdict.KeepsCreated ? 1 : 0;
            counts = counts with { Rows = counts.Rows + 1 };
            if (verdict.Change is { } change)
            {
                writer.Write(change);
                counts = counts.With(change);
            }
            else
            {
                counts = verdict.Problems.Count > 0
                    ? counts with { Conflict = counts.Conflict + 1 }
                    : counts with { Unchanged = counts.Unchanged + 1 };
            }
        }

        var sha256 = writer.Complete();
        file.Commit();
        _journal.Plan = PlanFile.Completed(_journal.Directory.PlanPath, header, counts.Changes, sha256);
        _journal.Counts = counts;
        if (counts.Rows == 0)
        {
            _journal.Note($"The run {run.RunId} changed nothing.");
        }

        if (kept > 0)
        {
            _journal.Note($"{Figures.Count(kept, "coupon")} that the run created {(kept == 1 ? "is" : "are")} kept; --delete-created deletes {(kept == 1 ? "it" : "them")}.");
        }

        context.Log.Information(
            "Planned {Changes} changes to take back the run {Run}; {Unchanged} need nothing, {Left} are left",
            counts.Changes, run.RunId, counts.Unchanged, counts.Conflict);
        return counts;
    }

    // What was really done, not what was planned, in the plan's order; with the verdict on what is unknown.
    private static IEnumerable<(PlannedChange Done, Verdict Verdict)> Made(PlanFile plan, ResultsFile results, Evidence? evidence = null)
    {
        foreach (var change in plan.Changes())
        {
            var result = results.Find(change);
            var verdict = result switch
            {
                { IsMade: true } => Verdict.Made,
                { Outcome: ChangeOutcome.Unknown } => evidence?.Of(change, result) ?? Verdict.OnlyOurs,
                _ => Verdict.MadeByOther,
            };
            if (verdict != Verdict.MadeByOther)
            {
                yield return (result!.Done ?? change, verdict);
            }
        }
    }

    private static InverseVerdict InverseOf(PlannedChange done, Verdict verdict, PlanInverse inverse, RemoteCoupon? remote, long sequence)
    {
        var undo = inverse.Of(done, verdict == Verdict.Made, remote, sequence);
        return verdict == Verdict.CannotTell && (undo.Change is not null || undo.Problems.Count > 0)
            ? new InverseVerdict(null, [new Problem("cannot_tell", CannotTell) { Line = done.Line, Id = done.Id }])
            : undo;
    }
}
