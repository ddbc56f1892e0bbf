using CouponSync.Http;
using CouponSync.Settings;

namespace CouponSync.Tests.Http;

public sealed class RetryBudgetTests
{
    private static readonly RetryOptions Options = new()
    {
        MaxAttempts = 2,
        BaseDelay = TimeSpan.FromSeconds(4),
        MaxDelay = TimeSpan.FromSeconds(10),
        TotalTime = TimeSpan.FromSeconds(60),
    };

    [Theory]
    [InlineData(null, 4)]
    [InlineData(0, 4)]
    [InlineData(3, 4)]
    [InlineData(30, 30)]
    public void What_stripe_asks_for_makes_a_wait_longer_and_never_shorter(int? retryAfter, int expected) =>
        Spend(retryAfter, elapsed: 0).Should().Be(TimeSpan.FromSeconds(expected));

    [Theory]
    [InlineData(55, 4)]
    [InlineData(56, null)]
    public void A_wait_that_would_end_after_the_total_time_is_none(int elapsed, int? expected) =>
        Spend(retryAfter: null, elapsed).Should().Be(expected is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    private static TimeSpan? Spend(int? retryAfter, int elapsed) => new RetryBudget(Options, static () => 1.0).Spend(
        AttemptOutcome.Failed, TimeSpan.FromSeconds(elapsed), retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
}
