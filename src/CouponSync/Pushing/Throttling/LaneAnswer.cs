namespace CouponSync.Pushing.Throttling;

/// <summary>What an answer says about one bucket.</summary>
internal enum LaneAnswer
{
    /// <summary>Nothing: the request failed, or was refused for another bucket.</summary>
    Silent,

    /// <summary>The request was let through.</summary>
    Accepted,

    /// <summary>Refused: too many per second.</summary>
    TooFast,

    /// <summary>Refused: too many at once.</summary>
    TooMany,
}
