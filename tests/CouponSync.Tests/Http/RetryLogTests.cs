using System.Net;
using CouponSync.Http;
using CouponSync.Settings;
using CouponSync.Tests.Support;
using Serilog;

namespace CouponSync.Tests.Http;

public sealed class RetryLogTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly List<string> _lines = [];

    [Fact]
    public async Task Each_repeated_attempt_is_a_line_that_says_where_why_and_how_long()
    {
        await Send(1, new ScriptedServer(_ => Refusal("endpoint-rate"), _ => throw new HttpRequestException("x"), _ => Done()));

        var attempts = _lines.Where(static line => !line.StartsWith("Throttle:", StringComparison.Ordinal)).ToList();
        attempts.Should().HaveCount(2);
        attempts[0].Should().Match("*POST /v1/coupons/{id}*attempt 1 brought*429 endpoint-rate*in * ms*req_7*");
        attempts[1].Should().Match("*attempt 2 brought*reset*in * ms*");
        _lines.Should().NotContain(line => line.Contains("sk_test_secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cut_of_a_limit_and_its_restoration_are_lines()
    {
        await Send(3000, new ScriptedServer(_ => Refusal("endpoint-rate"), _ => Done()));

        _lines.Should().Contain(line => line.Contains("Throttle", StringComparison.Ordinal) && line.Contains("POST /v1/coupons/{id}", StringComparison.Ordinal) && line.Contains("is \"cut\" from 24.5", StringComparison.Ordinal));
        _lines.Should().ContainSingle(line => line.Contains("is \"restored\" from", StringComparison.Ordinal) && line.Contains("to 24.5", StringComparison.Ordinal));
    }

    private static Task<HttpResponseMessage> Refusal(string reason) => Task.FromResult(
        new HttpResponseMessage(HttpStatusCode.TooManyRequests)
        {
            Headers = { { "Stripe-Rate-Limited-Reason", reason }, { "Request-Id", "req_7" } },
            Content = new StringContent("{}"),
        });

    private static Task<HttpResponseMessage> Done() =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") });

    private Task Send(int requests, ScriptedServer server)
    {
        using var log = new LoggerConfiguration().WriteTo.Sink(new LogLines(_lines)).CreateLogger();
        return _clock.RunAsync(
            async () =>
            {
                using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false), _clock, log);
                using var client = StripeHttp.CreateClient(StripeHttp.CreateHandler(
                    server, throttle, new RequestStatistics(), new RetryOptions(), _clock, new Random(7), log));
                for (var i = 0; i < requests; i++)
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.stripe.com/v1/coupons/25OFF");
                    request.Headers.Add("Idempotency-Key", "key");
                    request.Headers.Add("Authorization", "Bearer sk_test_secret");
                    using var response = await client.SendAsync(request);
                }
            });
    }
}
