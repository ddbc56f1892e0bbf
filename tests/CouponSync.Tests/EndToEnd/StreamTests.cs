using System.Text.Json;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>
/// Standard output and error that cannot be written: what is only shown never ends a run; what was asked for and could not
/// be delivered shows in the exit code, everywhere.
/// </summary>
public sealed class StreamTests
{
    public static TheoryData<string, int> Moments => new()
    {
        { "full", 0 }, { "full", 700 }, { "gone", 0 }, { "gone", 100 }, { "closed", 0 },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_run_that_cannot_show_its_report_does_its_work_and_ends_with_7(string why, int after)
    {
        using var world = World.With(coupons: 60);
        var file = world.WriteChanged(60, 60);
        using var output = world.Out = Failing(why, after);

        var run = await world.RunAsync("sync", file, "--report", world.File("report.json"), "--metrics", world.File("m.prom"));

        run.ExitCode.Should().Be(7);
        run.Error.Should().Contain("couponsync: standard output cannot be written: ");
        world.Emulator.Coupons().Should().OnlyContain(static c => c.Metadata["order_id"] == "new");
        foreach (var report in new[] { run.Report, JsonElement.Parse(File.ReadAllBytes(world.File("report.json"))) })
        {
            report.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(7);
            report.GetProperty("run").GetProperty("stopReason").GetString().Should().StartWith("The report on standard output cannot be written");
            report.GetProperty("summary").GetProperty("applied").GetInt64().Should().Be(60);
        }

        (await File.ReadAllTextAsync(world.File("m.prom"))).Should().MatchRegex("(?m)^couponsync_run_exit_code\\{.*\\} 7$").And.NotContain("couponsync_last_success_timestamp_seconds");
        world.Log().Should().Contain("Standard output cannot be written");
        (await world.RunAsync("runs")).Out.Should().NotContain("stopped early");
        Directory.GetFiles(run.Directory!, "report.html").Should().ContainSingle(static p => File.ReadAllText(p).Contains("cannot be written"));
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_run_that_cannot_show_its_progress_ends_as_if_it_could(string why, int after)
    {
        using var world = World.With(coupons: 60);
        var file = world.WriteChanged(60, 60);
        using var error = world.Error = Failing(why, Math.Min(after, 50));

        var run = await world.RunAsync("sync", file);

        run.ExitCode.Should().Be(0);
        run.Out.Should().Contain("All 60 changes were applied.");
        run.Report.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(0);
        world.Log().Should().Contain("Standard error cannot be written");
    }

    [Fact]
    public async Task Without_either_a_run_does_its_work_and_its_files_say_so()
    {
        using var world = World.With(coupons: 60);
        var file = world.WriteChanged(60, 60);
        using var output = world.Out = Failing("full", 0);
        using var error = world.Error = Failing("gone", 0);

        var run = await world.RunAsync("sync", file);

        run.ExitCode.Should().Be(7);
        run.Count("applied").Should().Be(60);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("get")]
    [InlineData("update")]
    [InlineData("export")]
    [InlineData("check")]
    public async Task A_reader_that_has_gone_is_no_failure(string command)
    {
        using var world = World.With(coupons: 60);
        var file = world.WriteChanged(60, 60);
        var arguments = Arguments(command, file);
        using var output = world.Out = new FailingWriter(30, FailingWriter.Unread);
        using var error = world.Error = new FailingWriter(0, FailingWriter.Unread);

        (await world.RunAsync(arguments)).ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("plan")]
    [InlineData("apply")]
    [InlineData("revert")]
    [InlineData("get")]
    [InlineData("update")]
    [InlineData("export")]
    [InlineData("check")]
    [InlineData("runs")]
    [InlineData("run")]
    [InlineData("version")]
    [InlineData("help")]
    public async Task What_was_asked_for_and_not_delivered_is_no_success(string command)
    {
        using var world = World.With(coupons: 60);
        var file = world.WriteChanged(60, 60);
        var arguments = Arguments(command, file);
        if (command is "apply" or "revert" or "runs" or "run")
        {
            var former = await world.RunAsync("sync", file);
            arguments = [.. arguments.Select(a => a == "RUN" ? former.RunId() : a)];
        }

        using var output = world.Out = Failing("full", 10);
        var run = await world.RunAsync(arguments);

        run.ExitCode.Should().Be(7, run.Error);
        run.Error.Should().Contain("couponsync: standard output cannot be written: No space left on device.").And.NotContain("Exported ");
        run.Error.Split('\n').Count(static l => l.StartsWith("couponsync: ", StringComparison.Ordinal)).Should().Be(1);
        if (command == "update")
        {
            run.Error.Should().Contain("The coupon was changed");
            world.OrderId("C1").Should().Be("seen");
        }
    }

    [Fact]
    public async Task What_failed_anyway_keeps_its_exit_code()
    {
        using var world = World.With(coupons: 3);
        using var output = world.Out = Failing("full", 0);

        (await world.RunAsync("sync", world.Write("bad.csv", "id,nonsense\nA,1\n"))).ExitCode.Should().Be(3);
    }

    private static string[] Arguments(string command, string file) => command switch
    {
        "plan" => ["sync", file, "--dry-run"],
        "apply" or "revert" => [command, "RUN"],
        "get" => ["get", "C1"],
        "update" => ["update", "C1", "-m", "order_id=seen"],
        "export" => ["export"],
        "runs" => ["runs"],
        "run" => ["runs", "RUN"],
        "check" => ["check", file],
        "version" => ["--version"],
        "help" => ["--help"],
        _ => [command, file],
    };

    private static FailingWriter Failing(string why, int after) => new(after, why switch
    {
        "full" => FailingWriter.Full,
        "gone" => FailingWriter.Gone,
        _ => new UnauthorizedAccessException("Access to the path is denied.", new IOException("Bad file descriptor", 9)),
    });
}
