using CouponSync.Applying;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>What stands above problems of a kind where people read them at leisure; the kind itself stands beside it, for whoever looks it up.</summary>
internal static class ProblemHeadings
{
    /// <summary>The headings of the kinds whose own words do not say it.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["missing"] = "Not in Stripe",
        ["conflict"] = "The coupon differs",
        [Words.Of(ChangeOutcome.Unknown)] = "Not known whether it was made",
        [Words.Of(ChangeOutcome.Failed)] = "Refused by Stripe",
        [Words.Of(ChangeOutcome.Stale)] = "Changed since the plan was made",
        ["resource_missing"] = "No longer in Stripe",
        ["resource_already_exists"] = "Already in Stripe",
        ["exists_otherwise"] = "Already in Stripe, but different",
        ["answer_differs"] = "Not made as asked",
        ["invalid_answer"] = "Stripe's answer cannot be read",
        ["no_answer"] = "No answer from Stripe",
        ["no_permission"] = "The key may not do this",
        ["no_outcome"] = "The run ended before its answer",
        ["no_record"] = "The record of it was lost",
        ["rate_limit"] = "Stripe was busy",
        ["lock_timeout"] = "Stripe was busy with this coupon",
        ["unreadable"] = "Stripe does not show this coupon",
        ["changed_since"] = "Changed since the run",
        ["cannot_tell"] = "Not known whether the run made it",
        ["name_not_revertible"] = "The name cannot be restored",
        ["currency_not_revertible"] = "The amount cannot be restored",
        ["terms_incomplete"] = "Not enough to create the coupon",
        ["too_many_keys"] = "More metadata keys than Stripe allows",
        ["near_id"] = "A coupon with nearly this id exists",
        ["mangled_id"] = "A spreadsheet may have changed this id",
        ["blank_cell"] = "Only white space or invisible characters",
        ["white_space"] = "White space around a value",
        ["id_white_space"] = "White space around an id",
        ["metadata_key_white_space"] = "White space around a key",
        ["look_alike_keys"] = "Two keys that look alike",
        ["spreadsheet_error"] = "A spreadsheet error",
        ["replacement_character"] = "A character was lost",
        ["double_encoded"] = "Text in the wrong encoding",
        ["repeated_header"] = "A repeated header",
        ["near_miss_column"] = "Almost the name of a column",
        ["duplicate_id"] = "The same id twice",
        ["id_missing"] = "No id",
        ["redeem_by_past"] = "The last day to redeem is past",
        ["redeem_by_far"] = "The last day to redeem is too far away",
    };

    /// <summary>What a change that failed stands under: the code of its error where that has a heading, else its outcome.</summary>
    public static string KindOf(ReportedChange change) => change is { Outcome: ChangeOutcome.Failed, Error.Code: { } code } && All.ContainsKey(code)
        ? code
        : Words.Of(change.Outcome!.Value);

    /// <summary>The heading of a kind: a plain phrase, or the kind's own words.</summary>
    public static string Of(string kind) => All.TryGetValue(kind, out var heading) ? heading
        : kind.Length == 0 ? "Problem"
        : char.ToUpperInvariant(kind[0]) + kind[1..].Replace('_', ' ');
}
