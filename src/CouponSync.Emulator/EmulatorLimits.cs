namespace CouponSync.Emulator;

/// <summary>
/// How much the account may be asked. Rates are requests per second, concurrency is requests in flight; null means no
/// limit. The rates are Stripe's published ones (https://docs.stripe.com/rate-limits); Stripe publishes no figures for
/// concurrency, so those defaults are an assumption.
/// </summary>
public sealed record EmulatorLimits
{
    /// <summary>Stripe's figures.</summary>
    public static EmulatorLimits Default { get; } = new();

    /// <summary>No limit of any kind.</summary>
    public static EmulatorLimits None { get; } = new()
    {
        LiveAccountRate = null,
        TestAccountRate = null,
        EndpointRate = null,
        AccountConcurrency = null,
        EndpointConcurrency = null,
    };

    /// <summary>Requests per second of the whole account in live mode.</summary>
    public int? LiveAccountRate { get; init; } = 100;

    /// <summary>Requests per second of the whole account in test mode.</summary>
    public int? TestAccountRate { get; init; } = 25;

    /// <summary>Requests per second of each endpoint, in either mode.</summary>
    public int? EndpointRate { get; init; } = 25;

    /// <summary>Requests in flight of the whole account, in either mode (an assumption).</summary>
    public int? AccountConcurrency { get; init; } = 50;

    /// <summary>Requests in flight of each endpoint, in either mode (an assumption).</summary>
    public int? EndpointConcurrency { get; init; } = 25;

    /// <summary>
    /// How many requests more than the rate one second may hold, as a share of the rate (at least one request): a
    /// client that sends exactly at the rate must not be refused because of a jitter of some milliseconds. Over longer
    /// spans the rate itself holds.
    /// </summary>
    public double JitterTolerance { get; init; } = 0.05;

    internal int? AccountRate(bool livemode) => livemode ? LiveAccountRate : TestAccountRate;

    /// <summary>Refuses limits that make no sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below one, or the tolerance is not within 0 and 1.</exception>
    internal void Validate()
    {
        ThrowIfBelowOne(LiveAccountRate, nameof(LiveAccountRate));
        ThrowIfBelowOne(TestAccountRate, nameof(TestAccountRate));
        ThrowIfBelowOne(EndpointRate, nameof(EndpointRate));
        ThrowIfBelowOne(AccountConcurrency, nameof(AccountConcurrency));
        ThrowIfBelowOne(EndpointConcurrency, nameof(EndpointConcurrency));
        if (JitterTolerance is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(JitterTolerance), JitterTolerance, "The tolerance must be between 0 and 1.");
        }
    }

    private static void ThrowIfBelowOne(int? limit, string name)
    {
        if (limit < 1)
        {
            throw new ArgumentOutOfRangeException(name, limit, "A limit must be at least 1, or null for none.");
        }
    }
}
