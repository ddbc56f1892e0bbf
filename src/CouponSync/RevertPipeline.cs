using CouponSync.Cli;
using CouponSync.Runs;

namespace CouponSync;

/// <summary>
/// One run of <c>revert</c>: read what a run did and what became of it since, plan the inverse, and from there on the
/// same as <c>sync</c>: guard, ask, push. It leaves a plan and results of its own, and can be reverted in turn.
/// </summary>
internal sealed class RevertPipeline(RunStages stages, RevertStages revert)
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(RevertRequest request)
    {
        var undone = RevertStages.OpenPlan(request.Run);
        using var account = await stages.IdentifyAsync();
        ApplyStages.CheckAccount(undone.Header, account);
        using var results = request.Run.OpenResults(undone);
        var evidence = await stages.GatherEvidenceAsync(undone, results, request.Run);
        using var remote = await stages.ReadPassingAsync(RevertStages.CouponsOf(undone, results));
        var counts = revert.Plan(undone, results, request, evidence, remote.Image.Find, remote.Unreadable, account);
        await stages.SavePlanAsync();
        if (!stages.PassesGuards(counts))
        {
            return ExitCode.GuardRefused;
        }

        if (request.DryRun)
        {
            stages.NotePlanDigest();
            stages.EstimateApplyTime(counts);
            return ExitCode.Done;
        }

        if (counts.Changes > 0)
        {
            if (!await stages.ConfirmAsync(counts))
            {
                return ExitCode.Cancelled;
            }

            await stages.PushAsync();
        }

        return stages.WithWhatIsLeft(stages.ExitCodeAfterPush(counts));
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
