using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.StripeApi;

namespace CouponSync.Pushing;

/// <summary>
/// Sends one change and says what came of it. What Stripe answers is proved before it is believed: the answer must
/// hold what was asked for, and an answer that Stripe merely remembers, of a request this run did not send itself,
/// is checked by reading the coupon. That happens when a stopped run is gone on with (then it is right), and when a
/// plan is applied, taken back, and applied again within the day that Stripe remembers (then it is not).
/// </summary>
internal sealed class ChangeSender(ICouponGateway gateway)
{
    /// <summary>Sends a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="key">Its idempotency key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StripeFailureException">Stripe refused it or could not be reached.</exception>
    public Task<SentChange> SendAsync(PlannedChange change, string key, CancellationToken cancellationToken) => change.Action switch
    {
        ChangeAction.Update => UpdateAsync(change, key, cancellationToken),
        ChangeAction.Create => CreateAsync(change, key, cancellationToken),
        ChangeAction.Delete => DeleteAsync(change, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change.Action, "Not a known action."),
    };

    private async Task<SentChange> UpdateAsync(PlannedChange change, string key, CancellationToken cancellationToken)
    {
        var patch = Patch(change);
        var answer = await gateway.UpdateAsync(patch, key, cancellationToken);
        if (IsOfAnotherRun(answer))
        {
            var now = await gateway.RetrieveAsync(change.Id, withProducts: false, cancellationToken);
            if (now.Value is null || patch.FindDifference(now.Value) is not null)
            {
                answer = await gateway.UpdateAsync(patch, Anew(key, answer.RequestId), cancellationToken);
            }
        }

        return SentChange.From(answer, patch.FindDifference(answer.Value), change);
    }

    private async Task<SentChange> CreateAsync(PlannedChange change, string key, CancellationToken cancellationToken)
    {
        var coupon = New(change);
        Answer<RemoteCoupon> answer;
        try
        {
            answer = await gateway.CreateAsync(coupon, key, cancellationToken);
            if (IsOfAnotherRun(answer) && (await gateway.RetrieveAsync(change.Id, withProducts: false, cancellationToken)).Value is null)
            {
                answer = await gateway.CreateAsync(coupon, Anew(key, answer.RequestId), cancellationToken);
            }
        }
        catch (StripeFailureException e) when (e.Failure.Code == "resource_already_exists")
        {
            return await CompareAsync(change, key, e, cancellationToken);
        }

        return SentChange.From(answer, Difference(change, answer.Value), change);
    }

    private async Task<SentChange> CompareAsync(
        PlannedChange change, string key, StripeFailureException refusal, CancellationToken cancellationToken)
    {
        var found = await gateway.RetrieveAsync(change.Id, withProducts: true, cancellationToken);
        if (found.Value is null)
        {
            // Stripe has it and shows it not: its own refusal is all that can be said.
            throw refusal;
        }

        var verdict = ExistingCoupon.Compare(change, found.Value);
        return verdict.Kind switch
        {
            Freshness.InPlace => new SentChange(ChangeOutcome.Unchanged, null)
            {
                RequestId = found.RequestId,
                Attempts = refusal.Failure.Attempts + found.Attempts,
            },
            Freshness.Stale => new SentChange(ChangeOutcome.Stale, null)
            {
                RequestId = found.RequestId,
                Attempts = refusal.Failure.Attempts + found.Attempts,
                Error = new ChangeError("exists_otherwise", verdict.Reason!),
            },
            _ => await UpdateAsync(verdict.Change, $"{key}-update", cancellationToken),
        };
    }

    private async Task<SentChange> DeleteAsync(PlannedChange change, CancellationToken cancellationToken)
    {
        var answer = await gateway.DeleteAsync(change.Id, cancellationToken);

        // Gone at the second attempt means that the first one did it.
        return new SentChange(answer.Value || answer.Attempts > 1 ? ChangeOutcome.Applied : ChangeOutcome.Unchanged, null)
        {
            RequestId = answer.RequestId,
            Attempts = answer.Attempts,
        };
    }

    private static bool IsOfAnotherRun(Answer<RemoteCoupon> answer) => answer is { IsReplayed: true, Attempts: 1 };

    // Each answer has a request id of its own, also a replayed one: no earlier run can have used this key.
    private static string Anew(string key, string? replayedRequest) => $"{key}-after-{replayedRequest}";

    private static CouponPatch Patch(PlannedChange change) => new()
    {
        Id = change.Id,
        Metadata = [.. change.Metadata.Select(static k => KeyValuePair.Create(k.Key, k.After))],
        Name = change.Name?.After,
    };

    private static NewCoupon New(PlannedChange change) => new(
        change.Id,
        change.Terms ?? CouponTerms.None,
        change.Name?.After,
        [.. change.Metadata.Where(static k => k.After is not null).Select(static k => KeyValuePair.Create(k.Key, k.After!))]);

    private static string? Difference(PlannedChange change, RemoteCoupon answer)
    {
        var row = new CouponRow { Line = change.Line ?? 0, Id = change.Id, Metadata = [], Cells = [] };
        return Patch(change).FindDifference(answer)
            ?? TermsDiff.Compare(row, change.Terms ?? CouponTerms.None, answer.Terms).Select(static p => p.Message).FirstOrDefault();
    }
}
