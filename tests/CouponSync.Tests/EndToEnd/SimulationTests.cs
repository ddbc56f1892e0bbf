using System.Diagnostics;
using System.Globalization;
using CouponSync.Simulation;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

public sealed class SimulationTests
{
    private const int Months = 14;

    // Nothing is wrong with the network or the events, so that requests are counted: in it most faults of the program are noticed.
    private const int CalmMonth = 14;

    // Between them they have kills, resumed runs, faults, lost events, and a calm month.
    private static readonly int[] Seeds = FullSize.IsAskedFor ? [.. Enumerable.Range(1, Months)] : [3, 5, 13, CalmMonth];

    /// <summary>What the simulation must notice.</summary>
    public static TheoryData<string> Sabotages => [.. Sabotage.All.Where(static s => s.IsQuick).Select(static s => s.Name)];

    [Fact]
    public async Task Simulated_months_under_faults_edits_lost_and_late_events_and_kills_end_with_every_row_as_wanted()
    {
        var total = new SimulationTotal();
        foreach (var seed in Seeds)
        {
            total.Add(seed, await SimulatedMonth.RunAsync(seed));
        }

        total.Failures.Should().BeEmpty();
        // The simulation must have met what it is for.
        new long[] { total.Kills, total.Resumed, total.LostEventsFound, total.Faults, total.Counted }.Should().OnlyContain(static n => n > 0);
        total.Incremental.Should().BeGreaterThan(Seeds.Length * 8);
        total.Checked.Should().BeGreaterThan(Seeds.Length * 25);
    }

    [Theory]
    [MemberData(nameof(Sabotages))]
    public async Task A_program_that_is_wrong_is_noticed(string what)
    {
        var sabotage = Sabotage.All.Single(s => s.Name == what);
        foreach (var seed in Enumerable.Range(1, Months - 1).Prepend(CalmMonth))
        {
            if ((await SimulatedMonth.RunAsync(seed, sabotage)).Failures.Count > 0)
            {
                return;
            }
        }

        Assert.Fail($"In {Months} months nobody noticed that {what}.");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 16)]
    public async Task The_same_seed_is_the_same_month_to_the_last_byte_of_requests_and_reports(int least, int most)
    {
        var seed = Enumerable.Range(1, 1000).First(s => MonthSetting.Draw(new Random(s), s) is { Faults.Count: > 0, Coupons: < 50 } month
            && month.MaxInFlight >= least && month.MaxInFlight <= most);

        string[] replay = ["--replay", seed.ToString(CultureInfo.InvariantCulture)];
        var replays = await Task.WhenAll(SimulateAsync(replay), SimulateAsync(replay));

        replays[0].Should().Contain("Digest of its requests and reports: ");
        replays[1].Should().Be(replays[0]);
    }

    [Fact]
    public async Task Whole_runs_under_everything_that_can_go_wrong_keep_what_they_promise()
    {
        var said = await SimulateAsync("--cases", FullSize.IsAskedFor ? "1000" : "40");

        said.Should().EndWith("; 0 cases failed.\n");
        said.Should().MatchRegex(@"[1-9]\d* were killed \([1-9]\d* gone on with\), [1-9]\d* took one back; [1-9]\d* requests met a fault, \d{3,} changes were made", "it must have met what it is for");
    }

    [Fact]
    public void What_was_wrong_is_told_with_the_command_that_replays_it()
    {
        var total = new SimulationTotal();
        total.Add(4711, new MonthResult { Failures = { "Night 3: exit code 70" } });

        total.Failures.Should().ContainSingle().Which.Should().StartWith("Night 3: exit code 70").And.EndWith(
            "dotnet run -c Release --project tests/CouponSync.Simulation -- --replay 4711");
    }

    // As a process of its own, whose pool has one thread.
    private static async Task<string> SimulateAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "CouponSync.Simulation.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
