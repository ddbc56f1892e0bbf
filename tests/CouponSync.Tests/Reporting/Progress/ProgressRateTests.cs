using CouponSync.Reporting.Progress;
using CouponSync.Text;

namespace CouponSync.Tests.Reporting.Progress;

public sealed class ProgressRateTests
{
    private readonly ProgressRate _rate = new(TimeSpan.FromSeconds(30));

    [Fact]
    public void Before_a_second_has_passed_there_is_no_rate()
    {
        _rate.PerSecond().Should().BeNull();
        Observe(0, 0);
        Observe(0.9, 90);
        _rate.PerSecond().Should().BeNull();
        _rate.TimeLeft(1_000).Should().BeNull();
    }

    [Fact]
    public void A_steady_pace_gives_rate_and_time_left()
    {
        Observe(0, 0);
        Observe(10, 800);

        _rate.PerSecond().Should().Be(80);
        _rate.TimeLeft(40_000).Should().Be(TimeSpan.FromSeconds(490));
    }

    [Fact]
    public void What_lies_before_the_window_is_forgotten()
    {
        for (var second = 0; second <= 100; second++)
        {
            Observe(second, second <= 50 ? second * 100 : 5_000 + ((second - 50) * 10));
        }

        _rate.PerSecond().Should().Be(10);
    }

    [Fact]
    public void Nothing_done_lately_leaves_the_time_open()
    {
        Observe(0, 5);
        Observe(40, 5);

        _rate.PerSecond().Should().Be(0);
        _rate.TimeLeft(10).Should().BeNull();
    }

    [Fact]
    public void More_done_than_expected_leaves_no_time()
    {
        Observe(0, 0);
        Observe(2, 20);

        _rate.TimeLeft(10).Should().Be(TimeSpan.Zero);
        _rate.TimeLeft(null).Should().BeNull();
        _rate.TimeLeft(long.MaxValue).Should().BeNull("the time does not fit");
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.04, "0.04 s")]
    [InlineData(0.44, "0.4 s")]
    [InlineData(5, "5 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.6, "1 min")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7_500, "2 h 5 min")]
    [InlineData(97_200, "1 d 3 h")]
    [InlineData(-5, "0 s")]
    public void Durations_have_two_units(double seconds, string expected) =>
        Figures.Duration(TimeSpan.FromSeconds(seconds)).Should().Be(expected);

    private void Observe(double seconds, long done) => _rate.Observe(TimeSpan.FromSeconds(seconds), done);
}
