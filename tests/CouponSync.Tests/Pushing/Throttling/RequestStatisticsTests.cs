using CouponSync.Pushing.Throttling;
using Microsoft.Extensions.Time.Testing;

namespace CouponSync.Tests.Pushing.Throttling;

public sealed class RequestStatisticsTests
{
    [Fact]
    public void Requests_are_counted_by_kind_with_retries_and_refusals()
    {
        var statistics = new RequestStatistics(new FakeTimeProvider());

        statistics.OnSent(RequestKind.List, isRetry: false);
        statistics.OnSent(RequestKind.Update, isRetry: false);
        statistics.OnSent(RequestKind.Update, isRetry: true);
        statistics.OnSent(RequestKind.Other, isRetry: false);
        statistics.OnAnswered(RateLimitReason.None);
        statistics.OnAnswered(RateLimitReason.EndpointRate);
        statistics.OnAnswered(RateLimitReason.Unnamed);

        statistics.Counts.Should().Be(new RequestCounts { Total = 4, List = 1, Update = 2, Retries = 1, RateLimited = 1 });
        statistics.InFlight.Should().Be(1);
    }

    [Fact]
    public void The_recent_rate_is_that_of_the_last_five_full_seconds()
    {
        var clock = new FakeTimeProvider();
        var statistics = new RequestStatistics(clock);
        statistics.RecentPerSecond.Should().Be(0);
        Send(10);
        clock.Advance(TimeSpan.FromSeconds(1));
        Send(4);
        statistics.RecentPerSecond.Should().Be(10);
        clock.Advance(TimeSpan.FromSeconds(1));
        statistics.RecentPerSecond.Should().Be(7);
        clock.Advance(TimeSpan.FromSeconds(4));
        statistics.RecentPerSecond.Should().Be(0.8);
        clock.Advance(TimeSpan.FromSeconds(30));
        statistics.RecentPerSecond.Should().Be(0);

        void Send(int count)
        {
            for (var i = 0; i < count; i++)
            {
                statistics.OnSent(RequestKind.List, isRetry: false);
            }
        }
    }
}
