using System.Text;
using CouponSync.Coupons;
using CouponSync.Emulator;

namespace CouponSync.Benchmarks;

/// <summary>Rows and coupons that fit, as the emulator generates them.</summary>
internal static class Sample
{
    /// <summary>The coupons of an account.</summary>
    public static RemoteCoupon[] Coupons(int count)
    {
        var emulator = new StripeEmulator(new EmulatorOptions(), TimeProvider.System);
        emulator.SeedCoupons(count);
        return [.. emulator.Coupons().Select(static c => new RemoteCoupon
        {
            Id = c.Id,
            Created = c.Created,
            Livemode = false,
            Name = c.Name,
            Metadata = CouponMetadata.From(c.Metadata),
            Terms = new CouponTerms { PercentOff = c.Terms.PercentOff, AmountOff = c.Terms.AmountOff, Duration = c.Terms.Duration },
        })];
    }

    /// <summary>The row that asks nothing of a coupon.</summary>
    public static CouponRow Row(RemoteCoupon coupon) => new()
    {
        Line = 2,
        Id = coupon.Id,
        Metadata = [.. coupon.Metadata.Select(static m => new MetadataCell(m.Key, m.Value))],
        Cells = [],
    };

    /// <summary>A file of these rows.</summary>
    public static string Csv(IEnumerable<RemoteCoupon> coupons)
    {
        var text = new StringBuilder("id,metadata[campaign],metadata[order_id],metadata[region]\n");
        foreach (var coupon in coupons)
        {
            text.Append(coupon.Id).Append(',').AppendJoin(',', coupon.Metadata.Select(static m => m.Value)).Append('\n');
        }

        return text.ToString();
    }
}
