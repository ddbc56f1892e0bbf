using CouponSync.Coupons;
using CouponSync.Remote;

namespace CouponSync.Pipelines;

/// <summary>The coupons that a run has read.</summary>
/// <param name="Snapshot">The coupons; disposed with this.</param>
/// <param name="Unreadable">Those Stripe refused to show, with the reason.</param>
internal sealed record RemoteCoupons(CouponSnapshot Snapshot, IReadOnlyDictionary<string, Problem> Unreadable) : IDisposable
{
    /// <summary>Those that were read from Stripe in this run; null for all.</summary>
    public IReadOnlySet<string>? ReadToday { get; init; }

    /// <summary>The snapshot as what it is for the next run; null when it goes with this one.</summary>
    public KeptSnapshot? Kept { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Snapshot.Dispose();
}
