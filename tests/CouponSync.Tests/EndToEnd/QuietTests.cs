using System.Net;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>What cron would mail: with --quiet nothing when all is well, and the reason when it is not.</summary>
public sealed class QuietTests
{
    [Fact]
    public async Task All_is_well_and_nothing_is_printed()
    {
        using var world = World.With(coupons: 3);
        world.Notifying(static (_, _, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "nobody there"));
        var plan = world.File("plan.jsonl");
        var file = world.WriteNew(2);
        (int ExitCode, string[] Command)[] commands =
        [
            (2, ["sync", file, "--dry-run", "--detailed-exit-code", "--plan", plan]),
            (0, ["sync", file, "--dry-run"]),
            (0, ["apply", plan]),
            (0, ["sync", file, "--notify-url", "http://127.0.0.1:1/hook"]),
            (0, ["update", "C2", "-m", "order_id=x"]),
            (0, ["export", "--output", world.File("out.csv")]),
        ];
        foreach (var (exitCode, command) in commands)
        {
            var run = await world.RunAsync([.. command, "--quiet"]);

            run.Should().Match<RunOutcome>(r => r.ExitCode == exitCode && r.Out.Length == 0 && r.Error.Length == 0, $"{string.Join(' ', command)}: {run.Out}{run.Error}");
        }

        var applied = Path.GetFileName(world.Runs()[2]);
        var undone = await world.RunAsync("revert", applied, "--quiet");
        (undone.ExitCode, undone.Out + undone.Error).Should().Be((0, ""));
    }

    [Fact]
    public async Task Waiting_for_another_run_is_no_news()
    {
        using var world = World.With(coupons: 1);
        // Another run's lock goes while this one waits.
        await world.RunAsync("sync", world.WriteNew(1), "-n", "-q");
        var locked = Directory.GetFiles(world.File("state"), "*", SearchOption.AllDirectories).Single(static f => Path.GetFileName(f).StartsWith("acct_", StringComparison.Ordinal) && f.EndsWith(".lock", StringComparison.Ordinal));
        var other = new FileStream(locked, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using var release = world.Clock.CreateTimer(_ => other.Dispose(), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        var run = await world.RunAsync("sync", world.WriteNew(1), "--lock-wait", "1m", "--quiet");

        (run.ExitCode, run.Out + run.Error).Should().Be((0, ""));
        world.Clock.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task What_was_asked_for_as_data_is_printed()
    {
        using var world = World.With(coupons: 1);

        var get = await world.RunAsync("get", "C0", "--quiet");
        var export = await world.RunAsync("export", "-q");

        get.Out.Should().Contain("\"id\": \"C0\"");
        export.Out.Should().Contain("C0,");
        (get.Error + export.Error).Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, "GONE,x", "GONE")]
    [InlineData(3, "C0,x,y", "coupons.csv:2")]
    [InlineData(5, "C0,x", "--max-changes refuses")]
    public async Task A_failure_is_told_on_standard_error_alone(int exitCode, string row, string problem)
    {
        using var world = World.With(coupons: 1);
        var file = world.Write("coupons.csv", $"id,metadata[order_id]\n{row}\n");

        var run = await world.RunAsync(["sync", file, "--quiet", .. exitCode == 5 ? (string[])["--max-changes", "0"] : []]);

        run.ExitCode.Should().Be(exitCode);
        run.Out.Should().BeEmpty();
        run.Error.Should().Contain(problem).And.NotContain("Requests").And.NotContain("Reading");
    }

    [Fact]
    public async Task Failed_changes_are_told_one_by_one()
    {
        using var world = World.With(coupons: 2);
        world.Refusing("POST /v1/coupons/C1", HttpStatusCode.BadRequest);

        var run = await world.RunAsync("sync", world.WriteNew(2), "--quiet");

        run.ExitCode.Should().Be(1);
        run.Out.Should().BeEmpty();
        run.Error.Should().StartWith("1 of 2 changes was applied and 1 failed.").And.Contain("C1").And.Contain("400");
    }
}
