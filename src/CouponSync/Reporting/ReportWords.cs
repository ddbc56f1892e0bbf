using CouponSync.Planning;
using CouponSync.Pushing;

namespace CouponSync.Reporting;

/// <summary>The stable words of the report contract, and the plain ones that people see.</summary>
internal static class ReportWords
{
    /// <summary>The action as <c>report.json</c> spells it.</summary>
    public static string Of(ChangeAction action) => action switch
    {
        ChangeAction.Update => "update",
        ChangeAction.Create => "create",
        ChangeAction.Delete => "delete",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Not a known action."),
    };

    /// <summary>The outcome as <c>report.json</c> spells it; null in a dry run.</summary>
    public static string? Of(ChangeOutcome? outcome) => outcome switch
    {
        null => null,
        ChangeOutcome.Applied => "applied",
        ChangeOutcome.Unchanged => "unchanged",
        ChangeOutcome.Stale => "stale",
        ChangeOutcome.Failed => "failed",
        ChangeOutcome.Unknown => "unknown",
        ChangeOutcome.NotAttempted => "notAttempted",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not a known outcome."),
    };

    /// <summary>The outcome in words.</summary>
    public static string Plain(ChangeOutcome outcome) => outcome switch
    {
        ChangeOutcome.Applied => "applied",
        ChangeOutcome.Unchanged => "already in place",
        ChangeOutcome.Stale => "changed since the plan, not written",
        ChangeOutcome.Failed => "failed",
        ChangeOutcome.Unknown => "made or not, which is not known",
        ChangeOutcome.NotAttempted => "not attempted",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not a known outcome."),
    };

    /// <summary>The sigil before a change: <c>~</c>, <c>+</c> or <c>-</c>.</summary>
    public static string Sigil(ChangeAction action) => action switch
    {
        ChangeAction.Create => "+",
        ChangeAction.Delete => "-",
        _ => "~",
    };
}
