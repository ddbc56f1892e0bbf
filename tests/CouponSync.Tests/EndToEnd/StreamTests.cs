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
        using var shop = Create(60, out var file);
        using var output = shop.Out = Failing(why, after);

        var run = await shop.RunAsync("sync", file, "--report", shop.File("report.json"), "--metrics", shop.File("m.prom"));

        run.ExitCode.Should().Be(7);
        run.Error.Should().Contain("couponsync: standard output cannot be written: ");
        shop.Emulator.Coupons().Should().OnlyContain(static c => c.Metadata["order_id"] == "new");
        foreach (var report in new[] { run.Report, JsonElement.Parse(File.ReadAllBytes(shop.File("report.json"))) })
        {
            report.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(7);
            report.GetProperty("run").GetProperty("stopReason").GetString().Should().StartWith("The report on standard output cannot be written");
            report.GetProperty("summary").GetProperty("applied").GetInt64().Should().Be(60);
        }

        (await File.ReadAllTextAsync(shop.File("m.prom"))).Should().MatchRegex("(?m)^couponsync_run_exit_code\\{.*\\} 7$").And.NotContain("couponsync_last_success_timestamp_seconds");
        Log(shop).Should().Contain("Standard output cannot be written");
        (await shop.RunRawAsync("runs", "--state-dir", shop.File("state"))).Out.Should().NotContain("stopped early");
        Directory.GetFiles(run.Directory!, "report.html").Should().ContainSingle(static p => File.ReadAllText(p).Contains("cannot be written"));
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_run_that_cannot_show_its_progress_ends_as_if_it_could(string why, int after)
    {
        using var shop = Create(60, out var file);
        using var error = shop.Error = Failing(why, Math.Min(after, 50));

        var run = await shop.RunAsync("sync", file);

        run.ExitCode.Should().Be(0);
        run.Out.Should().Contain("All 60 changes were applied.");
        run.Report.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(0);
        Log(shop).Should().Contain("Standard error cannot be written");
    }

    [Fact]
    public async Task Without_either_a_run_does_its_work_and_its_files_say_so()
    {
        using var shop = Create(60, out var file);
        using var output = shop.Out = Failing("full", 0);
        using var error = shop.Error = Failing("gone", 0);

        var run = await shop.RunAsync("sync", file);

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
        using var shop = Create(60, out var file);
        var arguments = Arguments(command, file);
        using var output = shop.Out = new FailingWriter(30, FailingWriter.Unread);
        using var error = shop.Error = new FailingWriter(0, FailingWriter.Unread);

        (command == "check" ? await shop.RunRawAsync(arguments) : await shop.RunAsync(arguments)).ExitCode.Should().Be(0);
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
        using var shop = Create(60, out var file);
        var arguments = Arguments(command, file);
        if (command is "apply" or "revert" or "runs" or "run")
        {
            var former = await shop.RunAsync("sync", file);
            arguments = [.. arguments.Select(a => a == "RUN" ? Path.GetFileName(former.Directory!) : a)];
        }

        using var output = shop.Out = Failing("full", 10);
        var run = command is "version" or "help" or "check"
            ? await shop.RunRawAsync(arguments)
            : command is "runs" or "run"
                ? await shop.RunRawAsync([.. arguments, "--state-dir", shop.File("state")])
                : await shop.RunAsync(arguments);

        run.ExitCode.Should().Be(7, run.Error);
        run.Error.Should().Contain("couponsync: standard output cannot be written: No space left on device.").And.NotContain("Exported ");
        run.Error.Split('\n').Count(static l => l.StartsWith("couponsync: ", StringComparison.Ordinal)).Should().Be(1);
        if (command == "update")
        {
            run.Error.Should().Contain("The coupon was changed");
            shop.Emulator.Find("C1")!.Metadata["order_id"].Should().Be("seen");
        }
    }

    [Fact]
    public async Task What_failed_anyway_keeps_its_exit_code()
    {
        using var shop = Create(3, out _);
        using var output = shop.Out = Failing("full", 0);

        (await shop.RunAsync("sync", shop.Write("bad.csv", "id,nonsense\nA,1\n"))).ExitCode.Should().Be(3);
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

    private static Shop Create(int coupons, out string file)
    {
        var shop = new Shop();
        shop.SeedPlain(coupons);
        file = shop.WriteRows("coupons.csv", Enumerable.Range(0, coupons).Select(static i => ($"C{i}", "new")));
        return shop;
    }

    private static string Log(Shop shop) =>
        string.Concat(Directory.GetFiles(shop.File("logs")).Select(static f =>
        {
            using var reader = new StreamReader(new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd();
        }));
}
