using CouponSync.Simulation;

namespace CouponSync.Tests.EndToEnd;

public sealed class SimulationTests
{
    private const int FirstSeed = 1;
    private const int Months = 12;

    [Fact]
    public async Task Simulated_months_under_lost_late_and_doubled_events_and_kills_end_with_every_row_as_wanted()
    {
        var total = new SimulationTotal();
        for (var seed = FirstSeed; seed < FirstSeed + Months; seed++)
        {
            total.Add(seed, await SimulatedMonth.RunAsync(seed));
        }

        total.Failures.Should().BeEmpty("the program CouponSync.Simulation replays each by its seed");
        // The simulation must have met what it is for.
        (total.Kills > 0 && total.Incremental > 100 && total.Drift > 0).Should().BeTrue();
        total.Checked.Should().BeGreaterThan(Months * 25);
    }
}
