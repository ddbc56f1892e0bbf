namespace CouponSync.Pushing.Throttling;

/// <summary>What a <see cref="RequestThrottle"/> has in force at one moment. Rates are requests per second.</summary>
/// <param name="AccountRate">The account's rate.</param>
/// <param name="MaxInFlight">How many requests may be unanswered at once.</param>
/// <param name="InFlight">How many are.</param>
/// <param name="Waiting">How many requests wait for leave.</param>
/// <param name="IsSlowedDown">Whether the server's refusals hold any of it below the settings.</param>
/// <param name="EndpointRates">The rate of each endpoint used so far, by its name.</param>
internal sealed record ThrottleState(
    double AccountRate,
    int MaxInFlight,
    int InFlight,
    int Waiting,
    bool IsSlowedDown,
    IReadOnlyDictionary<string, double> EndpointRates);
