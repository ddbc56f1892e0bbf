using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.StripeApi;

namespace CouponSync.Applying;

/// <summary>
/// Sends one change and says what came of it. What Stripe answers is proved before it is believed: the answer must
/// hold what was asked for. A creation whose coupon exists and cannot be its own is compared with it and becomes an update.
/// </summary>
internal sealed class ChangeSender(ICouponGateway gateway)
{
    /// <summary>Sends a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="write">Its idempotency key, and who is told when it is sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">It was cancelled, and surely not made.</exception>
    public async Task<SentChange> SendAsync(PlannedChange change, WriteRequest write, CancellationToken cancellationToken)
    {
        write = write with { IsUntouched = seen => IsUntouched(change, seen) };
        try
        {
            return change.Action switch
            {
                ChangeAction.Update => await UpdateAsync(change, write, cancellationToken),
                ChangeAction.Create => await CreateAsync(change, write, cancellationToken),
                ChangeAction.Delete => await DeleteAsync(change, write, cancellationToken),
                _ => throw new ArgumentOutOfRangeException(nameof(change), change.Action, "Not a known action."),
            };
        }
        catch (StripeFailureException e)
        {
            return SentChange.From(e.Failure, change);
        }
    }

    private async Task<SentChange> UpdateAsync(PlannedChange change, WriteRequest write, CancellationToken cancellationToken)
    {
        var patch = Patch(change);
        var answer = await gateway.UpdateAsync(patch, write, cancellationToken);
        return SentChange.From(answer, patch.FindDifference(answer.Value), change);
    }

    private async Task<SentChange> CreateAsync(PlannedChange change, WriteRequest write, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await gateway.CreateAsync(New(change), found => Difference(change, found) is null, write, cancellationToken);
            return SentChange.From(answer, Difference(change, answer.Value), change);
        }
        catch (StripeFailureException e) when (e.Failure is { Code: "resource_already_exists", MayHaveBeenMade: false })
        {
            return await CompareAsync(change, write, e, cancellationToken);
        }
    }

    private async Task<SentChange> CompareAsync(
        PlannedChange change, WriteRequest write, StripeFailureException refusal, CancellationToken cancellationToken)
    {
        var found = await gateway.RetrieveAsync(change.Id, withProducts: true, cancellationToken);
        if (found.Value is null)
        {
            // Stripe has it and shows it not: its own refusal is all that can be said.
            throw refusal;
        }

        var verdict = ExistingCoupon.Compare(change, found.Value);
        var compared = new SentChange(ChangeOutcome.Unchanged, null)
        {
            RequestId = found.RequestId,
            Attempts = refusal.Failure.Attempts + found.Attempts,
        };
        return verdict.Kind switch
        {
            Freshness.InPlace => compared,
            Freshness.Stale => compared with
            {
                Outcome = ChangeOutcome.Stale,
                Error = new ChangeError("exists_otherwise", verdict.Reason!),
            },
            _ => await SendAsync(verdict.Change, write with { Key = $"{write.Key}-update" }, cancellationToken),
        };
    }

    private async Task<SentChange> DeleteAsync(PlannedChange change, WriteRequest write, CancellationToken cancellationToken)
    {
        var answer = await gateway.DeleteAsync(change.Id, write, cancellationToken);
        return new SentChange(answer.Value ? ChangeOutcome.Applied : ChangeOutcome.Unchanged, null)
        {
            RequestId = answer.RequestId,
            Attempts = answer.Attempts,
        };
    }

    private static bool IsUntouched(PlannedChange change, RemoteCoupon? seen) =>
        change.Action == ChangeAction.Create ? seen is null : StalenessCheck.Check(change, seen).Kind == Freshness.Fresh;

    private static CouponPatch Patch(PlannedChange change) => new()
    {
        Id = change.Id,
        Metadata = [.. change.Metadata.Select(static k => KeyValuePair.Create(k.Key, k.After))],
        Name = change.Name?.After,
        CurrencyOptions =
        [
            .. change.CurrencyOptions.Where(static c => c.After is not null)
                .Select(static c => KeyValuePair.Create(c.Key, long.Parse(c.After!, CultureInfo.InvariantCulture))),
        ],
    };

    private static NewCoupon New(PlannedChange change) => new(
        change.Id,
        change.Terms ?? CouponTerms.None,
        change.Name?.After,
        [.. change.Metadata.Where(static k => k.After is not null).Select(static k => KeyValuePair.Create(k.Key, k.After!))]);

    private static string? Difference(PlannedChange change, RemoteCoupon answer) => Patch(change).FindDifference(answer)
        ?? TermsDiff.Compare(change.Line, change.Id, change.Terms ?? CouponTerms.None, answer.Terms).Select(static p => p.Message).FirstOrDefault();
}
