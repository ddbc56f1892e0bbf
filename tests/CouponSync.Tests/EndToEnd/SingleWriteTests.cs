namespace CouponSync.Tests.EndToEnd;

/// <summary><c>update</c> beside the nightly runs.</summary>
public sealed class SingleWriteTests
{
    [Fact]
    public async Task A_coupon_written_by_update_is_read_again_by_the_next_run_even_if_its_event_is_lost()
    {
        using var shop = await WithSnapshotAsync();
        // From here on no event is visible in time.
        shop.Transport = () => new NoEvents(shop.Emulator.CreateHandler());
        (await shop.RunAsync("update", "C42", "-m", "order_id=meddled")).ExitCode.Should().Be(0);
        shop.Clock.Advance(TimeSpan.FromDays(1));

        var night = await NightAsync(shop);

        night.Requests("retrieve").Should().Be(1);
        night.Count("applied").Should().Be(1);
        shop.Emulator.Find("C42")!.Metadata["order_id"].Should().Be("old");
        shop.Clock.Advance(TimeSpan.FromDays(1));
        (await NightAsync(shop)).Requests("retrieve").Should().Be(0, "it is read again once");
    }

    private static async Task<Shop> WithSnapshotAsync()
    {
        var shop = new Shop();
        shop.SeedPlain(300);
        shop.WriteRows("coupons.csv", Enumerable.Range(0, 300).Select(static i => ($"C{i}", "old")));
        (await NightAsync(shop)).ExitCode.Should().Be(0);
        return shop;
    }

    private static Task<RunOutcome> NightAsync(Shop shop) => shop.RunAsync("sync", shop.File("coupons.csv"), "--yes", "--fetch", "incremental");

    private sealed class NoEvents(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith("/events", StringComparison.Ordinal))
            {
                return await base.SendAsync(request, cancellationToken);
            }

            return new HttpResponseMessage { Content = new StringContent("""{"object":"list","url":"/v1/events","has_more":false,"data":[]}""") };
        }
    }
}
