namespace CouponSync.Pushing.Throttling;

/// <summary>Leave to send one request, given by <see cref="RequestThrottle.AdmitAsync"/> and to be given back with
/// <see cref="RequestThrottle.Complete"/> when it has been answered or has failed.</summary>
/// <param name="Endpoint">The operation.</param>
/// <param name="SentAt">When leave was given, in ticks since the throttle was made.</param>
/// <param name="InFlight">How many requests were unanswered then, this one included.</param>
/// <param name="EndpointInFlight">How many of the same operation.</param>
internal readonly record struct Admission(EndpointKey Endpoint, long SentAt, int InFlight, int EndpointInFlight);
