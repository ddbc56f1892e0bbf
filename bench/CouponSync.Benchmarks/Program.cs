using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CouponSync.Benchmarks;

// dotnet run -c Release --project bench/CouponSync.Benchmarks -- --filter '*'
// In this process: a benchmark needs no build of its own, and so no feed.
BenchmarkSwitcher.FromAssembly(typeof(ReaderBenchmarks).Assembly)
    .Run(args, DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
