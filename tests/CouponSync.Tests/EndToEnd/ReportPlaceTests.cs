using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The console says where the report can be read.</summary>
public sealed class ReportPlaceTests
{
    [Fact]
    public async Task The_page_of_the_run_is_named()
    {
        using var world = World.With(coupons: 30);
        var run = await world.RunAsync("sync", world.WriteNew(30), "-n");

        var page = Path.Combine(run.Directory!, "report.html");
        run.Out.Should().Contain($"\nReport    {page}\n").And.Contain($"… and 10 more in {page}\n");
        (await world.RunAsync("runs", "latest")).Out.Should().Be(run.Out);
    }

    [Theory]
    [InlineData("plan.html", false)]
    [InlineData("plan.csv", true)]
    public async Task A_report_that_was_asked_for_is_named_and_the_page_where_it_is_none(string name, bool pageToo)
    {
        using var world = World.With(coupons: 2);
        var run = await world.RunAsync("sync", world.WriteNew(2), "-n", "--report", world.File(name));

        string[] expected = [world.File(name), .. pageToo ? [Path.Combine(run.Directory!, "report.html")] : (string[])[]];
        run.Out.Split('\n').Where(static l => l.StartsWith("Report ", StringComparison.Ordinal)).Should().Equal(expected.Select(static f => $"Report    {f}"));
    }

    [Fact]
    public async Task Figures_of_reading_are_for_whoever_asks()
    {
        using var world = World.With(coupons: 2);
        var file = world.WriteNew(2);

        (await world.RunAsync("sync", file, "-n")).Out.Should().NotContain("Reading took").And.NotContain("Requests ");
        (await world.RunAsync("sync", file, "-n", "--verbose")).Out.Should().Contain("\nRequests  ").And.Contain("\nReading took ");
        (await world.RunAsync("runs", "latest", "-v")).Out.Should().Contain("\nRequests  ").And.Contain("\nReading took ");
    }
}
