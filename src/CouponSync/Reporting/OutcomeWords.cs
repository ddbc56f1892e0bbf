using CouponSync.Applying;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>How reports speak of an outcome.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Label">As a heading.</param>
/// <param name="Plain">In a line.</param>
/// <param name="Attention">Above a list of such changes, for those that need a person; null for the others.</param>
internal sealed record OutcomeWords(ChangeOutcome Outcome, string Label, string Plain, string? Attention = null)
{
    /// <summary>Those of all outcomes; of those that need a person, the most pressing first.</summary>
    public static IReadOnlyList<OutcomeWords> All { get; } =
    [
        new(ChangeOutcome.Applied, "Applied", "applied"),
        new(ChangeOutcome.Unchanged, "Already in place", "already in place"),
        new(ChangeOutcome.Unknown, "Unknown", "not known whether it was made", "sent, but no answer says whether they were made"),
        new(ChangeOutcome.Failed, "Failed", "failed", "refused by Stripe, or not made as asked"),
        new(ChangeOutcome.Stale, "Stale", "changed since the plan was made, not written", "changed since the plan was made"),
        new(ChangeOutcome.NotAttempted, "Not attempted", "not attempted"),
    ];

    /// <summary>The outcome as <c>report.json</c> spells it.</summary>
    public string Word => Words.Of(Outcome);

    /// <summary>Those of one outcome.</summary>
    public static OutcomeWords Of(ChangeOutcome outcome) => All.First(w => w.Outcome == outcome);
}
