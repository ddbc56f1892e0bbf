using CouponSync.Http;
using CouponSync.Remote;
using CouponSync.Settings;

namespace CouponSync.Tests.Remote;

public sealed class ReadBudgetTests
{
    [Fact]
    public void The_forecast_names_the_fewest_and_the_most_requests() =>
        new ReadBudget(FetchMode.Auto, 1_200, ThrottleOptions.For(livemode: false)).Forecast()
            .Should().Be("Reading 1,200 coupons is expected to take 12 to 2,401 requests, 97 s at most.");

    [Theory]
    [InlineData(333, "Reading took 333 requests", "9,990 of the 10,000 reads a month")]
    [InlineData(334, "Warning: reading took 334 requests", "10,020 reads, and only 10,000")]
    public void Reads_are_projected_to_thirty_nights_and_warned_of_above_the_floor(long reads, string beginning, string projection)
    {
        var notes = new List<string>();

        new ReadBudget(FetchMode.Auto, 10, ThrottleOptions.For(livemode: false)).Account(
            new RequestCounts { List = reads - 3, Retrieve = 2, Account = 1, Update = 1_000, Total = reads + 1_000 }, 0, nightly: true, notes.Add, notes.Add);

        notes.Should().ContainSingle().Which.Should().StartWith(beginning).And.Contain(projection);
    }

    [Fact]
    public void Restarts_are_counted_in_a_note_of_their_own()
    {
        var notes = new List<string>();

        new ReadBudget(FetchMode.List, 10, ThrottleOptions.For(livemode: false)).Account(new RequestCounts { List = 5 }, 2, nightly: false, notes.Add, notes.Add);

        notes.Should().ContainSingle("a run that is done once has no month to project").Which.Should().StartWith("2 times the coupon that reading was at had been deleted");
    }
}
