namespace CouponSync.Coupons;

/// <summary>Whether a problem keeps a row or a file from being used.</summary>
internal enum ProblemSeverity
{
    /// <summary>The row, or the whole input, cannot be used.</summary>
    Error,

    /// <summary>It can be used, but somebody should look at it.</summary>
    Warning,
}
