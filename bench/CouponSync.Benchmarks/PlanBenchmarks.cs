using BenchmarkDotNet.Attributes;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Remote;
using CouponSync.Settings;

namespace CouponSync.Benchmarks;

/// <summary>What an unchanged row costs: the diff alone, the look-up, the whole plan.</summary>
[MemoryDiagnoser]
public class PlanBenchmarks : IDisposable
{
    private const int Count = 100_000;
    private string _directory = "";
    private RemoteCoupon[] _coupons = [];
    private CouponRow[] _rows = [];
    private CouponSnapshot _snapshot = null!;
    private CouponDiff _diff = null!;
    private int _next;

    /// <summary>Makes a snapshot on disk.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _directory = Directory.CreateTempSubdirectory("couponsync-bench-").FullName;
        _coupons = Sample.Coupons(Count);
        _rows = [.. _coupons.Select(Sample.Row)];
        _snapshot = CouponSnapshot.Create(Path.Combine(_directory, "snapshot.db"), livemode: false);
        _snapshot.Put(_coupons);
        _diff = new CouponDiff(new PlanOptions());
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _snapshot.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The diff of a row that holds.</summary>
    [Benchmark]
    public bool Diff() => _diff.Compare(_rows[0], _coupons[0], 1).Kind == VerdictKind.Unchanged;

    /// <summary>A look-up.</summary>
    [Benchmark]
    public bool Find() => _snapshot.Find(_rows[Next()].Id) is not null;

    /// <summary>A plan in which nothing changes, each coupon looked up.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public long Plan() => new CouponPlanner(_diff, _snapshot.Find, static _ => null)
        .Plan(_rows, static (_, _) => { }, static _ => { }, CancellationToken.None).Unchanged;

    private int Next() => _next = (_next + 7919) % Count;
}
