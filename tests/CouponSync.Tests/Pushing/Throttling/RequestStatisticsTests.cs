using CouponSync.Pushing.Throttling;

namespace CouponSync.Tests.Pushing.Throttling;

public sealed class RequestStatisticsTests
{
    [Fact]
    public void Requests_are_counted_by_kind_with_retries_and_refusals()
    {
        var statistics = new RequestStatistics();

        statistics.OnSent(RequestKind.List, isRetry: false);
        statistics.OnSent(RequestKind.Update, isRetry: false);
        statistics.OnSent(RequestKind.Update, isRetry: true);
        statistics.OnSent(RequestKind.Other, isRetry: false);
        statistics.OnAnswered(RateLimitReason.None);
        statistics.OnAnswered(RateLimitReason.EndpointRate);
        statistics.OnAnswered(RateLimitReason.Unnamed);

        statistics.Counts.Should().Be(new RequestCounts { Total = 4, List = 1, Update = 2, Retries = 1, RateLimited = 1 });
    }
}
