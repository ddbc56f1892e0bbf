using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CouponSync.Scenarios;

/// <summary>CouponSync alone, small and large: start-up, and the memory of a check, a dry run and a real run of 1 %.</summary>
internal sealed class LargeRuns(Builds builds, string directory)
{
    // Twenty times what Stripe allows, so that a million coupons take minutes; the memory is the same.
    private const string Rate = "500";

    // As fast as the two processes can: whatever piles up, piles up here.
    private const string Unbounded = "10000";

    /// <summary>Measures start-up, the best of several runs.</summary>
    /// <returns>Rows of a Markdown table.</returns>
    public async Task<string> StartUpAsync()
    {
        var file = Dataset.Write(new Scenario("start", 10, 10, 0), Path.Combine(directory, "ten.csv")).Path;
        return await BestOfAsync("`--version`", ["--version"])
            + await BestOfAsync("dry run of 10 rows, `--emulator`", ["sync", file, "--dry-run", "--emulator", "-q"]);
    }

    /// <summary>Measures memory.</summary>
    /// <param name="large">How many rows and coupons the large run has.</param>
    /// <returns>Rows of a Markdown table.</returns>
    public async Task<string> MemoryAsync(int large)
    {
        const int small = 10_000;
        var text = new StringBuilder();
        var base1 = await RunsAsync(small);
        var peak = await RunsAsync(large);
        foreach (var ((name, few), (_, many)) in base1.Zip(peak))
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {few.PeakBytes / 1048576.0:0} MB | {few.Wall.TotalSeconds:0.0} s | {many.PeakBytes / 1048576.0:0} MB | {many.Wall.TotalSeconds:0.0} s | {many.Cpu.TotalSeconds:0.0} s | {(double)many.PeakBytes / few.PeakBytes:0.00} |"));
        }

        return text.ToString();
    }

    private async Task<List<(string Name, MeasuredRun Run)>> RunsAsync(int count)
    {
        var scenario = new Scenario("memory", count, count, count / 100);
        var file = Dataset.Write(scenario, Path.Combine(directory, $"{count}.csv")).Path;
        await using var server = await ServerProcess.StartAsync(
            builds.Server, ["--seed-coupons", count.ToString(CultureInfo.InvariantCulture), "--no-limits"]);
        string[] address = ["--api-base", server.Address.AbsoluteUri.TrimEnd('/'), "-q"];
        string[] remote = [.. address, "--rate", Rate];
        return
        [
            ("`check`", await RunAsync(["check", file])),
            ("`sync --dry-run`", await RunAsync(["sync", file, "--dry-run", .. remote])),
            ($"`sync --dry-run --rate {Unbounded}`", await RunAsync(["sync", file, "--dry-run", .. address, "--rate", Unbounded])),
            ("`sync`, 1 % changes", await RunAsync(["sync", file, "--yes", .. remote])),
        ];
    }

    private async Task<string> BestOfAsync(string name, string[] arguments)
    {
        MeasuredRun? best = null;
        for (var i = 0; i < 7; i++)
        {
            var run = await RunAsync(arguments);
            best = best is null || run.Wall < best.Wall ? run : best;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {best!.Wall.TotalMilliseconds:0} ms | {best.Cpu.TotalMilliseconds:0} ms | {best.PeakBytes / 1048576.0:0} MB |\n");
    }

    private async Task<MeasuredRun> RunAsync(string[] arguments)
    {
        var work = Directory.CreateDirectory(Path.Combine(directory, Path.GetRandomFileName())).FullName;
        var start = new ProcessStartInfo(builds.CouponSync, arguments) { WorkingDirectory = work };
        start.Environment["STRIPE_API_KEY"] = "sk_test_0123456789abcdefghijklmn";
        var run = await MeasuredRun.OfAsync(start);
        Directory.Delete(work, recursive: true);
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"couponsync {string.Join(' ', arguments)} ended with {run.ExitCode}: {run.Output}");
        }

        return run;
    }
}
