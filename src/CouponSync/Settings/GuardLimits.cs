namespace CouponSync.Settings;

/// <summary>The limits a plan must keep; null where there is none.</summary>
internal sealed record GuardLimits
{
    /// <summary>The most changes, or the most per cent of the rows.</summary>
    public CountLimit? MaxChanges { get; init; }

    /// <summary>The most coupons to create, or per cent of the rows.</summary>
    public CountLimit? MaxCreates { get; init; }

    /// <summary>The most metadata keys to unset, or per cent of the rows.</summary>
    public CountLimit? MaxUnsets { get; init; }

    /// <summary>The least share of the rows of last time, 0 to 1; null where the number of rows does not matter.</summary>
    public double? MinRowsRatio { get; init; }
}
