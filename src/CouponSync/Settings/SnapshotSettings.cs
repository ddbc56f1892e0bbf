using System.ComponentModel.DataAnnotations;

namespace CouponSync.Settings;

/// <summary>Section <c>Snapshot</c>: the coupons that are kept from run to run.</summary>
internal sealed class SnapshotSettings
{
    /// <summary>How many pages of 100 coupons each run reads again, chosen by chance, to compare them with the snapshot.</summary>
    [Range(0, 1000)]
    public int AuditPages { get; set; } = 1;

    /// <summary>How old a snapshot may become before all coupons are read again. Stripe keeps events for 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "28.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an event may take to become visible.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Overlap { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether this run reads all coupons again.</summary>
    public bool Refresh { get; set; }
}
