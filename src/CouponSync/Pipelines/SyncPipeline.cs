using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.Runs;

namespace CouponSync.Pipelines;

/// <summary>
/// One run of <c>sync</c>: load, read, plan, guard, apply. Everything is read before anything is written, and a dry
/// run is the same run without its last step.
/// </summary>
internal static class SyncPipeline
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RunContext run, SyncRequest request)
    {
        var input = await InputStage.LoadAsync(run, request.Input);
        if (!input.IsUsable)
        {
            return ExitCode.InvalidInput;
        }

        using var account = await AccountStage.TakeAsync(run, request.DryRun);
        var (remote, planned) = await PlanStage.ReadAndPlanAsync(run, account, request.Input, input);
        using var coupons = remote;
        await PlanStage.SaveAsync(run);

        var (plan, counts) = planned;
        var history = new RowHistory(run.Settings.State.Directory, account);
        if (!GuardStage.Passes(run, counts, history.Find(request.Input)))
        {
            return ExitCode.GuardRefused;
        }

        if (request.DryRun)
        {
            PlanStage.Present(run, planned);
            return DryRunExitCode(counts, request.DetailedExitCode);
        }

        var applied = ApplyResult.Nothing;
        if (counts.Changes > 0)
        {
            if (!await ApplyStage.ConfirmAsync(run, new PlanReview(run.AccountInfo(account), run.Directory, plan, counts, counts, Input: request.Input)))
            {
                return ExitCode.Cancelled;
            }

            applied = await ApplyStage.ApplyAsync(run, plan, plan.Changes(), new OutcomeCounts(counts), coupons.Kept);
        }

        var exitCode = ApplyStage.ExitCodeOf(run, counts, applied);
        if (exitCode is ExitCode.Done or ExitCode.SomeFailed)
        {
            history.Remember(request.Input, counts.Rows);
        }

        return exitCode;
    }

    private static int DryRunExitCode(RunCounts counts, bool detailed) => detailed switch
    {
        true when counts.Changes > 0 => ExitCode.ChangesPending,
        true when counts.Unfulfillable > 0 => ExitCode.SomeFailed,
        _ => ExitCode.Done,
    };
}
