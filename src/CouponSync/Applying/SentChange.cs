using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.StripeApi;

namespace CouponSync.Applying;

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

    /// <summary>Whether Stripe only repeated what it had answered before: it tells nothing of the coupon now.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>Whether an earlier run had made it, and this one was told so.</summary>
    public bool IsOfEarlierRun { get; init; }

    /// <summary>What was done, where it is not the plan's own change.</summary>
    public PlannedChange? Done { get; init; }

    /// <summary>Why it was not made, or is not known to be.</summary>
    public ChangeError? Error { get; init; }

    /// <summary>The failure that ended it, where one did.</summary>
    public StripeFailure? Failure { get; init; }

    /// <summary>A write that failed, or of which it is not known whether it was made.</summary>
    /// <param name="failure">How.</param>
    /// <param name="change">What was sent.</param>
    public static SentChange From(StripeFailure failure, PlannedChange change) =>
        new(failure.MayHaveBeenMade ? ChangeOutcome.Unknown : ChangeOutcome.Failed, null)
        {
            Failure = failure,
            RequestId = failure.RequestId,
            IdempotencyKey = failure.IdempotencyKey,
            Attempts = failure.Attempts,
            Done = change.IsAdapted ? change : null,
            Error = new ChangeError(failure.Code, failure.Message, failure.Status),
        };

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
            IsReplayed = answer.IsReplayed,
            IsOfEarlierRun = answer.IsOfEarlierCall,
            Done = difference is not null ? AsAnswered(change, answer.Value) : change.IsAdapted ? change : null,
            Error = difference is null ? null : new ChangeError(StripeFailure.AnswerDiffers, difference),
        };

    // What the coupon has become, so that it can be taken back although it is not what was asked for.
    private static PlannedChange AsAnswered(PlannedChange change, RemoteCoupon coupon)
    {
        var created = change.Action == ChangeAction.Create;
        var currencies = change.CurrencyOptions
            .Select(c => c with { After = coupon.Terms.AmountTextIn(c.Key) })
            .Where(static c => !string.Equals(c.Before, c.After, StringComparison.Ordinal));
        var touched = change.Metadata.Select(static k => k.Key).Union(created ? coupon.Metadata.Select(static m => m.Key) : []);
        var keys = touched
            .Select(key => new KeyChange(
                key,
                change.Metadata.FirstOrDefault(k => string.Equals(k.Key, key, StringComparison.Ordinal)).Before,
                coupon.Metadata.Find(key)))
            .Where(static k => !string.Equals(k.Before, k.After, StringComparison.Ordinal))
            .OrderBy(static k => k.Key, StringComparer.Ordinal);
        var name = created || change.Name is not null ? new ValueChange(change.Name?.Before, coupon.Name) : null;
        return change with
        {
            Metadata = [.. keys],
            Name = name is null || string.Equals(name.Before, name.After, StringComparison.Ordinal) ? null : name,
            CurrencyOptions = [.. currencies],
            Terms = created ? coupon.Terms with { AppliesTo = coupon.Terms.AppliesTo ?? change.Terms?.AppliesTo } : change.Terms,
        };
    }
}
