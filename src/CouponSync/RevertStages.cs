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
    public static FetchRequest CouponsOf(PlanFile plan, PlanSource run)
    {
        var made = Made(plan, run).Select(static m => m.Done);
        return new FetchRequest(
            made.Select(static c => c.Id), made.LongCount(), made.Any(static c => c.Action != ChangeAction.Update));
    }

    /// <summary>Plans the inverse of what the run did.</summary>
    /// <param name="undone">The run's plan.</param>
    /// <param name="run">The run.</param>
    /// <param name="deletesCreated">Whether coupons it created are deleted.</param>
    /// <param name="find">Finds a coupon as it is now; null when Stripe has none of this id.</param>
    /// <param name="unreadable">Why some could not be read.</param>
    /// <param name="account">The account.</param>
    public RunCounts Plan(
        PlanFile undone,
        PlanSource run,
        bool deletesCreated,
        Func<string, RemoteCoupon?> find,
        IReadOnlyDictionary<string, Problem> unreadable,
        AccountLease account)
    {
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
        var inverse = new PlanInverse(deletesCreated);
        using var file = AtomicFile.Create(_journal.Directory.PlanPath);
        using var writer = new PlanWriter(file.Stream, header);
        foreach (var (done, isCertain) in Made(undone, run))
        {
            context.Host.Stop.ThrowIfCancellationRequested();
            context.Progress.Advance();
            var verdict = unreadable.TryGetValue(done.Id, out var reason)
                ? new InverseVerdict(null, [reason with { Line = done.Line, Id = done.Id }])
                : inverse.Of(done, isCertain, find(done.Id), counts.Changes + 1);
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
            _journal.Note($"{Figures.Count(kept, "coupon")} that the run created {Figures.Are(kept)} kept; --delete-created deletes {(kept == 1 ? "it" : "them")}.");
        }

        context.Log.Information(
            "Planned {Changes} changes to take back the run {Run}; {Unchanged} need nothing, {Left} are left",
            counts.Changes, run.RunId, counts.Unchanged, counts.Conflict);
        return counts;
    }

    // What was really done, not what was planned; in the plan's order.
    private static IEnumerable<(PlannedChange Done, bool IsCertain)> Made(PlanFile plan, PlanSource run)
    {
        if (run.ResultsPath is null)
        {
            yield break;
        }

        using var former = new FormerResults(run.ResultsPath, run.EndedInOrder, plan);
        foreach (var change in plan.Changes())
        {
            var (result, knowledge) = former.Of(change);
            if (knowledge != Knowledge.NotMade)
            {
                yield return (result?.Done ?? change, knowledge == Knowledge.Made);
            }
        }
    }
}
