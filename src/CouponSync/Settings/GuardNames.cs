namespace CouponSync.Settings;

/// <summary>The guards by the names that <c>--force</c> takes.</summary>
internal static class GuardNames
{
    /// <summary>Limits the changes.</summary>
    public const string MaxChanges = "max-changes";

    /// <summary>Limits the coupons to create.</summary>
    public const string MaxCreates = "max-creates";

    /// <summary>Limits the keys to unset.</summary>
    public const string MaxUnsets = "max-unsets";

    /// <summary>Limits the failures of a run.</summary>
    public const string MaxFailures = "max-failures";

    /// <summary>Refuses a file that has become much smaller.</summary>
    public const string MinRows = "min-rows";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [MaxChanges, MaxCreates, MaxUnsets, MaxFailures, MinRows];
}
