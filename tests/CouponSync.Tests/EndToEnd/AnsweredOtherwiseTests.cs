using System.Net.Http.Headers;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>A write that Stripe carries out, but not as it was asked for.</summary>
public sealed class AnsweredOtherwiseTests
{
    private const string Header = "id,percent_off,duration,metadata[channel]\n";

    [Fact]
    public async Task An_update_that_becomes_something_else_is_told_and_can_be_taken_back()
    {
        using var world = WithShouting(coupons: 2);
        var before = world.Account();

        var run = await world.RunAsync("sync", world.Write("coupons.csv", Header + "C0,,,web\n"));

        run.ExitCode.Should().Be(1);
        (run.Count("applied"), run.Count("failed"), run.Count("deviating")).Should().Be((0, 1, 1));
        run.Out.Should().StartWith("The one change was made, but not as asked.").And.Contain("couponsync revert");
        world.Emulator.Find("C0")!.Metadata["channel"].Should().Be("WEB");
        var undone = await world.RunAsync("revert", run.RunId());
        (undone.ExitCode, undone.Count("applied")).Should().Be((0, 1));
        world.Account().Should().Equal(before);
    }

    [Fact]
    public async Task A_coupon_that_is_created_otherwise_is_told_kept_when_gone_on_and_deleted_when_asked()
    {
        using var world = WithShouting();
        var before = world.Account();

        var run = await world.RunAsync(
            "sync", world.Write("coupons.csv", Header + "NEW1,10,once,web\nNEW2,10,once,STORE\n"), "--create-missing");
        var again = await world.RunAsync("apply", run.RunId());

        (run.ExitCode, run.Count("applied"), run.Count("failed"), run.Count("deviating")).Should().Be((1, 1, 1, 1));
        (again.ExitCode, again.Count("applied"), again.Count("deviating"), again.Count("stale")).Should().Be((1, 1, 1, 0));
        again.Out.Should().Contain("which made 1 of 2 changes");
        world.Emulator.Find("NEW1")!.Metadata["channel"].Should().Be("WEB");
        var undone = await world.RunAsync("revert", run.RunId(), "--delete-created");
        (undone.ExitCode, undone.Count("delete"), undone.Count("applied")).Should().Be((0, 2, 2));
        world.Account().Should().Equal(before);
    }

    [Fact]
    public async Task Of_one_coupon_that_becomes_something_else_it_is_told_as_well()
    {
        using var world = WithShouting(coupons: 1);

        var run = await world.RunAsync("update", "C0", "-m", "channel=web");

        (run.ExitCode, run.Out).Should().Be((1, ""));
        run.Error.Should().Contain("metadata 'channel' is 'WEB' now, not 'web'");
    }

    /// <summary>Stripe as it might be: it keeps "web" in capitals.</summary>
    private static World WithShouting(int coupons = 0) => World.With(coupons).Through(static async (request, pass, cancellationToken) =>
    {
        if (request.Content is { } content && await content.ReadAsStringAsync(cancellationToken) is var body && body.Contains("=web", StringComparison.Ordinal))
        {
            request.Content = new StringContent(body.Replace("=web", "=WEB", StringComparison.Ordinal));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        }

        return await pass();
    });
}
