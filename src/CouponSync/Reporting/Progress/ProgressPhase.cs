namespace CouponSync.Reporting.Progress;

/// <summary>The stages of a run that take time.</summary>
internal enum ProgressPhase
{
    /// <summary>The input is read and checked; items are rows.</summary>
    ReadingFile,

    /// <summary>The account's coupons are read; items are coupons.</summary>
    ReadingStripe,

    /// <summary>Rows and coupons are compared; items are rows.</summary>
    Planning,

    /// <summary>Changes are written; items are changes.</summary>
    Applying,
}
