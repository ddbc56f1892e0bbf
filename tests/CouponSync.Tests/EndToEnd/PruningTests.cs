using CouponSync.Emulator;
using static CouponSync.Tests.EndToEnd.MigrationShop;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Which runs are removed: never what can still be taken back for the sake of what changed nothing.</summary>
public sealed class PruningTests
{
    [Fact]
    public async Task Dry_runs_refused_runs_and_runs_with_nothing_to_do_push_out_no_run_that_changed_something()
    {
        using var shop = Create();
        shop.SeedPlain(5);
        var settings = Settings(shop, keep: 3, keepChanges: 2);
        var changing = await shop.RunAsync("sync", shop.WriteNew(5), "--config", settings);

        for (var i = 0; i < 5; i++)
        {
            shop.Clock.Advance(TimeSpan.FromMinutes(1));
            await shop.RunAsync("sync", shop.WriteNew(5), "--dry-run", "--config", settings);
            await shop.RunAsync("sync", shop.WriteNew(5), "--config", settings);
            await shop.RunAsync("sync", shop.Write("bad.csv", "id,metadata[a]\nC0,\"\n"), "--config", settings);
            await shop.RunAsync("apply", changing.RunId(), "--dry-run", "--config", settings);
        }

        Runs(shop).Should().HaveCount(4).And.Contain(changing.RunId());
        (await shop.RunAsync("revert", changing.RunId())).Count("applied").Should().Be(5);
    }

    [Fact]
    public async Task Runs_that_sent_changes_are_kept_by_their_own_count_for_each_account()
    {
        using var shop = Create();
        shop.SeedPlain(2);
        shop.Emulator.Seed([new EmulatorCoupon { Id = "C0", Metadata = EmulatorMetadata.From([new("order_id", "old")]) }], livemode: true);
        var settings = Settings(shop, keep: 1, keepChanges: 2);
        shop.Variables["STRIPE_API_KEY"] = "sk_live_51ThisKeyIsASecret0123456789abcdef";
        var live = await shop.RunAsync("sync", shop.WriteNew(1), "--live", "--yes", "--config", settings);
        live.ExitCode.Should().Be(0, live.Out + live.Error);
        shop.Variables["STRIPE_API_KEY"] = Shop.TestKey;
        var changing = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            shop.Clock.Advance(TimeSpan.FromMinutes(1));
            changing.Add((await shop.RunAsync("sync", shop.WriteRows("coupons.csv", [("C0", $"{i}")]), "--config", settings)).RunId());
        }

        Runs(shop).Should().BeEquivalentTo([live.RunId(), .. changing.TakeLast(2)]);
    }

    [Fact]
    public async Task A_run_of_which_it_is_not_known_what_it_made_is_never_removed()
    {
        using var shop = Create();
        shop.SeedPlain(3);
        var settings = Settings(shop, keep: 1, keepChanges: 1, maxAge: "1h");
        shop.Emulator.Faults.Add("array-body@POST /v1/coupons/C1");
        var unknown = await shop.RunAsync("sync", shop.WriteNew(3), "--config", settings);
        shop.Emulator.Faults.Clear();
        unknown.Count("unknown").Should().Be(1);
        for (var i = 0; i < 4; i++)
        {
            shop.Clock.Advance(TimeSpan.FromDays(1));
            await shop.RunAsync("sync", shop.WriteRows("coupons.csv", [("C0", $"{i}")]), "--config", settings);
        }

        Runs(shop).Should().HaveCount(2).And.Contain(unknown.RunId());
    }

    private static string Settings(Shop shop, int keep, int keepChanges, string? maxAge = null) => shop.Write(
        "settings.json",
        $$"""{ "Runs": { "Keep": {{keep}}, "KeepChanges": {{keepChanges}}{{(maxAge is null ? "" : $", \"MaxAge\": \"{maxAge}\"")}} } }""");

    private static IEnumerable<string> Runs(Shop shop) =>
        Directory.GetDirectories(shop.File("state/runs")).Select(static d => Path.GetFileName(d));
}
