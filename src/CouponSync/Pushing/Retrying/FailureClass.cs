namespace CouponSync.Pushing.Retrying;

/// <summary>What a failure means for the run, once the retries are spent.</summary>
internal enum FailureClass
{
    /// <summary>It may pass: another attempt, or another run, is worth while.</summary>
    Retry,

    /// <summary>It lies in this coupon: report it and go on with the others.</summary>
    SkipCoupon,

    /// <summary>Every other request would fail as well: stop, in order.</summary>
    StopRun,
}
