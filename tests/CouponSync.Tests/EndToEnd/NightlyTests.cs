using System.Net;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

public sealed class NightlyTests
{
    [Fact]
    public async Task A_quiet_night_takes_two_reads_whatever_the_size()
    {
        using var world = World.With(coupons: 1000);
        var file = world.WriteChanged(1000, 0);
        await world.NightAsync(file);

        var night = await world.NightAsync(file);

        night.ExitCode.Should().Be(0);
        night.Requests("total").Should().Be(2);
        (night.Requests("events"), night.Requests("list"), night.Requests("account")).Should().Be((1, 1, 0));
        night.Count("unchanged").Should().Be(1000);
        night.Count("unchangedByEvents").Should().BeInRange(900, 1000);
    }

    [Fact]
    public async Task Auto_relies_on_events_once_our_own_writes_came_back()
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 7);
        var first = await world.RunAsync("sync", file);
        first.Count("applied").Should().Be(7);

        var night = await world.NightAsync(file, "auto");

        night.ExitCode.Should().Be(0);
        night.Requests("total").Should().Be(2);
        night.Count("unchanged").Should().Be(300);
        night.Count("unchangedByEvents").Should().BePositive();
    }

    [Fact]
    public async Task Auto_that_read_the_whole_list_knows_of_new_rows_that_they_have_no_coupon()
    {
        using var world = World.With(coupons: 300);
        await world.RunAsync("sync", world.WriteChanged(300, 7));

        var night = await world.NightAsync(world.WriteChanged(320, 7), "auto");

        night.Count("missing").Should().Be(20);
        night.Requests("total").Should().Be(2, "events and audit");
    }

    [Fact]
    public async Task Auto_reads_all_coupons_while_no_event_was_ever_seen()
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 0);
        await world.RunAsync("sync", file);

        var night = await world.NightAsync(file, "auto");

        night.Requests("list").Should().Be(3);
        night.Count("unchangedByEvents").Should().Be(0);
    }

    [Fact]
    public async Task A_change_by_somebody_else_is_seen_through_its_event_and_put_right()
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 0);
        await world.NightAsync(file);
        world.Clock.Advance(TimeSpan.FromHours(12));
        world.ChangeElsewhere("C42", "order_id", "meddled");

        var night = await world.NightAsync(file);

        night.Count("applied").Should().Be(1);
        night.Requests("total").Should().Be(3, "events, audit and the one write");
        world.OrderId("C42").Should().Be("old");
    }

    [Fact]
    public async Task A_deleted_coupon_is_read_by_its_id_and_missing()
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 0);
        await world.NightAsync(file);
        world.Clock.Advance(TimeSpan.FromHours(12));
        world.Emulator.Delete("C42");

        var night = await world.NightAsync(file);

        night.ExitCode.Should().Be(1);
        night.Count("missing").Should().Be(1);
        night.Requests("retrieve").Should().Be(1);
    }

    [Fact]
    public async Task Two_changes_in_one_second_are_settled_by_reading_the_coupon()
    {
        using var world = World.With(300, new EmulatorOptions { ShuffleEventsWithinSecond = true });
        var file = world.WriteChanged(300, 0);
        await world.NightAsync(file);
        world.Clock.Advance(TimeSpan.FromHours(12));
        world.ChangeElsewhere("C42", "order_id", "x");
        world.ChangeElsewhere("C42", "order_id", "old");

        var night = await world.NightAsync(file);

        night.Count("update").Should().Be(0);
        night.Requests("retrieve").Should().Be(1);
    }

    [Fact]
    public async Task A_write_that_does_not_come_back_makes_events_untrusted_and_all_coupons_are_read()
    {
        using var world = World.With(300, new EmulatorOptions { EmitsCouponEvents = false });
        var file = world.WriteChanged(300, 5);
        (await world.NightAsync(file)).Count("applied").Should().Be(5);
        world.Clock.Advance(TimeSpan.FromHours(12));
        world.ChangeElsewhere("C42", "order_id", "meddled");

        var night = await world.NightAsync(file);

        night.Requests("list").Should().Be(3);
        night.Count("applied").Should().Be(1);
        night.Count("unchangedByEvents").Should().Be(0);
        night.Out.Should().Contain("5 writes of ours did not come back");
    }

    [Fact]
    public async Task A_key_that_may_not_read_events_reads_all_coupons()
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 0);
        await world.NightAsync(file);
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Emulator.Faults.Add("403@GET /v1/events");

        var night = await world.NightAsync(file);

        night.ExitCode.Should().Be(0);
        night.Requests("list").Should().Be(3);
        night.Out.Should().Contain("may not read events");
    }

    [Fact]
    public async Task A_snapshot_older_than_its_age_is_read_anew_and_a_lost_event_found()
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 0);
        await world.RunAsync("sync", file, "--fetch", "list");
        await world.RunAsync("sync", world.WriteChanged(300, 1), "--fetch", "list");
        await LoseEventsAsync(world, () => world.ChangeElsewhere("C42", "order_id", "meddled"));
        world.Clock.Advance(TimeSpan.FromDays(8));

        var night = await world.NightAsync(world.WriteChanged(300, 1));

        night.Requests("list").Should().Be(3, "all coupons are read, and none twice");
        night.Count("applied").Should().Be(1);
        world.OrderId("C42").Should().Be("old");
    }

    [Fact]
    public async Task Writes_from_before_a_long_pause_are_not_waited_for_when_their_events_are_gone()
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 5);
        (await world.NightAsync(file)).Count("applied").Should().Be(5);

        world.Clock.Advance(TimeSpan.FromDays(33));
        (await world.NightAsync(file)).Requests("list").Should().Be(3, "the snapshot is older than the events");
        var night = await world.NightAsync(file);

        night.Requests("total").Should().Be(2);
    }

    [Fact]
    public async Task The_audit_finds_a_lost_event_and_all_coupons_are_read()
    {
        using var world = World.With(coupons: 90);
        var file = world.WriteChanged(90, 0);
        await world.NightAsync(file);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await LoseEventsAsync(world, () =>
        {
            for (var i = 0; i < 80; i++)
            {
                world.ChangeElsewhere($"C{i}", "order_id", "meddled");
            }
        });
        world.Clock.Advance(TimeSpan.FromHours(1));

        var night = await world.NightAsync(file);

        night.Out.Should().Contain("had changed without an event");
        night.Count("applied").Should().Be(80);
    }

    [Fact]
    public async Task In_a_small_account_events_never_cost_more_than_twice_what_reading_it_costs()
    {
        using var world = World.With(coupons: 100);
        var file = world.WriteChanged(100, 0);
        await world.NightAsync(file);
        for (var i = 0; i < 2_000; i++)
        {
            world.Emulator.UpdateMetadata($"C{i % 50}", [new("order_id", i < 1_950 ? "theirs" : "old")]);
        }

        world.Clock.Advance(TimeSpan.FromHours(12));
        var night = await world.NightAsync(file);

        night.ExitCode.Should().Be(0);
        (night.Requests("events") + night.Requests("list") + night.Requests("retrieve")).Should().BeLessThanOrEqualTo(3, "the account is one page");
    }

    [Fact]
    public async Task Refresh_reads_all_coupons()
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 0);
        await world.NightAsync(file);
        world.Clock.Advance(TimeSpan.FromDays(1));

        var night = await world.NightAsync(file, "incremental", "--refresh");

        night.Requests("list").Should().Be(3);
        night.Count("unchangedByEvents").Should().Be(0);
    }

    [Fact]
    public async Task A_row_that_changes_in_the_file_is_compared_again()
    {
        using var world = World.With(coupons: 300);
        await world.NightAsync(world.WriteChanged(300, 0));
        await world.NightAsync(world.WriteChanged(300, 0));
        world.Clock.Advance(TimeSpan.FromDays(1));

        var night = await world.NightAsync(world.WriteChanged(300, 3));

        night.Count("applied").Should().Be(3);
        world.OrderId("C2").Should().Be("new");
    }

    [Fact]
    public async Task A_coupon_written_by_update_is_read_again_by_the_next_run_even_if_its_event_is_lost()
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 0);
        await world.NightAsync(file);
        // From here on no event is visible in time.
        world.Through(static async (request, pass, _) => request.RequestUri!.AbsolutePath.EndsWith("/events", StringComparison.Ordinal)
            ? HopHandler.Answer(HttpStatusCode.OK, """{"object":"list","url":"/v1/events","has_more":false,"data":[]}""")
            : await pass());
        (await world.RunAsync("update", "C42", "-m", "order_id=meddled")).ExitCode.Should().Be(0);

        var night = await world.NightAsync(file);

        (night.Requests("retrieve"), night.Count("applied")).Should().Be((1, 1));
        world.OrderId("C42").Should().Be("old");
        (await world.NightAsync(file)).Requests("retrieve").Should().Be(0, "it is read again once");
    }

    // The state file keeps objects and events apart, so that events can be lost on the way.
    private static Task LoseEventsAsync(World world, Action change) => LoseEventsAsync(world, () =>
    {
        change();
        return Task.CompletedTask;
    });

    internal static async Task LoseEventsAsync(World world, Func<Task> change)
    {
        var before = world.Emulator.Events().Select(static e => e.Id).ToHashSet();
        await change();
        var path = world.File("account.jsonl");
        world.Emulator.Save(path);
        var lost = world.Emulator.Events().Select(static e => e.Id).Where(id => !before.Contains(id)).ToList();
        lost.Should().NotBeEmpty();
        var lines = await File.ReadAllLinesAsync(path);
        await File.WriteAllLinesAsync(path, lines.Where(line => !lost.Exists(id => line.Contains(id, StringComparison.Ordinal))));
        world.Emulator.Reset();
        await world.Emulator.LoadAsync(path, CancellationToken.None);
    }
}
