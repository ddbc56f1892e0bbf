using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CouponSync.Benchmarks;
using Perfolizer.Horology;

// dotnet run -c Release --project bench/CouponSync.Benchmarks [-- --filter '*'] [--out FILE]
// The tables go to FILE too, bench/benchmarks.md unless another is named.
var named = Array.IndexOf(args, "--out");
var output = named >= 0 && named + 1 < args.Length ? Path.GetFullPath(args[named + 1]) : TablesFile.DefaultPath();
var options = args.Where((_, i) => named < 0 || (i != named && i != named + 1)).ToArray();
var work = Directory.CreateTempSubdirectory("couponsync-bench-").FullName;

// In this process: a benchmark needs no build of its own, and so no feed. Short: all of them end within minutes.
var config = ManualConfig.CreateEmpty()
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationTime(TimeInterval.FromMilliseconds(250)).WithMinIterationCount(3))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(ConsoleLogger.Default)
    .HideColumns(Column.Job, Column.Toolchain, Column.IterationTime, Column.IterationCount, Column.LaunchCount, Column.WarmupCount, Column.MinIterationCount, Column.Gen0, Column.Gen1, Column.Gen2)
    .WithSummaryStyle(SummaryStyle.Default.WithCultureInfo(CultureInfo.InvariantCulture))
    .WithArtifactsPath(work);
try
{
    var summaries = BenchmarkSwitcher.FromAssembly(typeof(ReaderBenchmarks).Assembly)
        .Run(options.Length == 0 ? ["--filter", "*"] : options, config)
        .ToList();
    if (summaries.Count > 0)
    {
        TablesFile.Write(output, summaries);
        Console.WriteLine($"The tables are in {output}.");
    }

    return summaries.Count > 0 && summaries.TrueForAll(static s => s.Reports.All(static r => r.Success)) ? 0 : 1;
}
finally
{
    Directory.Delete(work, recursive: true);
}
