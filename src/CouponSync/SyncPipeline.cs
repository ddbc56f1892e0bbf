using CouponSync.Cli;
using CouponSync.Planning;

namespace CouponSync;

/// <summary>
/// One run of <c>sync</c>: load, fetch, plan, guard, push. Everything is read before anything is written, and a dry
/// run is the same run without its last step.
/// </summary>
internal sealed class SyncPipeline(RunStages stages)
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(SyncRequest request)
    {
        var input = await stages.LoadAsync(request.Input);
        if (!input.IsUsable)
        {
            return ExitCode.InvalidInput;
        }

        using var account = await stages.IdentifyAsync();
        var (remote, counts) = await stages.ReadAndPlanAsync(input, account);
        using var image = remote;
        await stages.SavePlanAsync();
        var history = stages.OpenHistory(account);
        if (!stages.PassesGuards(counts, history))
        {
            return ExitCode.GuardRefused;
        }

        if (request.DryRun)
        {
            stages.NotePlanDigest();
            stages.EstimateApplyTime(counts);
            return DryRunExitCode(counts, request.DetailedExitCode);
        }

        if (counts.Changes > 0)
        {
            if (!await stages.ConfirmAsync(counts))
            {
                return ExitCode.Cancelled;
            }

            await stages.PushAsync(remote);
        }

        var exitCode = stages.ExitCodeAfterPush(counts);
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
