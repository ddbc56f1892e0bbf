using System.Net.Http.Headers;
using static CouponSync.Tests.EndToEnd.MigrationShop;

namespace CouponSync.Tests.EndToEnd;

/// <summary>A write that Stripe carries out, but not as it was asked for.</summary>
public sealed class AnsweredOtherwiseTests
{
    private const string Header = "id,percent_off,duration,metadata[channel]\n";

    [Fact]
    public async Task An_update_that_becomes_something_else_is_told_and_can_be_taken_back()
    {
        using var shop = CreateShouting();
        shop.SeedPlain(2);
        var before = shop.Account();

        var run = await shop.RunAsync("sync", shop.Write("coupons.csv", Header + "C0,,,web\n"));

        run.ExitCode.Should().Be(1);
        (run.Count("applied"), run.Count("failed"), run.Count("deviating")).Should().Be((0, 1, 1));
        run.Out.Should().StartWith("The one change was made, but otherwise than asked.").And.Contain("couponsync revert");
        shop.Emulator.Find("C0")!.Metadata["channel"].Should().Be("WEB");
        var undone = await shop.RunAsync("revert", run.RunId());
        (undone.ExitCode, undone.Count("applied")).Should().Be((0, 1));
        shop.Account().Should().Equal(before);
    }

    [Fact]
    public async Task A_coupon_that_is_created_otherwise_is_told_kept_when_gone_on_and_deleted_when_asked()
    {
        using var shop = CreateShouting();
        var before = shop.Account();

        var run = await shop.RunAsync(
            "sync", shop.Write("coupons.csv", Header + "NEW1,10,once,web\nNEW2,10,once,STORE\n"), "--create-missing");
        var again = await shop.RunAsync("apply", run.RunId());

        (run.ExitCode, run.Count("applied"), run.Count("failed"), run.Count("deviating")).Should().Be((1, 1, 1, 1));
        (again.ExitCode, again.Count("applied"), again.Count("deviating"), again.Count("stale")).Should().Be((1, 1, 1, 0));
        again.Out.Should().Contain("which made 1 of 2 changes");
        shop.Emulator.Find("NEW1")!.Metadata["channel"].Should().Be("WEB");
        var undone = await shop.RunAsync("revert", run.RunId(), "--delete-created");
        (undone.ExitCode, undone.Count("delete"), undone.Count("applied")).Should().Be((0, 2, 2));
        shop.Account().Should().Equal(before);
    }

    private static Shop CreateShouting()
    {
        var shop = Create();
        shop.Transport = () => new Shouting { InnerHandler = shop.Emulator.CreateHandler() };
        return shop;
    }

    /// <summary>Stripe as it might be: it keeps "web" in capitals.</summary>
    private sealed class Shouting : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is { } content && await content.ReadAsStringAsync(cancellationToken) is var body && body.Contains("=web", StringComparison.Ordinal))
            {
                request.Content = new StringContent(body.Replace("=web", "=WEB", StringComparison.Ordinal));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
