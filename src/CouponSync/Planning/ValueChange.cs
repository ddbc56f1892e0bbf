namespace CouponSync.Planning;

/// <summary>One text before and after; null where there is none.</summary>
internal sealed record ValueChange(string? Before, string? After);
