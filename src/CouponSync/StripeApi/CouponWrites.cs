using CouponSync.Coupons;
using CouponSync.Http;
using Stripe;

namespace CouponSync.StripeApi;

/// <summary>
/// Writes of a coupon, each made once. One write goes under one idempotency key, and under the next when Stripe's answer
/// under that key is not about now: a stored failure, which may have come before the write or after it, or what an
/// earlier run was answered. Only reading the coupon can tell; sent again under a new key without that, the write might be
/// made twice.
/// </summary>
/// <param name="calls">The calls.</param>
/// <param name="livemode">The mode of the key.</param>
/// <param name="retrieve">Reads a coupon by id.</param>
internal sealed class CouponWrites(
    StripeCalls calls,
    bool livemode,
    Func<string, bool, Func<RequestTrace>?, CancellationToken, Task<Answer<RemoteCoupon?>>> retrieve)
{
    // A key whose stored answer is a failure is given up so many times before the change counts as failed.
    private const int MaxRounds = 3;

    /// <summary>Sends a write until Stripe's answer is about it.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="withProducts">Whether the answer shows the coupon's products.</param>
    /// <param name="write">Its idempotency key, and whether an earlier run may have used that.</param>
    /// <param name="send">Sends it under a key.</param>
    /// <param name="holds">Whether a coupon that was read is as the write leaves it; told whether Stripe confirmed the write.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="StripeFailureException">It was refused, or what became of it is not known.</exception>
    public async Task<Answer<RemoteCoupon>> SendAsync(
        string id,
        bool withProducts,
        WriteRequest write,
        Func<string, Task<Coupon>> send,
        Func<RemoteCoupon?, bool, bool> holds,
        CancellationToken cancellationToken)
    {
        var key = write.Key;
        var mayBeMade = false;
        var attempts = 0;
        for (var round = 1; ; round++)
        {
            Answer<RemoteCoupon>? answer = null;
            StripeFailure? stored = null;
            var showsMetadata = true;
            try
            {
                answer = await calls.AskAsync(
                    () => send(key),
                    coupon =>
                    {
                        showsMetadata = coupon.Metadata is not null;
                        return CouponTranslation.Read(coupon, withProducts);
                    },
                    cancellationToken,
                    () => RequestTrace.Begin(findFault: json => FindFault(json, id), sending: write.Sending));
                if (!answer.IsReplayed || !write.IsKeyUsed || round == MaxRounds)
                {
                    return showsMetadata ? answer : await CompletedAsync(answer, id, withProducts, key, cancellationToken);
                }
            }
            catch (StripeFailureException e) when (e.Failure.IsReplayedFailure && round < MaxRounds)
            {
                stored = e.Failure;
            }
            catch (StripeFailureException e) when (mayBeMade && !e.Failure.MayHaveBeenMade)
            {
                throw new StripeFailureException(e.Failure with { MayHaveBeenMade = true }, e);
            }
            catch (OperationCanceledException e) when (mayBeMade)
            {
                throw Interrupted(e, key, attempts);
            }

            attempts += stored?.Attempts ?? answer!.Attempts;
            var seen = await LookAsync(id, withProducts, key, attempts, cancellationToken);
            attempts += seen.Attempts;
            if (holds(seen.Value, answer is not null))
            {
                return answer ?? new Answer<RemoteCoupon>(
                    seen.Value!, stored!.RequestId, seen.Json, stored.Attempts + seen.Attempts, stored.IdempotencyKey);
            }

            // Neither as asked nor as it was: it may have been made, and somebody else came after it.
            mayBeMade |= answer is not null || !write.IsUntouched(seen.Value);
            // Each answer has a request id of its own, also a replayed one: no earlier run can have used this key.
            key = answer is null ? IdempotencyKeys.ForRound(write.Key, round + 1) : $"{write.Key}-after-{answer.RequestId}";
        }
    }

    // Only the coupon itself says then whether it is as asked.
    private async Task<Answer<RemoteCoupon>> CompletedAsync(
        Answer<RemoteCoupon> answer, string id, bool withProducts, string key, CancellationToken cancellationToken)
    {
        var seen = await LookAsync(id, withProducts, key, answer.Attempts, cancellationToken);
        return seen.Value is { } coupon
            ? answer with { Value = coupon, Json = seen.Json, Attempts = answer.Attempts + seen.Attempts }
            : answer;
    }

    // The look is part of the write: without it, it is not known what became of that.
    private async Task<Answer<RemoteCoupon?>> LookAsync(
        string id, bool withProducts, string key, int attempts, CancellationToken cancellationToken)
    {
        try
        {
            return await retrieve(id, withProducts, static () => RequestTrace.Begin(settlesWrite: true), cancellationToken);
        }
        catch (StripeFailureException e)
        {
            throw new StripeFailureException(
                e.Failure with { MayHaveBeenMade = true, IdempotencyKey = key, Attempts = e.Failure.Attempts + attempts }, e);
        }
        catch (OperationCanceledException e)
        {
            throw Interrupted(e, key, attempts);
        }
    }

    private static StripeFailureException Interrupted(OperationCanceledException e, string key, int attempts)
    {
        using var nothing = RequestTrace.Begin();
        return new StripeFailureException(
            FailureTranslation.TranslateInterrupted(nothing) with { MayHaveBeenMade = true, IdempotencyKey = key, Attempts = attempts }, e);
    }

    /// <summary>Says in a sentence why an answer is none to a write of a coupon; null when it is one.</summary>
    /// <param name="json">The answer's body.</param>
    /// <param name="id">The coupon.</param>
    /// <param name="isDeletion">Whether it was deleted.</param>
    public string? FindFault(string json, string id, bool isDeletion = false)
    {
        string? wrong;
        try
        {
            var coupon = StripeEntity.FromJson<Coupon>(json);
            wrong = CouponTranslation.FindFault(id, coupon, livemode)
                ?? (isDeletion && coupon.Deleted != true ? "with a coupon that is not deleted" : null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The client throws whatever its parser throws when valid JSON is not what the API answers.
            wrong = "with something that cannot be read";
        }

        return wrong is null ? null : $"The write of the coupon '{id}' was answered {wrong}.";
    }
}
