using CouponSync.Coupons;

namespace CouponSync.Planning;

/// <summary>One write that the plan wants, with the state it starts from.</summary>
internal sealed record PlannedChange
{
    /// <summary>The change's place in the plan, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>The input's line it comes from; null for changes that come from no file.</summary>
    public long? Line { get; init; }

    /// <summary>The coupon.</summary>
    public required string Id { get; init; }

    /// <summary>What is done.</summary>
    public required ChangeAction Action { get; init; }

    /// <summary>The metadata keys that change, in ordinal order; untouched keys are not listed.</summary>
    public IReadOnlyList<KeyChange> Metadata { get; init; } = [];

    /// <summary>The change of the name; null when the name stays.</summary>
    public ValueChange? Name { get; init; }

    /// <summary>
    /// The further currencies of an update whose amounts change, in ordinal order: each currency's lower case code, with
    /// amounts as whole numbers in its smallest unit.
    /// </summary>
    public IReadOnlyList<KeyChange> CurrencyOptions { get; init; } = [];

    /// <summary>The terms of a coupon to be created, or of one to be deleted, so that it can be created again.</summary>
    public CouponTerms? Terms { get; init; }

    /// <summary>
    /// Whether this is not the plan's change of this sequence but what it has become, a creation that turned out to be
    /// an update; its result then says what was really done. Not part of the plan file.
    /// </summary>
    public bool IsAdapted { get; init; }
}
