namespace CouponSync.Planning;

/// <summary>What a change does to its coupon.</summary>
internal enum ChangeAction
{
    /// <summary>Changes metadata or the name of a coupon that exists.</summary>
    Update,

    /// <summary>Creates a coupon that does not exist.</summary>
    Create,

    /// <summary>Deletes a coupon; only the undo of a creation does.</summary>
    Delete,
}
