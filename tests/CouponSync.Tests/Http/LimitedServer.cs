using System.Net;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Http;

/// <summary>A server that answers after a latency and enforces limits that a test can change while it runs.</summary>
internal sealed class LimitedServer(ManualTimeProvider clock, int seed) : HttpMessageHandler
{
    private readonly Random _random = new(seed);
    private readonly List<(TimeSpan At, bool Refused)> _log = [];
    private int _inFlight;

    public ServerLimiter? RateLimit { get; set; }

    public int? ConcurrencyLimit { get; set; }

    /// <summary>The first request that comes from then on is refused, whatever the limits.</summary>
    public TimeSpan? StrayAt { get; set; }

    public string StrayReason { get; init; } = "endpoint-rate";

    public string Scope { get; init; } = "endpoint";

    /// <summary>The mean latency, half of it on the way there; each half varies by a fifth.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(200);

    public (int Accepted, int Refused) Between(double fromSecond, double toSecond)
    {
        var part = _log.Where(e => e.At.TotalSeconds >= fromSecond && e.At.TotalSeconds < toSecond).ToList();
        return (part.Count(e => !e.Refused), part.Count(e => e.Refused));
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(HalfLatency(), clock, cancellationToken);
        var reason = Refusal();
        _log.Add((clock.Elapsed, reason is not null));
        if (reason is null)
        {
            _inFlight++;
            await Task.Delay(HalfLatency(), clock, cancellationToken);
            _inFlight--;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") };
        }

        await Task.Delay(HalfLatency() / 4, clock, cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.TooManyRequests)
        {
            Headers = { { "Stripe-Rate-Limited-Reason", reason } },
            Content = new StringContent("{}"),
        };
    }

    private string? Refusal()
    {
        if (clock.Elapsed >= StrayAt)
        {
            StrayAt = null;
            return StrayReason;
        }

        return _inFlight >= ConcurrencyLimit ? $"{Scope}-concurrency"
            : RateLimit?.Allows(clock.Elapsed) == false ? $"{Scope}-rate"
            : null;
    }

    private TimeSpan HalfLatency() => Latency / 2 * (0.8 + (0.4 * _random.NextDouble()));
}
