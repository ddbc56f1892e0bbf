using System.Net;
using CouponSync.Pushing.Retrying;
using CouponSync.Pushing.Throttling;
using CouponSync.Tests.Support;
using Serilog;
using Xunit.Abstractions;

namespace CouponSync.Tests.Pushing.Throttling;

/// <summary>A server without limits that refuses at random: slowing down does not help there.</summary>
public sealed class StrayRefusalTests(ITestOutputHelper output)
{
    public static TheoryData<string, double, double, double> Cases()
    {
        var cases = new TheoryData<string, double, double, double>();
        string[] reasons =
            ["endpoint-rate", "global-rate", "endpoint-concurrency", "global-concurrency", "resource-specific", "lock_timeout"];
        foreach (var reason in reasons)
        {
            foreach (var rate in new[] { 10.0, 25, 100, 1000 })
            {
                cases.Add(reason, rate, 0.01, 0.9);
                cases.Add(reason, rate, 0.05, 0.6);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Random_refusals_cost_little_of_the_rate(string reason, double rate, double share, double least)
    {
        var seconds = rate > 100 ? 60.0 : 300;
        var clock = new ManualTimeProvider { Hops = HopPolicy.Forbid };
        var server = new RefusingServer(clock, reason, share);
        using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false, rate), clock);
        using var client = StripeHttp.CreateClient(StripeHttp.CreateHandler(
            server, throttle, new RequestStatistics(), new RetryOptions(), clock, new Random(3)));

        await clock.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 256).Select(_ => Work())));

        var used = server.Accepted / seconds / rate;
        output.WriteLine($"{reason} {rate} {share} used {used:0.000}");
        used.Should().BeGreaterThanOrEqualTo(least);

        async Task Work()
        {
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "https://api.stripe.com/v1/coupons/25OFF");
                using var response = await client.SendAsync(request);
            }
        }
    }

    [Fact]
    public async Task One_refusal_makes_everybody_wait_shortly()
    {
        var clock = new ManualTimeProvider { Hops = HopPolicy.Forbid };
        var lines = new List<string>();
        using var log = new LoggerConfiguration().WriteTo.Sink(new LogLines(lines)).CreateLogger();
        using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false), clock, log);
        var endpoint = EndpointKey.From(new HttpRequestMessage(HttpMethod.Get, "https://api.stripe.com/v1/coupons/25OFF"));

        await clock.RunAsync(
            async () =>
            {
                var refused = await throttle.AdmitAsync(endpoint, mustFinish: false, CancellationToken.None);
                throttle.Complete(refused, answered: true, RateLimitReason.EndpointRate);
                await throttle.AdmitAsync(endpoint, mustFinish: false, CancellationToken.None);
            });

        clock.Elapsed.TotalMilliseconds.Should().BeInRange(80, 200);
        lines.Should().BeEmpty("no limit is cut");
    }

    private sealed class RefusingServer(ManualTimeProvider clock, string reason, double share) : HttpMessageHandler
    {
        private readonly Random _random = new(11);

        public int Accepted { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), clock, cancellationToken);
            if (_random.NextDouble() < share)
            {
                return new HttpResponseMessage(HttpStatusCode.TooManyRequests)
                {
                    Headers = { { "Stripe-Rate-Limited-Reason", reason } },
                    Content = new StringContent("{}"),
                };
            }

            Accepted++;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") };
        }
    }
}
