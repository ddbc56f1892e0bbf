using System.Text.Json.Serialization;
using CouponSync.Coupons;

namespace CouponSync.Applying;

/// <summary>What became of one planned change.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ChangeOutcome>))]
internal enum ChangeOutcome
{
    /// <summary>Stripe confirmed it, and its answer holds what was asked for.</summary>
    Applied,

    /// <summary>Stripe already had it when it was applied; nothing was written.</summary>
    Unchanged,

    /// <summary>Somebody changed a touched key since the plan was made; it was not written.</summary>
    Stale,

    /// <summary>Stripe refused it, or it could not be sent. It was not made, unless it was made otherwise than asked.</summary>
    Failed,

    /// <summary>Some attempt was sent whose effect no later answer settles: it was made or not.</summary>
    Unknown,

    /// <summary>The run stopped before its turn.</summary>
    NotAttempted,
}
