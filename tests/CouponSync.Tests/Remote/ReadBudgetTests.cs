using CouponSync.Coupons;
using CouponSync.Http;
using CouponSync.Remote;
using CouponSync.Settings;

namespace CouponSync.Tests.Remote;

public sealed class ReadBudgetTests
{
    [Theory]
    [InlineData(nameof(FetchMode.Auto), 0, null, true, "Reading 0 coupons is expected to take 0 requests.")]
    [InlineData(nameof(FetchMode.Auto), 1, null, true, "Reading 1 coupon is expected to take 1 to 3 requests, 1 s at most.")]
    [InlineData(nameof(FetchMode.Auto), 3, null, true, "Reading 3 coupons is expected to take 1 to 7 requests, 1 s at most.")]
    [InlineData(nameof(FetchMode.Auto), 1_200, null, true, "Reading 1,200 coupons is expected to take 12 to 2,401 requests, 97 s at most.")]
    [InlineData(nameof(FetchMode.Auto), 1_200, 5_010, true, "Reading 1,200 coupons is expected to take 51 requests.")]
    [InlineData(nameof(FetchMode.Auto), 10, 5_010, true, "Reading 10 coupons is expected to take 10 requests.")]
    [InlineData(nameof(FetchMode.Auto), 10, 600, false, "Reading 10 coupons is expected to take 10 requests.")]
    [InlineData(nameof(FetchMode.Auto), 100, 600, false, "Reading 100 coupons is expected to take 1 to 201 requests, 9 s at most.")]
    [InlineData(nameof(FetchMode.List), 10, null, true, "Reading 10 coupons is expected to take one request for every 100 coupons of the account.")]
    [InlineData(nameof(FetchMode.List), 10, 5_010, true, "Reading 10 coupons is expected to take 51 requests.")]
    [InlineData(nameof(FetchMode.Retrieve), 10, 5_010, true, "Reading 10 coupons is expected to take 10 requests.")]
    public void The_forecast_says_what_is_known_of_the_requests(string mode, long wanted, int? coupons, bool isComplete, string forecast) =>
        Budget(Enum.Parse<FetchMode>(mode), wanted, coupons is { } count ? new AccountSize(count, isComplete) : null).Forecast().Should().Be(forecast);

    [Theory]
    [InlineData(333, "Reading took 333 requests", "9,990 of the 10,000 reads a month")]
    [InlineData(334, "Warning: reading took 334 requests", "10,020 reads, and only 10,000")]
    public void Reads_are_projected_to_thirty_nights_and_warned_of_above_the_floor(long reads, string beginning, string projection)
    {
        var notes = new List<string>();

        Budget(FetchMode.Auto, 10).Account(
            new RequestCounts { List = reads - 3, Retrieve = 2, Account = 1, Update = 1_000, Total = reads + 1_000 }, 0, nightly: true, notes.Add, notes.Add);

        notes.Should().ContainSingle().Which.Should().StartWith(beginning).And.Contain(projection);
    }

    [Fact]
    public void Restarts_are_counted_in_a_note_of_their_own()
    {
        var notes = new List<string>();

        Budget(FetchMode.List, 10).Account(new RequestCounts { List = 5 }, 2, nightly: false, notes.Add, notes.Add);

        notes.Should().ContainSingle("a run that is done once has no month to project").Which.Should().StartWith("2 times a coupon was deleted just where the list was being read");
    }

    private static ReadBudget Budget(FetchMode mode, long wanted, AccountSize? size = null) =>
        new(new FetchRequest([], wanted, WithProducts: false) { Mode = mode, Size = size }, ThrottleOptions.For(livemode: false));
}
