namespace CouponSync.Planning;

/// <summary>The limits a plan must keep; null where there is none.</summary>
internal sealed record GuardLimits
{
    /// <summary>The most changes, or the most per cent of the rows.</summary>
    public CountLimit? MaxChanges { get; init; }

    /// <summary>The most metadata keys to unset, or per cent of the rows.</summary>
    public CountLimit? MaxUnsets { get; init; }
}
