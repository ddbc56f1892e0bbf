using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The program as a process: a socket, the environment, the working directory.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task A_run_changes_what_it_should_and_the_next_one_nothing()
    {
        await using var world = await World.ServedAsync();
        world.Emulator.SeedSampleAccount();
        var sample = RepositoryFiles.PathOf("samples", "coupons.csv");

        var first = await world.RunProcessAsync("sync", sample);
        first.ExitCode.Should().Be(1, first.Error);
        world.Writes.Should().Be(40);

        var second = await world.RunProcessAsync("sync", sample);
        second.Out.Should().Contain("nothing to change");
        world.Writes.Should().Be(40);
    }

    [Fact]
    public async Task The_version_names_the_client_inside()
    {
        using var world = World.With();

        var run = await world.RunAsync("--version");

        run.Should().Match<RunOutcome>(static r => r.ExitCode == 0 && r.Out.StartsWith("couponsync ") && r.Out.Contains("(Stripe.net 53.1.0, API 2026-10-28.endive)"));
    }

    [Fact]
    public async Task The_emulated_account_is_kept_between_runs()
    {
        using var world = World.With();
        (await world.RunAsync("update", "25OFF", "-m", "order_id=6735", "--emulator")).ExitCode.Should().Be(0);

        (await world.RunAsync("get", "25OFF", "--emulator")).Out.Should().Contain("\"order_id\": \"6735\"");
    }

    [Fact]
    public async Task The_environment_overrides_the_file_in_the_working_directory_and_the_command_line_both()
    {
        using var world = World.With();
        world.Write("appsettings.json", """{ "Csv": { "Delimiter": "tab" }, "Log": { "Enabled": false } }""");
        string[] check = ["check", world.Write("coupons.csv", "id;metadata[a]\nX;1\n")];

        (await world.RunProcessAsync(check)).ExitCode.Should().Be(3, "a tab was asked for");
        world.Variables["COUPONSYNC_Csv__Delimiter"] = "semicolon";
        (await world.RunProcessAsync(check)).ExitCode.Should().Be(0);
        world.Variables["COUPONSYNC_Csv__Delimiter"] = "comma";
        (await world.RunProcessAsync([.. check, "--delimiter", "semicolon"])).ExitCode.Should().Be(0);
        world.Variables["COUPONSYNC_Csv__Delimeter"] = "comma";
        (await world.RunProcessAsync(check)).Error.Should().Contain("no setting Csv:Delimeter");
    }

    [Fact]
    public async Task The_working_directory_s_settings_file_may_be_another_program_s_too_but_not_that_of_config()
    {
        using var world = World.With();
        var shared = world.Write("appsettings.json", """{ "Logging": { "LogLevel": { "Default": "Debug" } }, "Csv": { "Delimiter": "semicolon" } }""");
        string[] check = ["check", world.Write("coupons.csv", "id;metadata[a]\nX;1\n")];

        var passed = await world.RunProcessAsync(check);
        var named = await world.RunProcessAsync([.. check, "--config", shared]);
        world.Write("appsettings.json", """{ "Guard": { "MaxChanges": 0 } }""");
        var missed = await world.RunProcessAsync(check);

        passed.ExitCode.Should().Be(0, passed.Error);
        passed.Error.Should().Contain("the section Logging, which CouponSync does not have");
        named.ExitCode.Should().Be(4);
        named.Error.Should().Contain("no setting Logging:LogLevel:Default");
        missed.ExitCode.Should().Be(4);
        missed.Error.Should().Contain("Did you mean Guards:MaxChanges?");
    }
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
