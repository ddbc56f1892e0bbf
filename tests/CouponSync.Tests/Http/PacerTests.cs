using CouponSync.Http;

namespace CouponSync.Tests.Http;

public sealed class PacerTests
{
    private static readonly long Millisecond = TimeSpan.TicksPerMillisecond;

    [Theory]
    [InlineData(25, 1, 40)]
    [InlineData(100, 1, 10)]
    [InlineData(4, 1, 250)]
    [InlineData(0.5, 1, 2000)]
    public void A_punctual_caller_is_served_once_per_interval(double rate, int burst, int interval)
    {
        var taken = Drain(new Pacer(rate, burst), step: Millisecond, until: 10_000 * Millisecond, lateness: _ => 0);

        var gaps = taken.Zip(taken.Skip(1), (a, b) => (b - a) / (double)Millisecond).Skip(1 + (20 / interval)).ToList();
        gaps.Should().OnlyContain(gap => Math.Abs(gap - interval) <= 1);
    }

    [Fact]
    public void A_third_of_a_tick_is_not_lost_in_a_million_requests()
    {
        var pacer = new Pacer(3, 1);
        long now = 0;
        for (var i = 0; i < 1_000_000; i++)
        {
            now = Math.Max(now, pacer.DueAt);
            pacer.Take(now);
        }

        var exact = 999_999 / 3.0 * TimeSpan.TicksPerSecond;
        (now - exact + Pacer.CatchUp.Ticks).Should().BeInRange(0, 1000, "it may be slower by the rounding, never faster");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(10, 10)]
    public void After_a_quiet_time_no_more_than_the_burst_goes_at_once(int burst, int expected)
    {
        var pacer = new Pacer(25, burst);
        pacer.Take(0);
        var now = 100 * TimeSpan.TicksPerSecond;
        var count = 0;
        while (pacer.DueAt <= now)
        {
            pacer.Take(now);
            count++;
        }

        count.Should().Be(expected);
    }

    // Simulated case 10090: each cut of the rate made the burst longer, and granted some of it anew.
    [Fact]
    public void A_burst_that_is_used_up_is_not_granted_anew_when_the_rate_is_cut()
    {
        var pacer = new Pacer(5, 16);
        while (pacer.DueAt <= 0)
        {
            pacer.Take(0);
        }

        var due = pacer.DueAt;
        pacer.SetRate(4);

        due.Should().BePositive();
        pacer.DueAt.Should().BeGreaterThanOrEqualTo(due);
    }

    [Fact]
    public void Taking_before_it_is_due_is_refused()
    {
        var pacer = new Pacer(25, 1);
        pacer.Take(0);

        var early = () => pacer.Take(pacer.DueAt - 1);

        early.Should().Throw<InvalidOperationException>();
    }

    [Theory]
    [InlineData(25)]
    [InlineData(10)]
    [InlineData(80)]
    [InlineData(100)]
    public void Late_timers_lose_no_rate_and_a_server_exact_to_the_second_refuses_nothing(int allowed)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var taken = Drain(
                new Pacer(allowed * Pacer.Margin, 1),
                step: Millisecond,
                until: 60 * TimeSpan.TicksPerSecond,
                lateness: _ => (long)(random.NextDouble() * 15 * Millisecond));

            (taken.Count / 60.0 / allowed).Should().BeGreaterThanOrEqualTo(0.97);
            for (var i = allowed; i < taken.Count; i++)
            {
                (taken[i] - taken[i - allowed]).Should().BeGreaterThanOrEqualTo(TimeSpan.TicksPerSecond);
            }
        }
    }

    private static List<long> Drain(Pacer pacer, long step, long until, Func<int, long> lateness)
    {
        var taken = new List<long>();
        long now = 0;
        while (now < until)
        {
            while (pacer.DueAt <= now)
            {
                pacer.Take(now);
                taken.Add(now);
            }

            var wait = (Math.Max(1, pacer.DueAt - now) + step - 1) / step * step;
            now += wait + lateness(taken.Count);
        }

        return taken;
    }
}
