using CouponSync.Pushing.Retrying;
using CouponSync.Pushing.Throttling;
using CouponSync.Tests.Support;
using Xunit.Abstractions;

namespace CouponSync.Tests.Pushing.Throttling;

public sealed class AdaptationSimulationTests(ITestOutputHelper output)
{
    private const double SettledAfter = 30;
    private const double LiftedAt = 150;
    private const double BackAt = LiftedAt + 60;
    private const double End = BackAt + 20;

    /// <summary>Windows, allowed rates, latencies in ms and seeds. Half a second of latency brings 50 ms of jitter,
    /// more than a server without any tolerance lets pass at 90 % of its rate, whoever asks: those are left out.</summary>
    public static TheoryData<string, double, int, int> RateCases()
    {
        var cases = new TheoryData<string, double, int, int>();
        string[] windows = ["fixed", "sliding", "bucket2", "bucket5", "bucket10", "bucket25"];
        foreach (var window in windows)
        {
            foreach (var latency in window is "sliding" or "bucket2" ? new[] { 50, 200 } : [50, 200, 500])
            {
                for (var seed = 1; seed <= 3; seed++)
                {
                    cases.Add(window, 10, latency, seed);
                }

                cases.Add(window, 4, latency, 4);
                cases.Add(window, 16, latency, 5);
                cases.Add(window, 22, latency, 6);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(RateCases))]
    public async Task A_lower_rate_is_found_used_and_left_again(string window, double allowed, int latency, int seed)
    {
        var clock = new ManualTimeProvider { Hops = HopPolicy.Forbid };
        var server = new LimitedServer(clock, seed)
        {
            RateLimit = ServerLimiter.Named(window, allowed),
            Latency = TimeSpan.FromMilliseconds(latency),
        };

        await Run(clock, server, seed, () => server.RateLimit = null);

        var (accepted, refused) = server.Between(SettledAfter, LiftedAt);
        var used = accepted / (LiftedAt - SettledAfter) / allowed;
        var lost = refused / (double)(accepted + refused);
        var back = server.Between(BackAt, End).Accepted / (End - BackAt) / 25;
        output.WriteLine($"{window} {allowed} {latency} used {used:0.000} lost {lost:0.0000} back {back:0.000}");
        using var scope = new FluentAssertions.Execution.AssertionScope();
        used.Should().BeGreaterThanOrEqualTo(0.9);
        lost.Should().BeLessThan(0.02);
        back.Should().BeGreaterThanOrEqualTo(0.97);
    }

    [Theory]
    [InlineData("endpoint", 4, 400, 1)]
    [InlineData("endpoint", 4, 400, 2)]
    [InlineData("endpoint", 4, 700, 3)]
    [InlineData("global", 4, 500, 4)]
    [InlineData("global", 2, 300, 5)]
    [InlineData("global", 1, 200, 6)]
    [InlineData("global", 8, 600, 7)]
    public async Task A_lower_concurrency_is_found_used_and_left_again(string scope, int allowed, int latency, int seed)
    {
        var clock = new ManualTimeProvider { Hops = HopPolicy.Forbid };
        var server = new LimitedServer(clock, seed)
        {
            ConcurrencyLimit = allowed,
            Scope = scope,
            Latency = TimeSpan.FromMilliseconds(latency),
        };

        await Run(clock, server, seed, () => server.ConcurrencyLimit = null);

        // A lower bound of what is possible: the server counts a request for half of its latency only.
        var (accepted, refused) = server.Between(SettledAfter, LiftedAt);
        var possible = Math.Min(25, allowed / (latency / 1000.0));
        var used = accepted / (LiftedAt - SettledAfter) / possible;
        var lost = refused / (double)(accepted + refused);
        var back = server.Between(BackAt, End).Accepted / (End - BackAt) / Math.Min(25, 16 / (latency / 1000.0));
        output.WriteLine($"{scope} {allowed} {latency} used {used:0.000} lost {lost:0.0000} back {back:0.000}");
        using var assertions = new FluentAssertions.Execution.AssertionScope();
        used.Should().BeGreaterThanOrEqualTo(0.9);
        lost.Should().BeLessThan(0.02);
        back.Should().BeGreaterThanOrEqualTo(0.95);
    }

    private static async Task Run(ManualTimeProvider clock, LimitedServer server, int seed, Action lift)
    {
        using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false), clock);
        using var client = StripeHttp.CreateClient(
            StripeHttp.CreateHandler(
                server, throttle, new RequestStatistics(), new RetryOptions(), clock, new Random(seed)));
        await clock.RunAsync(
            async () =>
            {
                using var lifting = clock.CreateTimer(
                    _ => lift(), null, TimeSpan.FromSeconds(LiftedAt), Timeout.InfiniteTimeSpan);
                await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Work()));
            });

        async Task Work()
        {
            while (clock.Elapsed.TotalSeconds < End)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.stripe.com/v1/coupons/25OFF");
                request.Headers.Add("Idempotency-Key", "key");
                using var response = await client.SendAsync(request);
            }
        }
    }
}
