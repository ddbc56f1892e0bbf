using CouponSync.Emulator;
using CouponSync.Tests.Support;
using static CouponSync.Tests.Support.World;

namespace CouponSync.Tests.EndToEnd;

public sealed class FaultTests
{
    private const int Rows = 400;

    /// <summary>Every kind of fault on one request in twenty: nothing lost, nothing applied twice, a true report.</summary>
    [Theory]
    [InlineData("429:global-rate")]
    [InlineData("429:global-concurrency")]
    [InlineData("429:endpoint-rate")]
    [InlineData("429:endpoint-concurrency")]
    [InlineData("429:resource-specific")]
    [InlineData("429:lock-timeout")]
    [InlineData("500-before")]
    [InlineData("500-after")]
    [InlineData("503-before")]
    [InlineData("503-after")]
    [InlineData("drop-before")]
    [InlineData("drop-after")]
    [InlineData("slow")]
    [InlineData("slow-after")]
    [InlineData("hang")]
    [InlineData("hang-after")]
    [InlineData("broken-json")]
    [InlineData("409")]
    public async Task A_fault_now_and_then_loses_nothing_and_applies_nothing_twice(string kind)
    {
        using var world = World.With(Rows, new EmulatorOptions { Limits = EmulatorLimits.None });
        var file = world.WriteRows("coupons.csv", Enumerable.Range(0, Rows).Select(static i => (Id(i), i % 2 == 0 ? "new" : "old")));
        world.Emulator.Faults.Add($"{kind}@*:p=0.05:seed=7");

        var run = await world.RunAsync("sync", file, "--rate", "1000");

        world.Emulator.Counters.Snapshot().Faults.Values.Sum().Should().BePositive("the fault was met");
        run.ExitCode.Should().Be(0, run.Out);
        (run.Count("applied"), run.Count("failed"), run.Count("notAttempted")).Should().Be((Rows / 2, 0, 0));
        for (var i = 0; i < Rows; i++)
        {
            world.Emulator.WritesApplied(Id(i)).Should().Be(i % 2 == 0 ? 1 : 0, Id(i));
            world.Emulator.Find(Id(i))!.Metadata.Single().Value.Should().Be(i % 2 == 0 ? "new" : "old");
        }

        run.Requests("total").Should().Be(world.Emulator.Counters.Snapshot().Requests);
        world.Emulator.Faults.Clear();
        (await world.RunAsync("sync", file, "--rate", "1000")).Count("update").Should().Be(0);
    }

    [Theory]
    [InlineData("401")]
    [InlineData("403")]
    public async Task A_key_that_is_refused_before_the_first_write_ends_with_4(string kind)
    {
        using var world = World.With(coupons: 3).And(fault: $"{kind}@GET /v1/coupons*");

        var run = await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C0", "new")]));

        run.ExitCode.Should().Be(4);
        run.Out.Should().Contain(kind);
        world.Writes.Should().Be(0);
    }

    [Fact]
    public async Task A_key_that_is_refused_in_the_middle_stops_the_run_and_the_rest_is_not_attempted()
    {
        using var world = World.With(coupons: 200);
        var file = world.WriteChanged(200, 200);
        world.Emulator.Faults.Add("401@POST /v1/coupons/*:skip=50");

        var run = await world.RunAsync("sync", file);

        run.ExitCode.Should().Be(7);
        run.Count("applied").Should().Be(50);
        run.Count("failed").Should().BeInRange(1, 16);
        (run.Count("applied") + run.Count("failed") + run.Count("notAttempted")).Should().Be(200);
        world.Writes.Should().Be(50);
        run.Report.GetProperty("changes").EnumerateArray().Count(static c => c.GetProperty("outcome").GetString() == "notAttempted")
            .Should().Be((int)run.Count("notAttempted"));
    }

    [Fact]
    public async Task One_row_without_an_answer_does_not_stop_the_others()
    {
        using var world = World.With(coupons: 50);
        var file = world.WriteChanged(50, 50);
        world.Emulator.Faults.Add("500-before@POST /v1/coupons/C7:remember=false");

        var run = await world.RunAsync("sync", file);

        run.ExitCode.Should().Be(1);
        (run.Count("applied"), run.Count("unknown"), run.Count("failed")).Should().Be((49, 1, 0));
        var errors = await File.ReadAllTextAsync(Path.Combine(run.Directory!, "errors.csv"));
        errors.Split('\n').Should().Contain(static l => l.StartsWith("C7,new,9,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_failure_limit_stops_the_run()
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 300);
        world.Emulator.Faults.Add("500-before@POST /v1/coupons/C1*:should-retry=false");

        var run = await world.RunAsync("sync", file, "--max-failures", "5");

        run.ExitCode.Should().Be(7);
        run.Out.Should().Contain("6 is over 5");
        run.Count("notAttempted").Should().BePositive();
    }

    [Fact]
    public async Task The_total_time_bounds_the_wait_for_the_last_answer_too()
    {
        using var world = World.With().And(fault: "hang@*");
        var settings = world.Write("settings.json", """{ "Retry": { "TotalTime": "8s" } }""");
        var began = world.Clock.GetUtcNow();

        var run = await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C0", "new")]), "--config", settings);

        run.ExitCode.Should().Be(7);
        (world.Clock.GetUtcNow() - began).Should().BeLessThan(TimeSpan.FromSeconds(10), "an attempt alone may take 80 s");
    }

    [Fact]
    public async Task A_server_that_never_answers_ends_the_run_with_7_and_says_what_is_known()
    {
        using var world = World.With().And(fault: "hang@*");

        var run = await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C0", "new")]));

        run.ExitCode.Should().Be(7);
        run.Out.Should().Contain("did not answer within");
        run.Report.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(7);
    }

    [Fact]
    public async Task A_stop_finishes_what_is_under_way_and_reports_the_rest()
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 300);
        world.Emulator.Latency = TimeSpan.FromMilliseconds(200);
        // Two reads of the list, the account, and then updates at 25 a second.
        using var timer = world.Clock.CreateTimer(_ => world.Stop.Cancel(), null, TimeSpan.FromSeconds(6), Timeout.InfiniteTimeSpan);

        var run = await world.RunAsync("sync", file);

        run.ExitCode.Should().Be(130);
        var applied = run.Count("applied");
        applied.Should().BeInRange(50, 200);
        (applied, run.Count("failed")).Should().Be((world.Writes, 0));
        run.Count("notAttempted").Should().Be(300 - applied);
    }

    [Fact]
    public async Task The_time_budget_ends_a_run_in_order()
    {
        using var world = World.With(coupons: 60);

        var run = await world.RunAsync("sync", world.WriteNew(60), "--max-duration", "2s", "--rate", "4");

        run.ExitCode.Should().Be(7);
        run.Out.Should().Contain("--max-duration").And.Contain("left");
        run.Count("notAttempted").Should().BePositive();
    }
}
