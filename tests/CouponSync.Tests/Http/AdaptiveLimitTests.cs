using CouponSync.Http;
using CouponSync.Tests.Support;
using Serilog;

namespace CouponSync.Tests.Http;

public sealed class AdaptiveLimitTests
{
    private readonly List<string> _lines = [];

    [Fact]
    public void Refusals_of_one_congestion_cut_once()
    {
        var limit = Limit(ceiling: 20, step: 0.25);

        limit.OnRefused(now: Seconds(10), sentAt: Seconds(9.8));
        limit.OnRefused(now: Seconds(10.1), sentAt: Seconds(9.9));
        limit.OnRefused(now: Seconds(13), sentAt: Seconds(10.9));
        limit.At(Seconds(13)).Should().BeInRange(17, 17.25);

        limit.OnRefused(now: Seconds(13), sentAt: Seconds(11));
        limit.At(Seconds(13)).Should().BeInRange(14.25, 14.75);
        _lines.Should().HaveCount(2);
    }

    [Fact]
    public void It_lingers_where_it_was_cut_to_and_is_back_within_a_minute()
    {
        var limit = Limit(ceiling: 20, step: 0.25);
        for (var i = 1; i <= 8; i++)
        {
            limit.OnRefused(Seconds(2 * i), Seconds(2 * i));
        }

        var cutTo = limit.At(Seconds(16));
        var values = Enumerable.Range(16, 61).Select(second => limit.At(Seconds(second))).ToList();

        cutTo.Should().BeInRange(4.5, 5.5);
        values.Should().BeInAscendingOrder();
        (values[5] - cutTo).Should().BeLessThan(0.5);
        values[20].Should().BeLessThan(12);
        values[^1].Should().Be(20);
        _lines.Should().HaveCount(9);
        _lines[^1].Should().Be("Throttle: \"the account\" is \"restored\" from " + cutTo.ToString("0.##", null) + " to 20 \"requests per second\"");
    }

    [Theory]
    [InlineData(24.5, 0.25)]
    [InlineData(16, 1)]
    [InlineData(0.1, 0.1)]
    public void It_moves_in_steps_and_never_falls_below_one(double ceiling, double step)
    {
        var limit = Limit(ceiling, step);

        for (var i = 1; i < 100; i++)
        {
            limit.OnRefused(Seconds(2 * i), Seconds(2 * i));
            (limit.At(Seconds((2 * i) + 1)) % step).Should().BeApproximately(0, 1e-9);
        }

        limit.At(Seconds(198)).Should().Be(step);
    }

    [Fact]
    public void Every_cut_takes_at_least_a_step()
    {
        var limit = Limit(ceiling: 3, step: 1);

        limit.OnRefused(Seconds(1), Seconds(1));
        limit.At(Seconds(1)).Should().Be(2);
        limit.OnRefused(Seconds(3), Seconds(3));
        limit.At(Seconds(3)).Should().Be(1);
    }

    private AdaptiveLimit Limit(double ceiling, double step) => new(
        "the account", "requests per second", ceiling, step, new LoggerConfiguration().WriteTo.Sink(new LogLines(_lines)).CreateLogger());

    private static long Seconds(double seconds) => (long)(seconds * TimeSpan.TicksPerSecond);
}
