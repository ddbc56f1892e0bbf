using CouponSync.Http;

namespace CouponSync.Tests.Http;

public sealed class RetryArithmeticTests
{
    [Theory]
    [InlineData(1, 0.5, 0.25)]
    [InlineData(2, 0.5, 0.5)]
    [InlineData(3, 0.5, 1)]
    [InlineData(5, 0.5, 4)]
    [InlineData(6, 0.5, 5)]
    [InlineData(2_000_000_000, 0.5, 5)]
    [InlineData(4, 0, 0)]
    public void Waits_double_up_to_the_cap_and_spread_over_all_of_it(int failures, double draw, double seconds) =>
        RetryArithmetic.Backoff(failures, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), draw)
            .Should().Be(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("120", 120.0)]
    [InlineData("Sun, 22 Nov 2026 02:00:10 GMT", 10.0)]
    [InlineData("Sun, 22 Nov 2026 01:00:00 GMT", 0.0)]
    [InlineData(null, null)]
    public void Retry_after_is_a_time_or_an_instant(string? header, double? seconds)
    {
        using var response = new HttpResponseMessage();
        if (header is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", header);
        }

        RetryArithmetic.RetryAfter(response, new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero))?.TotalSeconds
            .Should().Be(seconds);
    }

    [Fact]
    public void Later_keys_are_the_same_each_time_differ_from_each_other_and_stay_within_the_limit()
    {
        IdempotencyKeys.ForRound("key", 1).Should().Be("key");
        IdempotencyKeys.ForRound("key", 2).Should().Be("key-r2");

        var longKeys = new[] { new string('k', 254) + "a", new string('k', 254) + "b" };
        var derived = longKeys.Select(key => IdempotencyKeys.ForRound(key, 12)).ToList();
        derived.Should().OnlyHaveUniqueItems().And.OnlyContain(key => key.Length == 255 && key.EndsWith("-r12"));
        IdempotencyKeys.ForRound(longKeys[0], 12).Should().Be(derived[0]);
    }

    [Fact]
    public void An_inner_trace_ends_where_the_outer_goes_on()
    {
        using var outer = RequestTrace.Begin();
        using (var inner = RequestTrace.Begin())
        {
            RequestTrace.Current.Should().BeSameAs(inner);
        }

        RequestTrace.Current.Should().BeSameAs(outer);
    }
}
