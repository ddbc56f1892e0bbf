using CouponSync.StripeApi;

namespace CouponSync.Remote.Incremental;

/// <summary>What our own writes say of the events.</summary>
/// <param name="Trust">Whether they can be relied on from now on.</param>
/// <param name="Settled">Writes that came back, or need not be waited for any longer.</param>
/// <param name="Missing">Writes that should have come back and did not.</param>
internal sealed record EventProof(EventTrust Trust, IReadOnlyList<OwnWrite> Settled, IReadOnlyList<OwnWrite> Missing)
{
    // How far the stamps of two of Stripe's machines may lie apart, in seconds. Not documented; generous.
    private const long Slack = 60;

    /// <summary>
    /// Proves the events by our own writes. Pure. A write that did not come back within the overlap is missing, unless
    /// somebody else changed the same coupon before it: then ours may have changed nothing, and made no event.
    /// </summary>
    /// <param name="before">What was known of events before.</param>
    /// <param name="writes">Our writes that did not come back before.</param>
    /// <param name="events">All events since before the oldest of these writes.</param>
    /// <param name="now">Stripe's clock when the events were read, in Unix seconds.</param>
    /// <param name="overlap">How long an event may take to become visible.</param>
    public static EventProof Of(
        EventTrust before, IReadOnlyList<OwnWrite> writes, IReadOnlyList<CouponEvent> events, long now, TimeSpan overlap)
    {
        var keys = new HashSet<string>(events.Select(static e => e.IdempotencyKey).OfType<string>(), StringComparer.Ordinal);
        var requests = new HashSet<string>(events.Select(static e => e.RequestId).OfType<string>(), StringComparer.Ordinal);
        var earliest = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var happened in events)
        {
            earliest[happened.CouponId] = Math.Min(earliest.GetValueOrDefault(happened.CouponId, long.MaxValue), happened.Created);
        }

        var settled = new List<OwnWrite>();
        var missing = new List<OwnWrite>();
        var cameBack = 0;
        foreach (var write in writes)
        {
            if (keys.Contains(write.Key) || (write.RequestId is { } request && requests.Contains(request)))
            {
                cameBack++;
                settled.Add(write);
            }
            else if (now - write.At > overlap.TotalSeconds)
            {
                var wasForestalled = earliest.TryGetValue(write.CouponId, out var first) && first <= write.At + Slack;
                (wasForestalled ? settled : missing).Add(write);
            }
        }

        // Once a write was lost, only writes that come back restore the trust; before that any event proves that there are some.
        var isProven = cameBack > 0 || before == EventTrust.Proven || (before != EventTrust.Untrusted && events.Count > 0);
        var trust = missing.Count > 0 ? EventTrust.Untrusted
            : isProven ? EventTrust.Proven
            : before == EventTrust.Untrusted ? EventTrust.Untrusted
            : EventTrust.Unproven;
        return new EventProof(trust, settled, missing);
    }
}
