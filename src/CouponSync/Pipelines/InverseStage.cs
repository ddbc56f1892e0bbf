using CouponSync.Coupons;
using CouponSync.Files;
using CouponSync.History;
using CouponSync.Planning;
using CouponSync.Reporting.Progress;
using CouponSync.Runs;
using CouponSync.Text;

namespace CouponSync.Pipelines;

/// <summary>Plans the inverse of what a run did.</summary>
internal static class InverseStage
{
    private const string CannotTell =
        "The run sent this change and does not know whether it was made, a later run sent the same one, and no event says whose it is. It is left as it is.";

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
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw new RunRefusedException(ExitCode.InvalidInput, $"The run's plan cannot be read: {StorageFailure.Reason(e)}.");
        }
    }

    /// <summary>Plans the inverse of what the run did.</summary>
    /// <param name="run">This run.</param>
    /// <param name="account">The account.</param>
    /// <param name="undone">The plan of the run that is taken back.</param>
    /// <param name="made">What the run made of it.</param>
    /// <param name="request">Which run, and how.</param>
    /// <param name="remote">The coupons as they are now.</param>
    public static Planned Plan(
        RunContext run, AccountLock account, PlanFile undone, MadeChanges made, RevertRequest request, RemoteCoupons remote)
    {
        var former = request.Run.RunId;
        run.Progress.Start(ProgressPhase.Planning, undone.ChangeCount);
        var header = PlanStage.Header(run, account, new PlanInput(Path: null, Sha256: null, undone.ChangeCount)) with { Reverts = former, Schema = undone.Header.Schema };
        var inverse = new PlanInverse(request.DeletesCreated);
        long kept = 0;
        var leavesSomething = false;
        var plan = PlanStage.Write(run, header, writer =>
        {
            var planned = new RunCounts();
            foreach (var (done, verdict) in made.All())
            {
                run.Stop.ThrowIfCancellationRequested();
                run.Progress.Advance();
                var coupon = remote.Snapshot.Find(done.Id);
                var undo = remote.Unreadable.TryGetValue(done.Id, out var reason)
                    ? new InverseVerdict(null, [reason with { Line = done.Line, Id = done.Id }])
                    : InverseOf(done, verdict, inverse, coupon, planned.Changes + 1);
                foreach (var problem in undo.Problems)
                {
                    leavesSomething = true;
                    run.Record.Problems.Add(problem);
                    writer.WriteLeft(problem);
                }

                kept += undo.KeepsCreated ? 1 : 0;
                planned = planned with { Rows = planned.Rows + 1 };
                if (undo.Change is { } change)
                {
                    writer.Write(change);
                    run.Record.Coupons.Add(change, coupon);
                    planned = planned.With(change);
                }
                else
                {
                    planned = undo.Problems.Count > 0
                        ? planned with { Conflict = planned.Conflict + 1 }
                        : planned with { Unchanged = planned.Unchanged + 1 };
                }
            }

            return planned;
        });
        var counts = plan.Counts;
        if (kept > 0)
        {
            run.Record.Note($"{Figures.Count(kept, "coupon")} that the run created {Figures.Are(kept)} kept; --delete-created deletes {(kept == 1 ? "it" : "them")}.");
        }

        run.Log.Information(
            "Planned {Changes} changes to take back the run {Run}; {Unchanged} need nothing, {Left} are left",
            counts.Changes, former, counts.Unchanged, counts.Conflict);
        return plan with { LeavesSomething = leavesSomething };
    }

    private static InverseVerdict InverseOf(PlannedChange done, Verdict verdict, PlanInverse inverse, RemoteCoupon? remote, long sequence)
    {
        var undo = inverse.Of(done, verdict == Verdict.Made, remote, sequence);
        return verdict == Verdict.CannotTell && (undo.Change is not null || undo.Problems.Count > 0)
            ? new InverseVerdict(null, [new Problem("cannot_tell", CannotTell) { Line = done.Line, Id = done.Id }])
            : undo;
    }
}
