using CouponSync.Cli;
using CouponSync.Runs;

namespace CouponSync;

/// <summary>
/// One run of <c>apply</c>: prove the plan, read its coupons again, refuse what has gone stale, guard, push. It does
/// what was reviewed and nothing else, and goes on where a stopped run of the same plan ended.
/// </summary>
internal sealed class ApplyPipeline(RunStages stages, ApplyStages apply)
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ApplyRequest request)
    {
        var plan = apply.OpenPlan(request.Source, request.Sha256);
        using var account = await stages.IdentifyAsync();
        ApplyStages.CheckAccount(plan.Header, account);
        using var former = request.Source.OpenResults(plan);
        var evidence = await stages.GatherEvidenceAsync(plan, former, request.Source);
        using var remote = await stages.ReadPassingAsync(ApplyStages.CouponsOf(plan));
        var review = apply.Review(plan, request.Source.RunId, former, evidence, remote.Image.Find, remote.Unreadable);
        if (!stages.PassesGuards(review.Left))
        {
            return ExitCode.GuardRefused;
        }

        if (request.DryRun)
        {
            stages.EstimateApplyTime(review.Left);
            return ExitCode.Done;
        }

        if (review.Left.Changes > 0)
        {
            if (!stages.Confirm())
            {
                return ExitCode.Cancelled;
            }

            await stages.PushAsync(apply.Left(plan, remote.Image.Find), review.Outcomes, request.Source.RunId);
        }

        return stages.WithWhatIsLeft(stages.ExitCodeAfterPush(review.Left));
    }
}

/// <summary>What one invocation of <c>apply</c> is asked to do, apart from the settings.</summary>
/// <param name="Source">The plan.</param>
/// <param name="Sha256">The SHA-256 it must have; null for any.</param>
/// <param name="DryRun">Show what is left of it only.</param>
internal sealed record ApplyRequest(PlanSource Source, string? Sha256, bool DryRun);
