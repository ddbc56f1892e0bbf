namespace CouponSync.Pushing.Retrying;

/// <summary>How one attempt ended, as far as retrying is concerned.</summary>
internal enum AttemptOutcome
{
    /// <summary>Done, or refused in a way that another attempt cannot change.</summary>
    Final,

    /// <summary>Failed in a way that may pass: 408, 409, 5xx, a connection lost or never made, a timeout.</summary>
    Failed,

    /// <summary>Refused with 429: too fast, too many at once, or the object is locked.</summary>
    Refused,

    /// <summary>The host was not found or not trusted; seldom passes.</summary>
    Unreachable,
}
