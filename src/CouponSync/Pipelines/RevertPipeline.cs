using CouponSync.Applying;
using CouponSync.History;
using CouponSync.Runs;

namespace CouponSync.Pipelines;

/// <summary>
/// One run of <c>revert</c>: read what a run did and what became of it since, plan the inverse, and from there on the
/// same as <c>sync</c>: guard, ask, apply. It leaves a plan and results of its own, and can be reverted in turn.
/// </summary>
internal static class RevertPipeline
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RunContext run, RevertRequest request)
    {
        var undone = InverseStage.OpenPlan(request.Run);
        using var account = await AccountStage.TakeAsync(run, request.DryRun);
        ReviewStage.CheckAccount(undone.Header, account);
        using var results = await request.Run.OpenResultsAsync(undone, run.Stop);
        var evidence = await ReviewStage.GatherEvidenceAsync(run, undone, results, request.Run);
        var made = new MadeChanges(undone, results, evidence);
        using var remote = await new ReadStage(run, account).ReadOnceAsync(made.Coupons);
        var planned = InverseStage.Plan(run, account, undone, made, request, remote);
        await PlanStage.SaveAsync(run);

        var (plan, counts) = planned;
        if (counts.Rows == 0)
        {
            run.Record.Note($"The run {request.Run.RunId} changed nothing."
                + (await new RunCatalog(run.Settings.State.Directory).FindLastAppliedAsync(run.AccountInfo(account), run.Stop) is { } id
                    ? $" The latest run that did is {id}."
                    : ""));
        }

        if (!GuardStage.Passes(run, counts))
        {
            return ExitCode.GuardRefused;
        }

        if (request.DryRun)
        {
            PlanStage.Present(run, planned);
            return ExitCode.Done;
        }

        var applied = ApplyResult.Nothing;
        if (counts.Changes > 0)
        {
            if (!await ApplyStage.ConfirmAsync(run, new PlanReview(run.AccountInfo(account), run.Directory, plan, counts, counts)))
            {
                return ExitCode.Cancelled;
            }

            using var snapshot = KeptSnapshot.Open(run, KeptSnapshot.Store(run, account));
            applied = await ApplyStage.ApplyAsync(run, plan, plan.Changes(), new OutcomeCounts(counts), snapshot);
        }

        return ApplyStage.WithWhatPlanLeaves(ApplyStage.ExitCodeOf(run, counts, applied), planned);
    }
}

/// <summary>What one invocation of <c>revert</c> is asked to do, apart from the settings.</summary>
internal sealed record RevertRequest
{
    /// <summary>The run to take back.</summary>
    public required PlanSource Run { get; init; }

    /// <summary>Whether coupons that it created are deleted.</summary>
    public bool DeletesCreated { get; init; }

    /// <summary>Plan only.</summary>
    public bool DryRun { get; init; }
}
