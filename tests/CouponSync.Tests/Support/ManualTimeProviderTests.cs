using System.Threading.Channels;

namespace CouponSync.Tests.Support;

public sealed class ManualTimeProviderTests
{
    [Fact]
    public void Timers_fire_in_due_order_at_their_own_instants()
    {
        var clock = new ManualTimeProvider();
        var fired = new List<string>();
        using var second = Timer(clock, "second", 20, fired);
        using var first = Timer(clock, "first", 10, fired);
        using var third = Timer(clock, "third", 20, fired);
        using var never = Timer(clock, "never", 15, fired);
        never.Dispose();

        clock.Advance(TimeSpan.FromMilliseconds(25));

        fired.Should().Equal("first@10", "second@20", "third@20");
        clock.Elapsed.Should().Be(TimeSpan.FromMilliseconds(25));
    }

    [Fact]
    public void A_periodic_timer_fires_at_each_period_until_it_is_changed()
    {
        var clock = new ManualTimeProvider();
        var at = new List<double>();
        using var timer = clock.CreateTimer(
            _ => at.Add(clock.Elapsed.TotalSeconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        clock.Advance(TimeSpan.FromSeconds(6));
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(6));

        at.Should().Equal(1, 3, 5);
    }

    [Theory]
    [InlineData(HopPolicy.Settle)]
    [InlineData(HopPolicy.Forbid)]
    public async Task Work_runs_to_its_end_while_the_clock_goes_from_timer_to_timer(object policy)
    {
        var clock = new ManualTimeProvider { Hops = (HopPolicy)policy };

        var times = await clock.RunAsync(
            async () =>
            {
                var both = await Task.WhenAll(Sleeper(clock, 3), Sleeper(clock, 5));
                return both;
            });

        times.Should().Equal(9, 15);
        clock.Elapsed.Should().Be(TimeSpan.FromSeconds(15));
        clock.HopCount.Should().Be(0);
    }

    [Fact]
    public async Task Timeouts_of_cancellation_sources_are_those_of_the_clock()
    {
        var clock = new ManualTimeProvider();

        var run = () => clock.RunAsync(
            async () =>
            {
                using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(4), clock);
                await Task.Delay(TimeSpan.FromHours(1), clock, timeout.Token);
            });

        await run.Should().ThrowAsync<OperationCanceledException>();
        clock.Elapsed.Should().Be(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task The_clock_waits_for_work_that_goes_through_the_pool()
    {
        for (var round = 0; round < 20; round++)
        {
            var clock = new ManualTimeProvider();
            var seen = await clock.RunAsync(() => ProducerAndConsumers(clock, Channel.CreateBounded<int>(2)));

            // Twenty exactly, unless the system suspended a pool thread at the one place where it goes unseen.
            seen.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(20)).And.BeLessThan(TimeSpan.FromSeconds(30));
            clock.HopCount.Should().BePositive();
        }
    }

    [Fact]
    public async Task Channels_with_synchronous_continuations_stay_on_the_pump()
    {
        var clock = new ManualTimeProvider { Hops = HopPolicy.Forbid };

        var seen = await clock.RunAsync(
            () => ProducerAndConsumers(
                clock,
                Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = true })));

        seen.Should().Be(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Leaving_the_pump_fails_where_it_is_forbidden()
    {
        var clock = new ManualTimeProvider { Hops = HopPolicy.Forbid };

        var run = () => clock.RunAsync(() => ProducerAndConsumers(clock, Channel.CreateBounded<int>(2)));

        await run.Should().ThrowAsync<InvalidOperationException>().WithMessage("*AllowSynchronousContinuations*");
    }

    [Fact]
    public async Task Work_that_waits_for_nothing_on_the_clock_is_called_stalled()
    {
        var clock = new ManualTimeProvider { StallLimit = TimeSpan.FromMilliseconds(50) };

        var run = () => clock.RunAsync(() => new TaskCompletionSource().Task);

        await run.Should().ThrowAsync<InvalidOperationException>().WithMessage("*no timer*");
    }

    [Fact]
    public void Late_timers_show_the_later_instant()
    {
        var clock = new ManualTimeProvider { TimerLateness = () => TimeSpan.FromMilliseconds(7) };
        var fired = new List<string>();
        using var timer = Timer(clock, "timer", 10, fired);

        clock.Advance(TimeSpan.FromSeconds(1));

        fired.Should().Equal("timer@17");
    }

    private static async Task<TimeSpan> ProducerAndConsumers(ManualTimeProvider clock, Channel<int> channel)
    {
        var consumers = Enumerable.Range(0, 3).Select(
            async _ =>
            {
                await foreach (var item in channel.Reader.ReadAllAsync())
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), clock);
                }
            }).ToArray();
        for (var i = 0; i < 60; i++)
        {
            await channel.Writer.WriteAsync(i);
        }

        channel.Writer.Complete();
        await Task.WhenAll(consumers);
        return clock.Elapsed;
    }

    private static async Task<double> Sleeper(ManualTimeProvider clock, int seconds)
    {
        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), clock).ConfigureAwait(false);
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static ITimer Timer(ManualTimeProvider clock, string name, int milliseconds, List<string> fired) =>
        clock.CreateTimer(
            _ => fired.Add($"{name}@{clock.Elapsed.TotalMilliseconds}"),
            null,
            TimeSpan.FromMilliseconds(milliseconds),
            Timeout.InfiniteTimeSpan);
}
