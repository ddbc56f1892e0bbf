namespace CouponSync.Planning;

/// <summary>The change of one metadata key.</summary>
/// <param name="Key">The metadata key.</param>
/// <param name="Before">Stripe's value when the plan was made; null when the coupon did not have the key.</param>
/// <param name="After">The wanted value; null when the key is to be unset.</param>
internal readonly record struct KeyChange(string Key, string? Before, string? After)
{
    /// <summary>Whether the change removes the key.</summary>
    public bool IsUnset => After is null;

    /// <summary>Whether the change adds a key that was not there.</summary>
    public bool IsAddition => Before is null;

    /// <summary>Changes as an object, in their order.</summary>
    public static OrderedDictionary<string, ValueChange> ByKey(IReadOnlyList<KeyChange> changes)
    {
        var byKey = new OrderedDictionary<string, ValueChange>(changes.Count, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            byKey.Add(change.Key, new ValueChange(change.Before, change.After));
        }

        return byKey;
    }

    /// <summary>What <see cref="ByKey"/> was made of; none for null.</summary>
    public static IReadOnlyList<KeyChange> List(OrderedDictionary<string, ValueChange>? byKey)
    {
        var changes = new List<KeyChange>(byKey?.Count ?? 0);
        foreach (var (key, value) in byKey ?? [])
        {
            changes.Add(new KeyChange(key, value.Before, value.After));
        }

        return changes;
    }
}
