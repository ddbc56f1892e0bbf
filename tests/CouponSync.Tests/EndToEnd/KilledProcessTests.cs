using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The program as a process, killed by the operating system while it writes to a server.</summary>
public sealed class KilledProcessTests
{
    private const int Coupons = 1_500;
    private const string Key = "sk_test_51ThisKeyIsASecret0123456789abcdef";

    [Fact]
    public async Task A_process_that_is_killed_while_it_applies_is_gone_on_with_and_no_change_is_made_twice()
    {
        using var directory = new TemporaryDirectory();
        var emulator = new StripeEmulator(new EmulatorOptions { Limits = EmulatorLimits.None }, TimeProvider.System);
        emulator.Seed(Enumerable.Range(0, Coupons).Select(static i => new EmulatorCoupon
        {
            Id = Id(i),
            Created = 1_600_000_000 + i,
            Metadata = EmulatorMetadata.From([new("order_id", "old")]),
        }));
        await using var server = await EmulatorServer.StartAsync(emulator);
        var input = directory.Write("coupons.csv", "id,metadata[order_id]\n" + string.Concat(Enumerable.Range(0, Coupons).Select(static i => $"{Id(i)},new\n")));
        var plan = directory.File("plan.jsonl");
        (await RunAsync(directory, server, "sync", input, "--dry-run", "--plan", plan)).Should().Be(0);

        var next = plan;
        var killed = 0;
        foreach (var writes in (int[])[1, 200, 400, 600, 800])
        {
            var before = Runs(directory);
            using var process = Start(directory, server, "apply", next);
            while (emulator.Counters.Snapshot().WritesApplied < writes && !process.HasExited)
            {
                await Task.Yield();
            }

            process.Kill();
            await process.WaitForExitAsync();
            killed += process.ExitCode == 0 ? 0 : 1;
            next = Path.GetFileName(Runs(directory).Except(before).Single());
        }

        (await RunAsync(directory, server, "apply", next)).Should().Be(0);

        // On a busy machine one may be done before it is killed; then there is less to go on with, and nothing to fail.
        killed.Should().BeGreaterThan(2);
        var last = Runs(directory).Order(StringComparer.Ordinal).Last();
        var summary = JsonElement.Parse(File.ReadAllBytes(Path.Combine(last, "report.json"))).GetProperty("summary");
        summary.GetProperty("applied").GetInt64().Should().Be(Coupons);
        for (var i = 0; i < Coupons; i++)
        {
            emulator.Find(Id(i))!.Metadata["order_id"].Should().Be("new");
            emulator.WritesApplied(Id(i)).Should().Be(1);
        }
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"C{number}");

    private static string[] Runs(TemporaryDirectory directory) => Directory.GetDirectories(directory.File("state/runs"));

    private static async Task<int> RunAsync(TemporaryDirectory directory, EmulatorServer server, params string[] arguments)
    {
        using var process = Start(directory, server, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static Process Start(TemporaryDirectory directory, EmulatorServer server, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            WorkingDirectory = directory.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])
            [
                Path.Combine(AppContext.BaseDirectory, "couponsync.dll"), .. arguments, "--api-base", server.Address.GetLeftPart(UriPartial.Authority),
                "--state-dir", directory.File("state"), "--log-dir", directory.File("logs"), "--rate", "1500", "--quiet",
            ])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["STRIPE_API_KEY"] = Key;
        var process = Process.Start(start)!;

        // Nobody reads what it says; a full pipe would stop it.
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
