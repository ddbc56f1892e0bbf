using CouponSync.Tests.Support;


namespace CouponSync.Tests.EndToEnd;

public sealed class ForecastTests
{
    private const string Forecast = "Reading 2 coupons is expected to take 1 to 5 requests, 1 s at most.";

    [Fact]
    public async Task What_reading_is_expected_to_cost_is_said_before_it_starts()
    {
        using var world = World.With(coupons: 10);
        var file = world.WriteRows("coupons.csv", [("C1", "new"), ("C2", "old")]);

        var run = await world.RunAsync("sync", file, "--dry-run");

        run.Error.Should().Contain($"Reading Stripe{Environment.NewLine}{Forecast}{Environment.NewLine}");
    }

    [Fact]
    public async Task It_is_not_said_where_nothing_is_said_or_all_is_JSON()
    {
        using var world = World.With(coupons: 10);
        var file = world.WriteRows("coupons.csv", [("C1", "new"), ("C2", "old")]);

        var quiet = await world.RunAsync("sync", file, "--dry-run", "--fetch", "auto", "-q");
        var json = await world.RunAsync("sync", file, "--dry-run", "--refresh", "--log-format", "json");

        (quiet.Error + json.Error).Should().NotContain(Forecast);
    }
}
