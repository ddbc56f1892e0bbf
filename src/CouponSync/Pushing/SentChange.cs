using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.StripeApi;

namespace CouponSync.Pushing;

/// <summary>What came of sending one change.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Answer">Stripe's answer with the coupon as it is afterwards; null where there is none.</param>
internal sealed record SentChange(ChangeOutcome Outcome, Answer<RemoteCoupon>? Answer)
{
    /// <summary>Stripe's name for the request that decided it.</summary>
    public string? RequestId { get; init; }

    /// <summary>The idempotency key of the last attempt.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How many requests it took.</summary>
    public int Attempts { get; init; }

    /// <summary>What was done, where it is not the plan's own change.</summary>
    public PlannedChange? Done { get; init; }

    /// <summary>Why it was not made.</summary>
    public ChangeError? Error { get; init; }

    /// <summary>The answer to a write.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="difference">In what the coupon is not as asked for; null when it is.</param>
    /// <param name="change">What was sent.</param>
    public static SentChange From(Answer<RemoteCoupon> answer, string? difference, PlannedChange change) =>
        new(difference is null ? ChangeOutcome.Applied : ChangeOutcome.Failed, answer)
        {
            RequestId = answer.RequestId,
            IdempotencyKey = answer.IdempotencyKey,
            Attempts = answer.Attempts,
            Done = change.IsAdapted ? change : null,
            Error = difference is null ? null : new ChangeError("answer_differs", difference),
        };
}
