using System.Diagnostics;
using System.Runtime.InteropServices;
using CouponSync.Cli;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;
using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The program as a process, against the emulator behind a socket on this machine.</summary>
public sealed partial class ProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StripeEmulator _emulator = new(new EmulatorOptions { Limits = EmulatorLimits.None }, TimeProvider.System);

    [Fact]
    public async Task A_run_changes_what_it_should_and_the_next_one_nothing()
    {
        await using var server = await EmulatorServer.StartAsync(_emulator);
        _emulator.SeedSampleAccount();
        var sample = RepositoryFiles.PathOf("samples", "coupons.csv");

        var first = await RunAsync(server, "sync", sample, "--rate", "1000");
        first.ExitCode.Should().Be(1, first.Error);
        _emulator.Counters.Snapshot().WritesApplied.Should().Be(40);

        var second = await RunAsync(server, "sync", sample, "--rate", "1000");
        second.Out.Should().Contain("nothing to change");
        _emulator.Counters.Snapshot().WritesApplied.Should().Be(40);
    }

    [Fact]
    public async Task The_version_names_the_client_inside()
    {
        var run = await RunAsync(null, "--version");

        run.Should().Match<ProcessOutcome>(static r => r.ExitCode == 0 && r.Out.StartsWith("couponsync ") && r.Out.Contains("(Stripe.net 53.1.0, API 2026-10-28.endive)"));
    }

    [Fact]
    public async Task The_emulated_account_is_kept_between_runs()
    {
        (await RunAsync(null, "update", "25OFF", "-m", "order_id=6735", "--emulator")).ExitCode.Should().Be(0);

        (await RunAsync(null, "get", "25OFF", "--emulator")).Out.Should().Contain("\"order_id\": \"6735\"");
    }

    [Fact]
    public async Task The_environment_overrides_the_file_in_the_working_directory_and_the_command_line_both()
    {
        _directory.Write("appsettings.json", """{ "Csv": { "Delimiter": "tab" }, "Log": { "Enabled": false } }""");
        var file = _directory.Write("coupons.csv", "id;metadata[a]\nX;1\n");

        (await RunAsync(null, "check", file)).ExitCode.Should().Be(3, "a tab was asked for");
        (await RunAsync(null, ["check", file], ("COUPONSYNC_Csv__Delimiter", "semicolon"))).ExitCode.Should().Be(0);
        (await RunAsync(null, ["check", file, "--delimiter", "semicolon"], ("COUPONSYNC_Csv__Delimiter", "comma"))).ExitCode.Should().Be(0);
        (await RunAsync(null, ["check", file], ("COUPONSYNC_Csv__Delimeter", "comma"))).Error.Should().Contain("no setting Csv:Delimeter");
    }

    [Fact]
    public async Task The_working_directory_s_settings_file_may_be_another_program_s_too_but_not_that_of_config()
    {
        var shared = _directory.Write("appsettings.json", """{ "Logging": { "LogLevel": { "Default": "Debug" } }, "Csv": { "Delimiter": "semicolon" } }""");
        var file = _directory.Write("coupons.csv", "id;metadata[a]\nX;1\n");

        var passed = await RunAsync(null, "check", file);
        var named = await RunAsync(null, "check", file, "--config", shared);
        _directory.Write("appsettings.json", """{ "Guard": { "MaxChanges": 0 } }""");
        var missed = await RunAsync(null, "check", file);

        passed.ExitCode.Should().Be(0, passed.Error);
        passed.Error.Should().Contain("the section Logging, which is none of CouponSync's");
        named.ExitCode.Should().Be(4);
        named.Error.Should().Contain("no setting Logging:LogLevel:Default");
        missed.ExitCode.Should().Be(4);
        missed.Error.Should().Contain("Did you mean Guards:MaxChanges?");
    }

    [SkippableOnWindowsFact]
    public async Task SIGTERM_finishes_what_is_under_way_and_ends_with_130()
    {
        await using var server = await EmulatorServer.StartAsync(_emulator);
        _emulator.SeedCoupons(2000);
        _emulator.Latency = TimeSpan.FromMilliseconds(50);
        using var process = Start(server, "sync", WriteRows(2000), "--fetch", "list", "--rate", "200", "--report", _directory.File("report.json"));

        await WaitForAsync(process, "Applying");
        Kill(process.Id, 15).Should().Be(0);
        await process.WaitForExitAsync();

        process.ExitCode.Should().Be(130);
        var summary = System.Text.Json.JsonElement.Parse(await File.ReadAllBytesAsync(_directory.File("report.json"))).GetProperty("summary");
        summary.GetProperty("applied").GetInt64().Should().Be(_emulator.Counters.Snapshot().WritesApplied).And.BeLessThan(2000);
        (summary.GetProperty("applied").GetInt64() + summary.GetProperty("notAttempted").GetInt64()).Should().Be(2000);
    }

    [SkippableOnWindowsFact]
    public async Task After_SIGKILL_the_next_run_does_what_is_left()
    {
        await using var server = await EmulatorServer.StartAsync(_emulator);
        _emulator.SeedCoupons(1000);
        _emulator.Latency = TimeSpan.FromMilliseconds(20);
        var file = WriteRows(1000);
        using (var process = Start(server, "sync", file, "--rate", "1000"))
        {
            await WaitForAsync(process, "Applying");
            Kill(process.Id, 9).Should().Be(0);
            await process.WaitForExitAsync();
        }

        _emulator.Latency = TimeSpan.Zero;
        var next = await RunAsync(server, "sync", file, "--rate", "5000");

        next.ExitCode.Should().Be(0, next.Error + next.Out);
        _emulator.Coupons().Should().OnlyContain(static c => c.Metadata.Any(m => m.Key == "hit" && m.Value == "1"));
        _emulator.Coupons().Max(c => _emulator.WritesApplied(c.Id)).Should().Be(1);
    }

    [SkippableOnWindowsFact]
    public async Task A_second_run_on_the_same_account_ends_with_6()
    {
        await using var server = await EmulatorServer.StartAsync(_emulator);
        _emulator.SeedCoupons(500);
        _emulator.Latency = TimeSpan.FromMilliseconds(50);
        var file = WriteRows(500);
        using var process = Start(server, "sync", file, "--rate", "20");
        await WaitForAsync(process, "Applying");

        var second = await RunAsync(server, "sync", file);

        second.ExitCode.Should().Be(6);
        second.Out.Should().Contain("nother run");
        Kill(process.Id, 9);
        await process.WaitForExitAsync();
    }

    public void Dispose() => _directory.Dispose();

    private string WriteRows(int count) => _directory.Write(
        "rows.csv",
        "id,metadata[hit]\n" + string.Concat(_emulator.Coupons().Take(count).Select(static c => $"{c.Id},1\n")));

    private Task<ProcessOutcome> RunAsync(EmulatorServer? server, params string[] arguments) => RunAsync(server, arguments, []);

    private async Task<ProcessOutcome> RunAsync(EmulatorServer? server, string[] arguments, params (string Name, string Value)[] variables)
    {
        using var process = Start(server, arguments, variables);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ProcessOutcome(process.ExitCode, await output, await error);
    }

    private Process Start(EmulatorServer? server, params string[] arguments) => Start(server, arguments, []);

    private Process Start(EmulatorServer? server, string[] arguments, (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. arguments])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Remove("STRIPE_API_KEY");
        if (server is not null)
        {
            start.Environment["STRIPE_API_KEY"] = "sk_test_process";
            start.Environment["COUPONSYNC_Stripe__ApiBase"] = server.Address.GetLeftPart(UriPartial.Authority);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    // The plain progress on standard error tells when a stage begins; what is left in the pipes is small enough to stay.
    private static async Task WaitForAsync(Process process, string stage)
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains(stage, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"The program ended before '{stage}': {await process.StandardOutput.ReadToEndAsync()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    private sealed record ProcessOutcome(int ExitCode, string Out, string Error);
}

/// <summary>A test of POSIX signals.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SkippableOnWindowsFactAttribute : FactAttribute
{
    public SkippableOnWindowsFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Windows has no POSIX signals.";
        }
    }
}
