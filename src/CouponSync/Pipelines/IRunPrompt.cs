using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Runs;

namespace CouponSync.Pipelines;

/// <summary>Asks the user before a run writes.</summary>
internal interface IRunPrompt
{
    /// <summary>Shows what would be done and asks.</summary>
    /// <param name="review">What would be done.</param>
    /// <param name="stop">Ends the question without an answer.</param>
    /// <returns>Why not to go on, as a sentence; null to go on.</returns>
    Task<string?> AskAsync(PlanReview review, CancellationToken stop);
}

/// <summary>What a user is asked about.</summary>
/// <param name="Account">The account.</param>
/// <param name="Directory">The run's files: the plan, and the results of changes that are decided.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Counts">Its counts.</param>
/// <param name="Left">The counts of what would be done.</param>
/// <param name="Decided">What has become of the others; null when nothing is decided yet.</param>
/// <param name="Input">The input as it was given; null for none.</param>
internal sealed record PlanReview(
    AccountInfo Account, RunDirectory Directory, PlanFile Plan, RunCounts Counts, RunCounts Left, RunCounts? Decided = null, string? Input = null)
{
    /// <summary>How many of what is left would be done now, the first ones; null for all.</summary>
    public int? Limit { get; init; }
}
