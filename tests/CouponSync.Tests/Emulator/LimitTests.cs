using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class LimitTests
{
    private static readonly EmulatorLimits Tight = EmulatorLimits.None with { JitterTolerance = 0 };

    [Theory]
    [InlineData(7)]
    [InlineData(25)]
    [InlineData(100)]
    public void A_client_that_keeps_exactly_to_the_rate_is_never_refused(int rate)
    {
        var window = new RateWindow(rate, tolerance: 0, TimeSpan.TicksPerSecond);
        for (var i = 0L; i < 60 * rate; i++)
        {
            var now = i * TimeSpan.TicksPerSecond / rate;
            window.Allows(now).Should().BeTrue("request {0} keeps to {1} a second", i, rate);
            window.Count(now);
        }
    }

    [Theory]
    [InlineData(25, 0)]
    [InlineData(25, 1)]
    [InlineData(100, 5)]
    public void No_second_holds_more_than_the_rate_and_its_tolerance_and_a_minute_not_more_than_the_rate(int rate, int tolerance)
    {
        var window = new RateWindow(rate, tolerance, TimeSpan.TicksPerSecond);
        var accepted = new List<long>();
        for (var now = 0L; now < TimeSpan.TicksPerMinute; now += TimeSpan.TicksPerMillisecond)
        {
            if (window.Allows(now))
            {
                window.Count(now);
                accepted.Add(now);
            }
        }

        accepted.Should().HaveCountLessThanOrEqualTo((60 * rate) + rate + tolerance).And.HaveCountGreaterThanOrEqualTo(60 * rate);
        for (var i = rate + tolerance; i < accepted.Count; i++)
        {
            (accepted[i] - accepted[i - rate - tolerance]).Should().BeGreaterThanOrEqualTo(TimeSpan.TicksPerSecond);
        }
    }

    [Theory]
    [InlineData(false, 26, "global-rate")]
    [InlineData(true, 26, "endpoint-rate")]
    public async Task Stripes_own_limits_hold_by_default(bool livemode, int allowed, string reason)
    {
        var account = new TestAccount(new EmulatorOptions());
        var key = livemode ? TestAccount.LiveKey : TestAccount.Key;
        var replies = new List<Reply>();
        for (var i = 0; i < 40; i++)
        {
            replies.Add(await account.GetAsync("/v1/coupons", key));
        }

        replies.Take(allowed).Should().OnlyContain(static reply => reply.Status == 200);
        replies.Skip(allowed).Should().OnlyContain(reply =>
            reply.Status == 429 && reply.Code == "rate_limit" && reply.Header("Stripe-Rate-Limited-Reason") == reason);
        account.Emulator.Counters.Snapshot().RateLimited.Should().Equal(new Dictionary<string, long> { [reason] = 40 - allowed });
        account.Clock.Advance(TimeSpan.FromSeconds(2));
        (await account.GetAsync("/v1/coupons", key)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Endpoints_have_limits_of_their_own_whatever_the_id()
    {
        var account = new TestAccount(new EmulatorOptions { Limits = EmulatorLimits.None with { EndpointRate = 2, JitterTolerance = 0 } });
        account.Add("A", "B", "C", "D");
        var statuses = new List<int>();
        foreach (var id in new[] { "A", "B", "C", "D" })
        {
            statuses.Add((await account.PostAsync("/v1/coupons/" + id, "name=n")).Status);
        }

        statuses.Should().Equal(200, 200, 200, 429);
        (await account.GetAsync("/v1/coupons/A")).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("global-concurrency")]
    [InlineData("endpoint-concurrency")]
    public async Task Requests_in_flight_are_limited(string reason)
    {
        var isGlobal = reason == "global-concurrency";
        var account = new TestAccount(new EmulatorOptions
        {
            Latency = TimeSpan.FromSeconds(1),
            Limits = isGlobal ? Tight with { AccountConcurrency = 2 } : Tight with { EndpointConcurrency = 2 },
        });
        var first = account.GetAsync("/v1/coupons");
        var second = account.GetAsync("/v1/coupons");
        var other = account.GetAsync("/v1/events");
        var third = await account.GetAsync("/v1/coupons");

        third.Header("Stripe-Rate-Limited-Reason").Should().Be(reason);
        other.IsCompleted.Should().Be(isGlobal);
        account.Clock.Advance(TimeSpan.FromSeconds(1));
        (await first).Status.Should().Be(200);
        (await second).Status.Should().Be(200);
        (await other).Status.Should().Be(isGlobal ? 429 : 200);
        account.Emulator.Counters.Snapshot().HighestConcurrency.Should().Be(isGlobal ? 3 : 4);
        var again = account.GetAsync("/v1/coupons");
        account.Clock.Advance(TimeSpan.FromSeconds(1));
        (await again).Status.Should().Be(200);
    }

    [Fact]
    public async Task Limits_can_change_while_it_runs()
    {
        var account = new TestAccount();
        account.Emulator.Limits = EmulatorLimits.None with { TestAccountRate = 1, JitterTolerance = 0 };

        (await account.GetAsync("/v1/coupons")).Status.Should().Be(200);
        (await account.GetAsync("/v1/coupons")).Status.Should().Be(200);
        (await account.GetAsync("/v1/coupons")).Status.Should().Be(429);
        account.Emulator.Limits = EmulatorLimits.None;
        (await account.GetAsync("/v1/coupons")).Status.Should().Be(200);
        account.Invoking(static a => a.Emulator.Limits = EmulatorLimits.None with { EndpointRate = 0 })
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*at least 1*EndpointRate*");
    }

    [Fact]
    public async Task A_cancelled_request_leaves_its_place()
    {
        var account = new TestAccount(new EmulatorOptions
        {
            Latency = TimeSpan.FromHours(1),
            Limits = Tight with { AccountConcurrency = 1 },
        });
        using var cancellation = new CancellationTokenSource();
        var waiting = account.Emulator.SendAsync(EmulatorRequest.Create("GET", "/v1/coupons", TestAccount.Key), cancellation.Token);
        await cancellation.CancelAsync();
        await waiting.Invoking(static task => task).Should().ThrowAsync<OperationCanceledException>();
        account.Emulator.Latency = TimeSpan.Zero;

        (await account.GetAsync("/v1/coupons")).Status.Should().Be(200);
        account.Emulator.Counters.Snapshot().Of("GET /v1/coupons", 0).Should().Be(1);
    }
}
