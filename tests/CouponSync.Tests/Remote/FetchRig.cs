using CouponSync.Coupons;
using CouponSync.Emulator;
using CouponSync.Http;
using CouponSync.Pipelines;
using CouponSync.Remote;
using CouponSync.Settings;
using CouponSync.StripeApi;
using CouponSync.Tests.Support;
using Serilog;
using Serilog.Core;

namespace CouponSync.Tests.Remote;

/// <summary>An emulated account on a manual clock, everything between it and a fetch, and a snapshot to read into.</summary>
internal sealed class FetchRig : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Logger _log;
    private readonly StripeConnection _connection;

    public FetchRig(
        TimeSpan latency, EmulatorLimits? limits = null, ThrottleOptions? throttle = null, Func<HttpMessageHandler, HttpMessageHandler>? around = null)
    {
        Emulator = new StripeEmulator(new EmulatorOptions { Latency = latency, Limits = limits ?? EmulatorLimits.Default }, Clock);
        _log = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new LogLines(LogLines)).CreateLogger();
        Throttle = throttle ?? ThrottleOptions.For(livemode: false);
        var transport = Emulator.CreateHandler();
        _connection = new StripeConnection(
            ApiKey.Parse("sk_test_fetch", "the test"),
            new Uri("http://emulator.invalid"),
            Throttle,
            new RetryOptions(),
            around is null ? transport : around(transport),
            Clock,
            new Random(1));
        Snapshot = CouponSnapshot.Create(_directory.File("snapshot.db"), livemode: false);
    }

    public ManualTimeProvider Clock { get; } = new();

    public StripeEmulator Emulator { get; }

    public ThrottleOptions Throttle { get; }

    public CouponSnapshot Snapshot { get; }

    public List<string> LogLines { get; } = [];

    public RequestCounts Requests => _connection.Statistics.Counts;

    /// <summary>Adds a coupon for each second.</summary>
    public string[] Seed(IEnumerable<long> created, string prefix = "C")
    {
        var coupons = created.Select((second, i) => new EmulatorCoupon
        {
            Id = $"{prefix}{i:D6}",
            Created = second,
            Terms = new EmulatorTerms { PercentOff = 10 },
        }).ToArray();
        Emulator.Seed(coupons);
        return [.. coupons.Select(static c => c.Id)];
    }

    /// <summary>Reads coupons to the end.</summary>
    /// <param name="mode">How.</param>
    /// <param name="wanted">The ids.</param>
    /// <param name="onProgress">Called for each answer.</param>
    /// <param name="size">How large the account is known to be.</param>
    public FetchResult Run(FetchMode mode, IReadOnlyCollection<string> wanted, Action<long>? onProgress = null, AccountSize? size = null)
    {
        var start = Clock.Elapsed;
        var fetch = new CouponFetch(_connection.Gateway, Throttle, Clock, _log);
        var fetched = Clock.Run(() => fetch.ReadAsync(
            new FetchRequest(wanted, wanted.Count, WithProducts: false) { Mode = mode, Size = size },
            Snapshot,
            new DirectProgress<long>(p => onProgress?.Invoke(p)),
            CancellationToken.None));
        return new FetchResult(fetched, fetch.Restarts, Clock.Elapsed - start);
    }

    public void Dispose()
    {
        Snapshot.Dispose();
        _connection.Dispose();
        _log.Dispose();
        _directory.Dispose();
    }
}

/// <summary>How reading went.</summary>
internal sealed record FetchResult(FetchedCoupons Fetched, int Restarts, TimeSpan Took);
