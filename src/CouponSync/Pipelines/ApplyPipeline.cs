using CouponSync.Applying;
using CouponSync.History;
using CouponSync.Runs;

namespace CouponSync.Pipelines;

/// <summary>
/// One run of <c>apply</c>: prove the plan, read its coupons again, refuse what has gone stale, guard, apply. It does
/// what was reviewed and nothing else, and goes on where a stopped run of the same plan ended.
/// </summary>
internal static class ApplyPipeline
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RunContext run, ApplyRequest request)
    {
        var planned = ReviewStage.OpenPlan(run, request.Source, request.Sha256);
        var (plan, counts) = planned;
        using var former = await request.Source.OpenResultsAsync(plan, run.Stop);
        ReviewStage.TakeOver(run, plan, counts, request.Source.RunId, former);
        using var account = await AccountStage.TakeAsync(run, request.DryRun);
        ReviewStage.CheckAccount(plan.Header, account);
        var evidence = await ReviewStage.GatherEvidenceAsync(run, plan, former, request.Source);
        using var remote = await new ReadStage(run, account).ReadOnceAsync(ReviewStage.CouponsOf(plan));
        var review = ReviewStage.Review(run, plan, counts, request.Source.RunId, former, evidence, remote);
        ReviewStage.Warn(run, plan, review);
        if (!GuardStage.Passes(run, review.Left))
        {
            return ExitCode.GuardRefused;
        }

        if (request.DryRun)
        {
            PlanStage.Estimate(run, review.Left);
            return ExitCode.Done;
        }

        var applied = new ApplyResult(review.Outcomes.Now);
        if (review.Left.Changes > 0)
        {
            if (!await ApplyStage.ConfirmAsync(run, new PlanReview(run.AccountInfo(account), run.Directory, plan, counts, review.Left, applied.Outcomes)))
            {
                return ExitCode.Cancelled;
            }

            using var snapshot = KeptSnapshot.Open(run, KeptSnapshot.Store(run, account));
            applied = await ApplyStage.ApplyAsync(
                run, plan, ReviewStage.Left(plan, review, remote.Snapshot.Find), review.Outcomes, snapshot, request.Source.RunId);
            if (run.Limit is { } most)
            {
                // What the former run did not know is as unknown as before where the limit left it.
                var untold = ReviewStage.Left(plan, review, remote.Snapshot.Find).Skip(most).Count(c => former.Find(c) is { Outcome: ChangeOutcome.Unknown });
                applied = applied with { Outcomes = applied.Outcomes! with { Unknown = applied.Outcomes.Unknown + untold } };
            }
        }

        return ApplyStage.WithWhatPlanLeaves(ApplyStage.ExitCodeOf(run, review.Left, applied), planned);
    }
}

/// <summary>What one invocation of <c>apply</c> is asked to do, apart from the settings.</summary>
/// <param name="Source">The plan.</param>
/// <param name="Sha256">The SHA-256 it must have; null for any.</param>
/// <param name="DryRun">Show what is left of it only.</param>
internal sealed record ApplyRequest(PlanSource Source, string? Sha256, bool DryRun);
