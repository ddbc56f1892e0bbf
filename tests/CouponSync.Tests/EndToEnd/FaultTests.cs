using System.Globalization;
using CouponSync.Emulator;

namespace CouponSync.Tests.EndToEnd;

public sealed class FaultTests
{
    private const int Rows = 2000;

    /// <summary>Every kind of fault on one request in a hundred: nothing lost, nothing applied twice, a true report.</summary>
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
    public async Task One_per_cent_of_a_fault_loses_nothing_and_applies_nothing_twice(string kind)
    {
        using var shop = new Shop(new EmulatorOptions { Limits = EmulatorLimits.None });
        shop.SeedPlain(Rows);
        var file = shop.WriteRows("coupons.csv", Rows0To(Rows).Select(static i => (Id(i), i % 2 == 0 ? "new" : "old")));
        shop.Emulator.Faults.Add(FaultRule.Parse($"{kind}@*:p=0.01:seed=7"));

        var run = await shop.RunAsync("sync", file, "--rate", "1000");

        shop.Emulator.Counters.Snapshot().Faults.Values.Sum().Should().BePositive("the fault was met");
        run.ExitCode.Should().Be(0, run.Out);
        (run.Count("applied"), run.Count("failed"), run.Count("notAttempted")).Should().Be((Rows / 2, 0, 0));
        for (var i = 0; i < Rows; i++)
        {
            shop.Emulator.WritesApplied(Id(i)).Should().Be(i % 2 == 0 ? 1 : 0, Id(i));
            shop.Emulator.Find(Id(i))!.Metadata.Single().Value.Should().Be(i % 2 == 0 ? "new" : "old");
        }

        run.Requests("total").Should().Be(shop.Emulator.Counters.Snapshot().Requests);
        shop.Emulator.Faults.Clear();
        (await shop.RunAsync("sync", file, "--rate", "1000")).Count("update").Should().Be(0);
    }

    [Theory]
    [InlineData("401")]
    [InlineData("403")]
    public async Task A_key_that_is_refused_before_the_first_write_ends_with_4(string kind)
    {
        using var shop = new Shop();
        shop.SeedPlain(3);
        shop.Emulator.Faults.Add(FaultRule.Parse($"{kind}@GET /v1/coupons*"));

        var run = await shop.RunAsync("sync", shop.WriteRows("coupons.csv", [("C0", "new")]));

        run.ExitCode.Should().Be(4);
        run.Out.Should().Contain(kind);
        shop.Emulator.Counters.Snapshot().WritesApplied.Should().Be(0);
    }

    [Fact]
    public async Task A_key_that_is_refused_in_the_middle_stops_the_run_and_the_rest_is_not_attempted()
    {
        using var shop = new Shop();
        shop.SeedPlain(200);
        var file = shop.WriteRows("coupons.csv", Rows0To(200).Select(static i => (Id(i), "new")));
        shop.Emulator.Faults.Add(FaultRule.Parse("401@POST /v1/coupons/*:skip=50"));

        var run = await shop.RunAsync("sync", file);

        run.ExitCode.Should().Be(7);
        run.Count("applied").Should().Be(50);
        run.Count("failed").Should().BeInRange(1, 16);
        (run.Count("applied") + run.Count("failed") + run.Count("notAttempted")).Should().Be(200);
        shop.Emulator.Counters.Snapshot().WritesApplied.Should().Be(50);
        run.Report.GetProperty("changes").EnumerateArray().Count(static c => c.GetProperty("outcome").GetString() == "notAttempted")
            .Should().Be((int)run.Count("notAttempted"));
    }

    [Fact]
    public async Task One_row_without_an_answer_does_not_stop_the_others()
    {
        using var shop = new Shop();
        shop.SeedPlain(50);
        var file = shop.WriteRows("coupons.csv", Rows0To(50).Select(static i => (Id(i), "new")));
        shop.Emulator.Faults.Add(FaultRule.Parse("500-before@POST /v1/coupons/C7:remember=false"));

        var run = await shop.RunAsync("sync", file);

        run.ExitCode.Should().Be(1);
        (run.Count("applied"), run.Count("unknown"), run.Count("failed")).Should().Be((49, 1, 0));
        var errors = await File.ReadAllTextAsync(Path.Combine(run.Directory!, "errors.csv"));
        errors.Split('\n').Should().Contain(static l => l.StartsWith("C7,new,9,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_failure_limit_stops_the_run()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        var file = shop.WriteRows("coupons.csv", Rows0To(300).Select(static i => (Id(i), "new")));
        shop.Emulator.Faults.Add(FaultRule.Parse("500-before@POST /v1/coupons/C1*:should-retry=false"));

        var run = await shop.RunAsync("sync", file, "--max-failures", "5");

        run.ExitCode.Should().Be(7);
        run.Out.Should().Contain("6 is over 5");
        run.Count("notAttempted").Should().BePositive();
    }

    [Fact]
    public async Task The_total_time_bounds_the_wait_for_the_last_answer_too()
    {
        using var shop = new Shop();
        shop.Emulator.Faults.Add(FaultRule.Parse("hang@*"));
        var settings = shop.Write("settings.json", """{ "Retry": { "TotalTime": "8s" } }""");
        var began = shop.Clock.GetUtcNow();

        var run = await shop.RunAsync("sync", shop.WriteRows("coupons.csv", [("C0", "new")]), "--config", settings);

        run.ExitCode.Should().Be(7);
        (shop.Clock.GetUtcNow() - began).Should().BeLessThan(TimeSpan.FromSeconds(10), "an attempt alone may take 80 s");
    }

    [Fact]
    public async Task A_server_that_never_answers_ends_the_run_with_7_and_says_what_is_known()
    {
        using var shop = new Shop();
        shop.Emulator.Faults.Add(FaultRule.Parse("hang@*"));

        var run = await shop.RunAsync("sync", shop.WriteRows("coupons.csv", [("C0", "new")]));

        run.ExitCode.Should().Be(7);
        run.Out.Should().Contain("did not answer within");
        run.Report.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(7);
    }

    [Fact]
    public async Task A_stop_finishes_what_is_under_way_and_reports_the_rest()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        var file = shop.WriteRows("coupons.csv", Rows0To(300).Select(static i => (Id(i), "new")));
        shop.Emulator.Latency = TimeSpan.FromMilliseconds(200);
        // Two reads of the list, the account, and then updates at 25 a second.
        using var timer = shop.Clock.CreateTimer(_ => shop.Stop.Cancel(), null, TimeSpan.FromSeconds(6), Timeout.InfiniteTimeSpan);

        var run = await shop.RunAsync("sync", file);

        run.ExitCode.Should().Be(130);
        var applied = run.Count("applied");
        applied.Should().BeInRange(50, 200);
        (applied, run.Count("failed")).Should().Be((shop.Emulator.Counters.Snapshot().WritesApplied, 0));
        run.Count("notAttempted").Should().Be(300 - applied);
    }

    private static IEnumerable<int> Rows0To(int count) => Enumerable.Range(0, count);

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"C{i}");
}
