using BenchmarkDotNet.Attributes;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Remote;
using CouponSync.Settings;

namespace CouponSync.Benchmarks;

/// <summary>What an unchanged row costs: the diff alone, the look-up, the record's bytes, the whole plan.</summary>
[MemoryDiagnoser]
public class PlanBenchmarks : IDisposable
{
    private const int Count = 100_000;
    private readonly PlanOptions _options = new();
    private readonly CouponRecord _codec = new();
    private string _directory = "";
    private RemoteCoupon[] _coupons = [];
    private CouponRow[] _rows = [];
    private byte[] _record = [];
    private RemoteImage _image = null!;
    private CouponDiff _diff = null!;
    private int _next;

    /// <summary>Makes an image on disk.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _directory = Directory.CreateTempSubdirectory("couponsync-bench-").FullName;
        _coupons = Sample.Coupons(Count);
        _rows = [.. _coupons.Select(Sample.Row)];
        _record = _codec.Encode(_coupons[0]).ToArray();
        _image = RemoteImage.Create(Path.Combine(_directory, "image.db"), livemode: false);
        _image.Put(_coupons);
        _diff = new CouponDiff(_options);
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _image.Dispose();
        _codec.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The diff of a row that holds.</summary>
    [Benchmark]
    public bool Diff() => _diff.Compare(_rows[0], _coupons[0], 1).Kind == VerdictKind.Unchanged;

    /// <summary>The same from the bytes of the record.</summary>
    [Benchmark]
    public bool Record() => RecordComparison.Holds(_rows[0], _record, _options);

    /// <summary>A look-up that makes a coupon.</summary>
    [Benchmark]
    public bool Find() => _image.Find(_rows[Next()].Id) is not null;

    /// <summary>A look-up that makes none.</summary>
    [Benchmark]
    public int Look()
    {
        var length = _image.Record(_rows[Next()].Id).Length;
        _image.Release();
        return length;
    }

    /// <summary>A plan in which nothing changes, each coupon looked up.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public long Plan() => new CouponPlanner(_diff, _image.Find, static _ => null)
    {
        IsSurelyUnchanged = row =>
        {
            var holds = RecordComparison.Holds(row, _image.Record(row.Id), _options);
            _image.Release();
            return holds;
        },
    }.Plan(_rows, static _ => { }, static _ => { }, CancellationToken.None).Unchanged;

    private int Next() => _next = (_next + 7919) % Count;
}
