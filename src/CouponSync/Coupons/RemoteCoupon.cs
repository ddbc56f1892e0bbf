namespace CouponSync.Coupons;

/// <summary>A coupon as Stripe has it, reduced to what is compared.</summary>
internal sealed record RemoteCoupon
{
    /// <summary>The coupon's id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was created, in Unix seconds.</summary>
    public required long Created { get; init; }

    /// <summary>Whether it is a live object.</summary>
    public required bool Livemode { get; init; }

    /// <summary>The name customers see, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Its metadata.</summary>
    public required CouponMetadata Metadata { get; init; }

    /// <summary>What it is worth.</summary>
    public required CouponTerms Terms { get; init; }

    /// <summary>How often it was redeemed.</summary>
    public long TimesRedeemed { get; init; }

    /// <summary>Whether it can still be redeemed.</summary>
    public bool Valid { get; init; }

    /// <summary>Whether another one is this coupon, with the same name, metadata and, where both show them, amounts in further currencies:
    /// all that can be changed.</summary>
    public bool HasSameValues(RemoteCoupon? other) =>
        other is not null
        && Created == other.Created
        && string.Equals(Id, other.Id, StringComparison.Ordinal)
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && Metadata.Equals(other.Metadata)
        && (Terms.CurrencyOptions is not { } mine || other.Terms.CurrencyOptions is not { } others
            || (mine.Count == others.Count && mine.All(m => others.TryGetValue(m.Key, out var amount) && amount == m.Value)));

    /// <summary>Where the coupon holds a NUL character, as a column is called: <c>name</c>, or <c>metadata[key]</c> for a key or its
    /// value; null where it holds none.</summary>
    public string? FindNul()
    {
        if (HasNul(Id) || HasNul(Name))
        {
            return HasNul(Id) ? "id" : "name";
        }

        foreach (var (key, value) in Metadata)
        {
            if (HasNul(key) || HasNul(value))
            {
                return $"metadata[{key}]";
            }
        }

        return null;

        static bool HasNul(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
    }
}
