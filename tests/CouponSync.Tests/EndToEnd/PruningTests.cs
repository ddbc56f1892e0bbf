using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Which runs are removed: never what can still be taken back for the sake of what changed nothing.</summary>
public sealed class PruningTests
{
    [Fact]
    public async Task Dry_runs_refused_runs_and_runs_with_nothing_to_do_push_out_no_run_that_changed_something()
    {
        using var world = World.With(coupons: 5);
        var settings = Settings(world, keep: 3, keepChanges: 2);
        var changing = await world.RunAsync("sync", world.WriteNew(5), "--config", settings);

        for (var i = 0; i < 5; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.RunAsync("sync", world.WriteNew(5), "--dry-run", "--config", settings);
            await world.RunAsync("sync", world.WriteNew(5), "--config", settings);
            await world.RunAsync("sync", world.Write("bad.csv", "id,metadata[a]\nC0,\"\n"), "--config", settings);
            await world.RunAsync("apply", changing.RunId(), "--dry-run", "--config", settings);
        }

        Runs(world).Should().HaveCount(4).And.Contain(changing.RunId());
        (await world.RunAsync("revert", changing.RunId())).Count("applied").Should().Be(5);
    }

    [Fact]
    public async Task Runs_that_sent_changes_are_kept_by_their_own_count_for_each_account()
    {
        using var world = World.With(coupons: 2);
        world.Emulator.Seed([new EmulatorCoupon { Id = "C0", Metadata = EmulatorMetadata.From([new("order_id", "old")]) }], livemode: true);
        var settings = Settings(world, keep: 1, keepChanges: 2);
        world.Variables["STRIPE_API_KEY"] = World.LiveKey;
        var live = await world.RunAsync("sync", world.WriteNew(1), "--live", "--yes", "--config", settings);
        live.ExitCode.Should().Be(0, live.Out + live.Error);
        world.Variables["STRIPE_API_KEY"] = World.TestKey;
        var changing = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            changing.Add((await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C0", $"{i}")]), "--config", settings)).RunId());
        }

        Runs(world).Should().BeEquivalentTo([live.RunId(), .. changing.TakeLast(2)]);
    }

    [Fact]
    public async Task A_run_of_which_it_is_not_known_what_it_made_is_never_removed()
    {
        using var world = World.With(coupons: 3);
        var settings = Settings(world, keep: 1, keepChanges: 1, maxAge: "1h");
        world.Emulator.Faults.Add("array-body@POST /v1/coupons/C1");
        var unknown = await world.RunAsync("sync", world.WriteNew(3), "--config", settings);
        world.Emulator.Faults.Clear();
        unknown.Count("unknown").Should().Be(1);
        for (var i = 0; i < 4; i++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C0", $"{i}")]), "--config", settings);
        }

        Runs(world).Should().HaveCount(2).And.Contain(unknown.RunId());
    }

    private static string Settings(World world, int keep, int keepChanges, string? maxAge = null) => world.Write(
        "settings.json",
        $$"""{ "Runs": { "Keep": {{keep}}, "KeepChanges": {{keepChanges}}{{(maxAge is null ? "" : $", \"MaxAge\": \"{maxAge}\"")}} } }""");

    private static IEnumerable<string> Runs(World world) =>
        world.Runs().Select(static d => Path.GetFileName(d));
}
