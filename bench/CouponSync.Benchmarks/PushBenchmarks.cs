using BenchmarkDotNet.Attributes;
using CouponSync.Http;
using CouponSync.Remote;
using CouponSync.Settings;

namespace CouponSync.Benchmarks;

/// <summary>What is computed for every request.</summary>
[MemoryDiagnoser]
public class PushBenchmarks : IDisposable
{
    private readonly TimeSpan _base = TimeSpan.FromSeconds(0.5);
    private readonly TimeSpan _most = TimeSpan.FromSeconds(15);
    private static readonly EndpointKey List = EndpointKey.From(new HttpRequestMessage(HttpMethod.Get, "https://api.stripe.com/v1/coupons"));
    private readonly Pacer _pacer = new(10_000, 1);
    private readonly FetchState _state = new(Wanted: 1_000, Seen: 600, Asked: 500, Cuts: 2, IdsPerPage: 1);
    private RequestThrottle _throttle = null!;
    private readonly int _attempt = 5;
    private long _now;

    /// <summary>Makes a throttle that is always due: its own cost is measured, not the pace.</summary>
    [GlobalSetup]
    public void SetUp() => _throttle = new RequestThrottle(new ThrottleOptions(), new LeapingClock());

    /// <summary>Disposes of it.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _throttle.Dispose();
    }

    /// <summary>The wait before an attempt.</summary>
    [Benchmark]
    public TimeSpan Backoff() => RetryArithmetic.Backoff(_attempt, _base, _most, 0.5);

    /// <summary>A turn of the pacer.</summary>
    [Benchmark]
    public long Pace()
    {
        _now = Math.Max(_now + 1, _pacer.DueAt);
        _pacer.Take(_now);
        return _now;
    }

    /// <summary>Through the throttle and back.</summary>
    [Benchmark]
    public async Task<bool> Admit()
    {
        var admission = await _throttle.AdmitAsync(List, false, CancellationToken.None);
        _throttle.Complete(admission, RateLimitReason.None);
        return true;
    }

    /// <summary>A decision between the list and reading by id.</summary>
    [Benchmark]
    public bool Decide() => FetchRule.Lists(_state, null);

    private sealed class LeapingClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += TimeSpan.TicksPerSecond;
    }
}
