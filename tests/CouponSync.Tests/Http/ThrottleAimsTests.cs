using CouponSync.Http;
using CouponSync.Settings;
using CouponSync.Tests.Support;
using Serilog;
using Xunit.Abstractions;

namespace CouponSync.Tests.Http;

/// <summary>
/// How much of a server's limit is used, how much is refused, and how soon the configured limit is used again once the
/// server allows it. The figures are those the project aims at, over windows of several kinds and in virtual time.
/// </summary>
public sealed class ThrottleAimsTests(ITestOutputHelper output)
{
    private const double SettledAfter = 30;
    private const double LiftedAt = 120;
    private const double BackAt = LiftedAt + 60;
    private const double End = BackAt + 20;

    private static readonly EndpointKey Update = new("POST /v1/coupons/{id}");

    [Theory]
    [InlineData("fixed")]
    [InlineData("sliding")]
    [InlineData("bucket2")]
    public async Task The_documented_limit_is_used_and_nothing_is_refused(string window)
    {
        var random = new Random(3);
        var clock = new ManualTimeProvider
        {
            Hops = HopPolicy.Forbid,
            TimerLateness = () => TimeSpan.FromMilliseconds(random.NextDouble() * 12),
        };
        var limiter = ServerLimiter.Named(window, 25);
        var (accepted, refused) = (0, 0);
        using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false), clock);

        await clock.RunAsync(
            async () =>
            {
                while (clock.Elapsed.TotalSeconds < 120)
                {
                    var admission = await throttle.AdmitAsync(Update, mustFinish: false, CancellationToken.None);
                    (accepted, refused) = limiter.Allows(clock.Elapsed) ? (accepted + 1, refused) : (accepted, refused + 1);
                    _ = clock.CreateTimer(
                        _ => throttle.Complete(admission, RateLimitReason.None), null, TimeSpan.FromMilliseconds(200), Timeout.InfiniteTimeSpan);
                }
            });

        output.WriteLine($"{window}: used {accepted / 120.0 / 25:0.000}, refused {refused}");
        refused.Should().Be(0);
        (accepted / 120.0 / 25).Should().BeGreaterThanOrEqualTo(0.97);
    }

    /// <summary>Windows, what is configured and allowed, and latencies in ms. Latency brings a fifth of jitter: half a
    /// second of it is more than a server without any tolerance lets pass at 90 % of its rate, whoever asks.</summary>
    public static TheoryData<string, double, double, int> RateCases()
    {
        var cases = new TheoryData<string, double, double, int>();
        string[] windows = ["fixed", "sliding", "bucket2", "bucket5", "bucket10", "bucket25"];
        foreach (var window in windows)
        {
            foreach (var latency in window is "sliding" or "bucket2" ? new[] { 50, 200 } : [50, 200, 500])
            {
                cases.Add(window, 25, 10, latency);
            }

            cases.Add(window, 25, 5, 200);
            cases.Add(window, 25, 16, 200);
            cases.Add(window, 25, 22, 200);
            cases.Add(window, 20, 10, 200);
            cases.Add(window, 50, 25, 100);
            cases.Add(window, 100, 10, 100);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(RateCases))]
    public async Task A_lower_rate_is_found_used_and_left_again(string window, double configured, double allowed, int latency)
    {
        var clock = new ManualTimeProvider { Hops = HopPolicy.Forbid };
        using var server = new LimitedServer(clock, seed: 1)
        {
            RateLimit = ServerLimiter.Named(window, allowed),
            Latency = TimeSpan.FromMilliseconds(latency),
        };
        using var throttle = new RequestThrottle(
            ThrottleOptions.For(livemode: false, configured) with { MaxInFlight = ThrottleOptions.MostInFlight }, clock);

        await RunAsync(clock, server, throttle, () => server.RateLimit = null);

        Judge(server, $"{window}, {allowed}/s of {configured}/s, {latency} ms", allowed, configured, allowed < 10 ? 0.2 : 0.03);
    }

    [Theory]
    [InlineData("sliding")]
    [InlineData("bucket25")]
    public async Task So_is_a_lower_rate_of_a_live_account(string window)
    {
        var clock = new ManualTimeProvider { Hops = HopPolicy.Forbid };
        using var server = new LimitedServer(clock, seed: 1) { RateLimit = ServerLimiter.Named(window, 10), Scope = "global" };
        using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: true), clock);

        await RunAsync(clock, server, throttle, () => server.RateLimit = null);

        Judge(server, $"live, {window}, 10/s of 80/s", 10, 20, 0.03);
    }

    [Theory]
    [InlineData("endpoint", 4, 400)]
    [InlineData("endpoint", 4, 600)]
    [InlineData("global", 8, 600)]
    [InlineData("global", 2, 200)]
    [InlineData("global", 1, 200)]
    public async Task A_lower_limit_in_flight_is_found_used_and_left_again(string scope, int allowed, int latency)
    {
        var clock = new ManualTimeProvider();
        using var server = new LimitedServer(clock, seed: 1)
        {
            ConcurrencyLimit = allowed,
            Scope = scope,
            Latency = TimeSpan.FromMilliseconds(latency),
        };
        using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false), clock);

        await RunAsync(clock, server, throttle, () => server.ConcurrencyLimit = null);

        // A lower bound of what is possible: the server counts a request for half of its latency only.
        var seconds = latency / 1000.0;
        Judge(server, $"{allowed} in flight for {scope}, {latency} ms", allowed / seconds, Math.Min(25, 16 / seconds), allowed / seconds < 10 ? 0.2 : 0.03);
    }

    [Theory]
    [InlineData("endpoint-rate")]
    [InlineData("global-rate")]
    [InlineData("endpoint-concurrency")]
    [InlineData("global-concurrency")]
    public async Task A_stray_refusal_costs_one_cut_and_under_a_tenth_of_the_next_minute(string reason)
    {
        var clock = new ManualTimeProvider { Hops = HopPolicy.Forbid };
        var lines = new List<string>();
        using var log = new LoggerConfiguration().WriteTo.Sink(new LogLines(lines)).CreateLogger();
        using var server = new LimitedServer(clock, seed: 1) { StrayAt = TimeSpan.FromSeconds(20), StrayReason = reason };
        using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false), clock, log);

        await RunAsync(clock, server, throttle, static () => { });

        var (accepted, refused) = server.Between(20, 80);
        refused.Should().Be(1);
        accepted.Should().BeGreaterThan((int)(0.9 * 25 * 0.98 * 60) - 1);
        lines.Select(static line => line.Split('"')[3]).Should().Equal("cut", "restored");
    }

    [Fact]
    public async Task All_workers_share_what_is_known_of_a_limit_and_every_request_gets_through()
    {
        var clock = new ManualTimeProvider();
        using var server = new LimitedServer(clock, seed: 1) { RateLimit = ServerLimiter.Named("sliding", 10) };
        using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false), clock);
        using var client = StripeHttp.CreateClient(
            StripeHttp.CreateHandler(server, throttle, new RequestStatistics(), new RetryOptions(), clock, new Random(1)));

        await clock.RunAsync(
            async () =>
            {
                using var lifting = clock.CreateTimer(_ => server.RateLimit = null, null, TimeSpan.FromSeconds(LiftedAt), Timeout.InfiniteTimeSpan);
                await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => WorkAsync()));
            });

        Judge(server, "16 workers, 10/s of 25/s", 10, 25, 0.03);

        async Task WorkAsync()
        {
            while (clock.Elapsed.TotalSeconds < End)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.stripe.com/v1/coupons/25OFF");
                request.Headers.Add("Idempotency-Key", "key");
                using var response = await client.SendAsync(request);
                response.IsSuccessStatusCode.Should().BeTrue();
            }
        }
    }

    private static Task RunAsync(ManualTimeProvider clock, LimitedServer server, RequestThrottle throttle, Action lift) => clock.RunAsync(
        async () =>
        {
            using var client = new HttpMessageInvoker(server, disposeHandler: false);
            using var lifting = clock.CreateTimer(_ => lift(), null, TimeSpan.FromSeconds(LiftedAt), Timeout.InfiniteTimeSpan);
            var sent = new List<Task>();
            while (clock.Elapsed.TotalSeconds < End)
            {
                sent.Add(SendAsync(client, throttle, await throttle.AdmitAsync(Update, mustFinish: false, CancellationToken.None)));
            }

            await Task.WhenAll(sent);
        });

    private static async Task SendAsync(HttpMessageInvoker client, RequestThrottle throttle, Admission admission)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.stripe.com/v1/coupons/25OFF");
        using var response = await client.SendAsync(request, CancellationToken.None);
        throttle.Complete(admission, RateLimitHeader.ReasonOf(response));
    }

    private void Judge(LimitedServer server, string what, double allowed, double configured, double mostRefused)
    {
        var (accepted, refused) = server.Between(SettledAfter, LiftedAt);
        var used = accepted / (LiftedAt - SettledAfter) / allowed;
        var lost = refused / (double)(accepted + refused);
        var back = server.Between(BackAt, End).Accepted / (End - BackAt) / configured;
        output.WriteLine($"{what}: used {used:0.000}, refused {lost:0.0000}, full again {back:0.000}");
        using var scope = new FluentAssertions.Execution.AssertionScope();
        used.Should().BeGreaterThanOrEqualTo(0.85);
        lost.Should().BeLessThanOrEqualTo(mostRefused);
        back.Should().BeGreaterThanOrEqualTo(0.97);
    }
}
