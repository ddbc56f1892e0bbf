using System.Text.Json.Serialization;

namespace CouponSync.Applying;

/// <summary>Why a change failed.</summary>
/// <param name="Code">A stable word: Stripe's own error code where it gave one, else its error type, else ours (<c>timeout</c>).</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Status">The HTTP status, where there was an answer.</param>
internal sealed record ChangeError(
    string Code,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Status = null)
{
    /// <summary>The code of a change that was sent and has no outcome: its run was killed, or its result could not be written.</summary>
    public const string NoOutcome = "no_outcome";

    /// <summary>The code of a change that may have been sent by a run whose last lines a power cut took.</summary>
    public const string NoRecord = "no_record";
}
