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

        total.Failures.Should().BeEmpty("the program CouponSync.Simulation replays each by its seed");
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

    [Fact]
    public async Task The_same_seed_is_the_same_month()
    {
        var seed = Enumerable.Range(1, 50).First(static s => MonthSetting.Draw(new Random(s), s) is { MaxInFlight: 1, Faults.Count: > 0, Coupons: < 80 });

        var (once, again) = (await SimulatedMonth.RunAsync(seed), await SimulatedMonth.RunAsync(seed));

        again.Digest.Should().Be(once.Digest);
    }
}
