using BenchmarkDotNet.Attributes;
using CouponSync.Input;
using CouponSync.Settings;

namespace CouponSync.Benchmarks;

/// <summary>Reading a file to its end, with every check, and reading its rows back.</summary>
[MemoryDiagnoser]
public class ReaderBenchmarks
{
    private const int Rows = 100_000;
    private string _directory = "";
    private string _file = "";
    private LoadedInput _input = null!;

    /// <summary>Makes the file.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _directory = Directory.CreateTempSubdirectory("couponsync-bench-").FullName;
        _file = Path.Combine(_directory, "coupons.csv");
        File.WriteAllText(_file, Sample.Csv(Sample.Coupons(Rows)));
        // Not async: in this process, a setup is not awaited.
        _input = LoadAsync().GetAwaiter().GetResult();
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _input.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Loads 100,000 rows.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public async Task<long> Load()
    {
        await using var input = await LoadAsync();
        return input.ValidCount;
    }

    /// <summary>Reads the loaded rows.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public int ReadBack() => _input.Rows(CancellationToken.None).Count();

    private Task<LoadedInput> LoadAsync() => CsvLoader.LoadAsync(
        CsvInput.From(_file, Console.OpenStandardInput), new CsvReadOptions(), _directory, CancellationToken.None);
}
