using System.Text.Json.Serialization;
using CouponSync.Planning;
using CouponSync.StripeApi;

namespace CouponSync.Applying;

/// <summary>What became of one change of the plan, as a line of <c>results.jsonl</c>.</summary>
internal sealed record ChangeResult
{
    /// <summary>The change's <see cref="PlannedChange.Sequence"/>.</summary>
    [JsonPropertyName("seq")]
    public required long Sequence { get; init; }

    /// <summary>The coupon.</summary>
    public required string Id { get; init; }

    /// <summary>What became of it.</summary>
    public required ChangeOutcome Outcome { get; init; }

    /// <summary>Stripe's name for the last request, where there was an answer.</summary>
    public string? RequestId { get; init; }

    /// <summary>The idempotency key of the last attempt.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How many requests were sent for it.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The run that made it, where this one took that over; null where it is this one's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MadeBy { get; init; }

    /// <summary>What was really done, where that is not the plan's change of this sequence; null where it is.</summary>
    [JsonIgnore]
    public PlannedChange? Done { get; init; }

    /// <summary>The same as a plan has it.</summary>
    [JsonInclude, JsonPropertyName("done"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal PlanChange? DoneLine
    {
        get => Done is null ? null : PlanChange.Of(Done);
        init => Done = value?.AsChange();
    }

    /// <summary>Why it failed, or was not made; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChangeError? Error { get; init; }

    /// <summary>Whether it was made, as asked or otherwise.</summary>
    [JsonIgnore]
    public bool IsMade => Outcome == ChangeOutcome.Applied || IsDeviating;

    /// <summary>Whether it failed although it was made: the coupon is not as it was asked for.</summary>
    [JsonIgnore]
    public bool IsDeviating => Outcome == ChangeOutcome.Failed && Error?.Code == StripeFailure.AnswerDiffers;
}
