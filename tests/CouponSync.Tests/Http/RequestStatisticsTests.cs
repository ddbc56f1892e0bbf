using CouponSync.Http;

namespace CouponSync.Tests.Http;

public sealed class RequestStatisticsTests
{
    [Theory]
    [InlineData("GET", "coupons?limit=100", "List")]
    [InlineData("GET", "coupons/25OFF", "Retrieve")]
    [InlineData("POST", "coupons/a%2Fb", "Update")]
    [InlineData("POST", "coupons", "Create")]
    [InlineData("DELETE", "coupons/25OFF", "Delete")]
    [InlineData("GET", "events?type=coupon.updated", "Events")]
    [InlineData("GET", "events/evt_1", "Events")]
    [InlineData("GET", "account", "Account")]
    [InlineData("GET", "promotion_codes", null)]
    public void Each_kind_of_request_has_its_own_count(string method, string path, string? kind)
    {
        var statistics = new RequestStatistics();
        using var request = new HttpRequestMessage(new HttpMethod(method), "https://api.stripe.com/v1/" + path);

        statistics.OnSent(EndpointKey.From(request), isRetry: false);

        var counted = typeof(RequestCounts).GetProperties().Where(p => p.GetValue(statistics.Counts) is 1L).Select(static p => p.Name);
        counted.Should().BeEquivalentTo(kind is null ? ["Total"] : new[] { "Total", kind });
    }

    [Fact]
    public void Retries_and_refusals_for_a_named_limit_are_counted()
    {
        var statistics = new RequestStatistics();
        var raised = 0;
        statistics.RateLimitedRequest += () => raised++;

        statistics.OnSent(new EndpointKey("POST /v1/coupons/{id}"), isRetry: false);
        statistics.OnSent(new EndpointKey("POST /v1/coupons/{id}"), isRetry: true);
        statistics.OnAnswered(RateLimitReason.None);
        statistics.OnAnswered(RateLimitReason.EndpointRate);
        statistics.OnAnswered(RateLimitReason.Unnamed);

        statistics.Counts.Should().Be(new RequestCounts { Total = 2, Update = 2, Retries = 1, RateLimited = 1 });
        raised.Should().Be(1);
    }
}
