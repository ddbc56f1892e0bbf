using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Remote.Incremental;

/// <summary>
/// Reads a few pages of the list again, chosen by chance, and compares them with the snapshot. What differs is what the
/// events did not tell.
/// </summary>
/// <param name="gateway">Stripe.</param>
/// <param name="log">Told of each difference.</param>
internal sealed class SnapshotAudit(ICouponGateway gateway, ILogger log)
{
    /// <summary>Reads and compares one page.</summary>
    /// <param name="snapshot">The snapshot; what was read is put into it.</param>
    /// <param name="random">Chooses the page.</param>
    /// <param name="readToday">Gets the ids that were read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many coupons differ.</returns>
    public async Task<int> ReadPageAsync(CouponSnapshot snapshot, Random random, ISet<string> readToday, CancellationToken cancellationToken)
    {
        var facts = snapshot.Facts!;
        if (snapshot.Any(random) is not { } cursor)
        {
            return 0;
        }

        CouponPage page;
        try
        {
            page = (await gateway.ListAsync(
                new CouponListQuery { StartingAfter = cursor.Id, WithProducts = facts.WithProducts }, cancellationToken)).Value;
        }
        catch (StripeFailureException e) when (e.Failure is { Status: 400 or 404, Code: "resource_missing" })
        {
            log.Warning("The audit found that {Coupon} has gone, and no event said so", cursor.Id);
            return 1;
        }

        var differing = 0;
        var listed = new HashSet<string>(page.UnreadableIds, StringComparer.Ordinal);
        foreach (var coupon in page.Coupons)
        {
            listed.Add(coupon.Id);
            readToday.Add(coupon.Id);
            var kept = snapshot.Find(coupon.Id);
            if (coupon.HasSameValues(kept))
            {
                continue;
            }

            // One that has the coupons of an input need not have the others.
            if (kept is not null || facts.InputIds is null)
            {
                log.Warning("The audit found that {Coupon} differs from the snapshot, and no event said so", coupon.Id);
                differing++;
            }

            snapshot.Replace(coupon.Id, coupon);
        }

        // The page is one piece of the list: what the snapshot has between its ends must be on it. Within a second the
        // list's order is not known, so the ends' own seconds are not looked at.
        var oldest = page.HasMore && page.Coupons.Count > 0 ? page.Coupons[^1].Created : -1;
        foreach (var id in snapshot.CreatedBetween(oldest, cursor.Created).Where(id => !listed.Contains(id)))
        {
            log.Warning("The audit found that {Coupon} has gone, and no event said so", id);
            differing++;
        }

        return differing;
    }
}
