using CouponSync.Coupons;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Remote.Incremental;

/// <summary>
/// Reads a few pages of the list again, chosen by chance, and compares them with the image. What differs is what the
/// events did not tell.
/// </summary>
/// <param name="gateway">Stripe.</param>
/// <param name="log">Told of each difference.</param>
internal sealed class SnapshotAudit(ICouponGateway gateway, ILogger log)
{
    /// <summary>Reads and compares one page.</summary>
    /// <param name="snapshot">The image; what was read is put into it.</param>
    /// <param name="isComplete">Whether the image should have every coupon of the account.</param>
    /// <param name="withProducts">Whether the image's coupons have their products.</param>
    /// <param name="random">Chooses the page.</param>
    /// <param name="before">An instant before this, in Unix seconds by Stripe's clock.</param>
    /// <param name="readToday">Gets the ids that were read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many coupons differ.</returns>
    public async Task<int> ReadPageAsync(
        CouponSnapshot snapshot,
        bool isComplete,
        bool withProducts,
        Random random,
        long before,
        ISet<string> readToday,
        CancellationToken cancellationToken)
    {
        if (snapshot.Any(random) is not { } cursor)
        {
            return 0;
        }

        Answer<CouponPage> answer;
        try
        {
            answer = await gateway.ListAsync(
                new CouponListQuery { StartingAfter = cursor.Id, WithProducts = withProducts }, cancellationToken);
        }
        catch (StripeFailureException e) when (e.Failure is { Status: 400 or 404, Code: "resource_missing" })
        {
            log.Warning("The audit found that {Coupon} has gone, and no event said so", cursor.Id);
            return 1;
        }

        var page = answer.Value;
        var provenance = new Provenance(before, answer.ServerTime?.ToUnixTimeSeconds() ?? long.MaxValue, null);
        var differing = 0;
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var coupon in page.Coupons)
        {
            listed.Add(coupon.Id);
            var kept = snapshot.Image.Find(coupon.Id);
            if (IsSame(kept, coupon))
            {
                readToday.Add(coupon.Id);
                continue;
            }

            if (kept is not null || isComplete)
            {
                log.Warning("The audit found that {Coupon} differs from the image, and no event said so", coupon.Id);
                differing++;
            }

            readToday.Add(coupon.Id);
            snapshot.Put(coupon.Id, coupon, provenance);
        }

        // The page is one piece of the list: what the image has between its ends must be on it. Within a second the
        // list's order is not known, so the ends' own seconds are left out.
        var oldest = page.HasMore && page.Coupons.Count > 0 ? page.Coupons[^1].Created : -1;
        foreach (var id in snapshot.CreatedBetween(oldest, cursor.Created).Where(id => !listed.Contains(id)))
        {
            log.Warning("The audit found that {Coupon} has gone, and no event said so", id);
            differing++;
        }

        return differing;
    }

    // Whether all that is compared with rows, and could have changed, is the same.
    private static bool IsSame(RemoteCoupon? a, RemoteCoupon? b) =>
        a is null || b is null
            ? a is null && b is null
            : a.Created == b.Created
                && string.Equals(a.Name, b.Name, StringComparison.Ordinal)
                && a.Metadata.Equals(b.Metadata);
}
