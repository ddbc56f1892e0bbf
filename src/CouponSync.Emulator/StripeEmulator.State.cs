namespace CouponSync.Emulator;

/// <content>Direct access to the account's objects: for looking, and for changes by somebody else.</content>
public sealed partial class StripeEmulator
{
    /// <summary>The coupon with the given id, or null.</summary>
    public EmulatorCoupon? Find(string id, bool livemode = false) => Account(livemode).Find(id);

    /// <summary>The number of coupons.</summary>
    public int Count(bool livemode = false) => Account(livemode).Count;

    /// <summary>All coupons as they are now, newest first.</summary>
    public IReadOnlyList<EmulatorCoupon> Coupons(bool livemode = false) => Account(livemode).AllCoupons();

    /// <summary>All events as they are now, visible or not yet, newest first.</summary>
    public IReadOnlyList<EmulatorEvent> Events(bool livemode = false) => Account(livemode).AllEvents();

    /// <summary>How many API requests took effect on a coupon; replayed answers and other changes do not count.</summary>
    public int WritesApplied(string id, bool livemode = false) => Account(livemode).WritesApplied(id);

    /// <summary>Creates a coupon as another client would: past the limits, with an event.</summary>
    /// <param name="coupon">The coupon; a time of creation of 0 stands for now.</param>
    /// <param name="livemode">The mode.</param>
    /// <exception cref="InvalidOperationException">The id is taken.</exception>
    public EmulatorCoupon Create(EmulatorCoupon coupon, bool livemode = false)
    {
        ArgumentNullException.ThrowIfNull(coupon);
        var now = _parts.Time.GetUtcNow();
        var account = Account(livemode);
        lock (account.Gate)
        {
            var stored = account.Add(coupon.Created == 0 ? coupon with { Created = now.ToUnixTimeSeconds() } : coupon)
                ?? throw new InvalidOperationException($"There is a coupon '{coupon.Id}' already.");
            account.Emit("coupon.created", stored, null, now, null, null);
            return stored;
        }
    }

    /// <summary>Changes a coupon as another client would: past the limits, with an event.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="change">The coupon after the change; its id and its time of creation stay.</param>
    /// <param name="livemode">The mode.</param>
    /// <exception cref="InvalidOperationException">There is no such coupon.</exception>
    public EmulatorCoupon Update(string id, Func<EmulatorCoupon, EmulatorCoupon> change, bool livemode = false)
    {
        ArgumentNullException.ThrowIfNull(change);
        var account = Account(livemode);
        lock (account.Gate)
        {
            var before = account.Find(id) ?? throw new InvalidOperationException($"There is no coupon '{id}'.");
            var after = change(before) with { Id = before.Id, Created = before.Created, Sequence = before.Sequence };
            account.Replace(after);
            if (!after.Equals(before))
            {
                account.Emit("coupon.updated", after, before, _parts.Time.GetUtcNow(), null, null);
            }

            return after;
        }
    }

    /// <summary>Sets and unsets (null or empty) metadata of a coupon as another client would.</summary>
    /// <exception cref="InvalidOperationException">There is no such coupon.</exception>
    public EmulatorCoupon UpdateMetadata(string id, IEnumerable<KeyValuePair<string, string>> changes, bool livemode = false) =>
        Update(id, coupon => coupon with { Metadata = coupon.Metadata.Merge(changes) }, livemode);

    /// <summary>Deletes a coupon as another client would: past the limits, with an event.</summary>
    /// <returns>Whether there was such a coupon.</returns>
    public bool Delete(string id, bool livemode = false)
    {
        var account = Account(livemode);
        lock (account.Gate)
        {
            if (account.Remove(id) is not { } deleted)
            {
                return false;
            }

            account.Emit("coupon.deleted", deleted, null, _parts.Time.GetUtcNow(), null, null);
            return true;
        }
    }
}
