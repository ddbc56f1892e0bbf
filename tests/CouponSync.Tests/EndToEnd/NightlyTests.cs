using CouponSync.Emulator;
using Microsoft.Data.Sqlite;

namespace CouponSync.Tests.EndToEnd;

public sealed class NightlyTests
{
    [Fact]
    public async Task A_quiet_night_takes_two_reads_whatever_the_size()
    {
        using var shop = new Shop();
        shop.SeedPlain(1000);
        var file = Rows(shop, 1000, "old");
        await SyncAsync(shop, file, "--fetch", "incremental");

        shop.Clock.Advance(TimeSpan.FromDays(1));
        var night = await SyncAsync(shop, file, "--fetch", "incremental");

        night.ExitCode.Should().Be(0);
        night.Requests("total").Should().Be(2);
        (night.Requests("events"), night.Requests("list"), night.Requests("account")).Should().Be((1, 1, 0));
        night.Count("unchanged").Should().Be(1000);
        night.Count("unchangedByEvents").Should().BeInRange(900, 1000);
    }

    [Fact]
    public async Task Auto_relies_on_events_once_our_own_writes_came_back()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        var file = Rows(shop, 300, "new", changed: 7);
        var first = await SyncAsync(shop, file);
        first.Count("applied").Should().Be(7);

        shop.Clock.Advance(TimeSpan.FromDays(1));
        var night = await SyncAsync(shop, file);

        night.ExitCode.Should().Be(0);
        night.Requests("total").Should().Be(2);
        night.Count("unchanged").Should().Be(300);
        night.Count("unchangedByEvents").Should().BePositive();
    }

    [Fact]
    public async Task Auto_that_read_the_whole_list_knows_of_new_rows_that_they_have_no_coupon()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        await SyncAsync(shop, Rows(shop, 300, "new", changed: 7));

        shop.Clock.Advance(TimeSpan.FromDays(1));
        var night = await SyncAsync(shop, Rows(shop, 320, "new", changed: 7));

        night.Count("missing").Should().Be(20);
        night.Requests("total").Should().Be(2, "events and audit");
    }

    [Fact]
    public async Task Auto_reads_all_coupons_while_no_event_was_ever_seen()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        var file = Rows(shop, 300, "old");
        await SyncAsync(shop, file);

        shop.Clock.Advance(TimeSpan.FromDays(1));
        var night = await SyncAsync(shop, file);

        night.Requests("list").Should().Be(3);
        night.Count("unchangedByEvents").Should().Be(0);
    }

    [Fact]
    public async Task A_change_by_somebody_else_is_seen_through_its_event_and_put_right()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        var file = Rows(shop, 300, "old");
        await SyncAsync(shop, file, "--fetch", "incremental");
        shop.Clock.Advance(TimeSpan.FromHours(12));
        shop.Emulator.UpdateMetadata("C42", [KeyValuePair.Create("order_id", "meddled")]);
        shop.Clock.Advance(TimeSpan.FromHours(12));

        var night = await SyncAsync(shop, file, "--fetch", "incremental");

        night.Count("applied").Should().Be(1);
        night.Requests("total").Should().Be(3, "events, audit and the one write");
        Value(shop, "C42").Should().Be("old");
    }

    [Fact]
    public async Task A_deleted_coupon_is_read_by_its_id_and_missing()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        var file = Rows(shop, 300, "old");
        await SyncAsync(shop, file, "--fetch", "incremental");
        shop.Clock.Advance(TimeSpan.FromHours(12));
        shop.Emulator.Delete("C42");
        shop.Clock.Advance(TimeSpan.FromHours(12));

        var night = await SyncAsync(shop, file, "--fetch", "incremental");

        night.ExitCode.Should().Be(1);
        night.Count("missing").Should().Be(1);
        night.Requests("retrieve").Should().Be(1);
    }

    [Fact]
    public async Task Two_changes_in_one_second_are_settled_by_reading_the_coupon()
    {
        using var shop = new Shop(new EmulatorOptions { ShuffleEventsWithinSecond = true });
        shop.SeedPlain(300);
        var file = Rows(shop, 300, "old");
        await SyncAsync(shop, file, "--fetch", "incremental");
        shop.Clock.Advance(TimeSpan.FromHours(12));
        shop.Emulator.UpdateMetadata("C42", [KeyValuePair.Create("order_id", "x")]);
        shop.Emulator.UpdateMetadata("C42", [KeyValuePair.Create("order_id", "old")]);
        shop.Clock.Advance(TimeSpan.FromHours(12));

        var night = await SyncAsync(shop, file, "--fetch", "incremental");

        night.Count("update").Should().Be(0);
        night.Requests("retrieve").Should().Be(1);
    }

    [Fact]
    public async Task A_write_that_does_not_come_back_makes_events_untrusted_and_all_coupons_are_read()
    {
        using var shop = new Shop(new EmulatorOptions { EmitsCouponEvents = false });
        shop.SeedPlain(300);
        var file = Rows(shop, 300, "new", changed: 5);
        (await SyncAsync(shop, file, "--fetch", "incremental")).Count("applied").Should().Be(5);
        shop.Clock.Advance(TimeSpan.FromHours(12));
        shop.Emulator.UpdateMetadata("C42", [KeyValuePair.Create("order_id", "meddled")]);
        shop.Clock.Advance(TimeSpan.FromHours(12));

        var night = await SyncAsync(shop, file, "--fetch", "incremental");

        night.Requests("list").Should().Be(3);
        night.Count("applied").Should().Be(1);
        night.Count("unchangedByEvents").Should().Be(0);
        night.Out.Should().Contain("5 writes of ours did not come back");
    }

    [Fact]
    public async Task A_key_that_may_not_read_events_reads_all_coupons()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        var file = Rows(shop, 300, "old");
        await SyncAsync(shop, file, "--fetch", "incremental");
        shop.Clock.Advance(TimeSpan.FromDays(1));
        shop.Emulator.Faults.Add("403@GET /v1/events");

        var night = await SyncAsync(shop, file, "--fetch", "incremental");

        night.ExitCode.Should().Be(0);
        night.Requests("list").Should().Be(3);
        night.Out.Should().Contain("may not read events");
    }

    [Fact]
    public async Task A_snapshot_older_than_its_age_is_read_anew_and_a_lost_event_found()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        var file = Rows(shop, 300, "old");
        await SyncAsync(shop, file, "--fetch", "list");
        await SyncAsync(shop, Rows(shop, 300, "new", changed: 1), "--fetch", "list");
        await LoseEventsAsync(shop, () => shop.Emulator.UpdateMetadata("C42", [KeyValuePair.Create("order_id", "meddled")]));
        shop.Clock.Advance(TimeSpan.FromDays(8));

        var night = await SyncAsync(shop, Rows(shop, 300, "new", changed: 1), "--fetch", "incremental");

        night.Requests("list").Should().Be(3, "all coupons are read, and none twice");
        night.Count("applied").Should().Be(1);
        Value(shop, "C42").Should().Be("old");
    }

    [Fact]
    public async Task Writes_from_before_a_long_pause_are_not_waited_for_when_their_events_are_gone()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        var file = Rows(shop, 300, "new", changed: 5);
        (await SyncAsync(shop, file, "--fetch", "incremental")).Count("applied").Should().Be(5);

        shop.Clock.Advance(TimeSpan.FromDays(33));
        (await SyncAsync(shop, file, "--fetch", "incremental")).Requests("list").Should().Be(3, "the snapshot is older than the events");
        shop.Clock.Advance(TimeSpan.FromDays(1));
        var night = await SyncAsync(shop, file, "--fetch", "incremental");

        night.Requests("total").Should().Be(2);
    }

    [Fact]
    public async Task The_audit_finds_a_lost_event_and_all_coupons_are_read()
    {
        using var shop = new Shop();
        shop.SeedPlain(90);
        var file = Rows(shop, 90, "old");
        await SyncAsync(shop, file, "--fetch", "incremental");
        shop.Clock.Advance(TimeSpan.FromHours(1));
        await LoseEventsAsync(shop, () =>
        {
            for (var i = 0; i < 80; i++)
            {
                shop.Emulator.UpdateMetadata($"C{i}", [KeyValuePair.Create("order_id", "meddled")]);
            }
        });
        shop.Clock.Advance(TimeSpan.FromHours(1));

        var night = await SyncAsync(shop, file, "--fetch", "incremental");

        night.Out.Should().Contain("had changed without an event");
        night.Count("applied").Should().Be(80);
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("older")]
    [InlineData("newer")]
    [InlineData("other account")]
    public async Task A_snapshot_that_cannot_be_used_is_set_aside_and_rebuilt(string how)
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        var file = Rows(shop, 300, "old");
        await SyncAsync(shop, file, "--fetch", "incremental");
        var path = Directory.GetFiles(shop.File("state/snapshots"), "*.db").Single();
        if (how == "damaged")
        {
            var bytes = await File.ReadAllBytesAsync(path);
            bytes.AsSpan(4096, 8192).Fill(0x5a);
            await File.WriteAllBytesAsync(path, bytes);
        }
        else if (how is "older" or "newer")
        {
            // The header's user_version, https://www.sqlite.org/fileformat.html
            var bytes = await File.ReadAllBytesAsync(path);
            bytes[63] = (byte)(how == "older" ? 3 : 99);
            await File.WriteAllBytesAsync(path, bytes);
        }
        else
        {
            var text = File.ReadAllBytes(path);
            var at = text.AsSpan().IndexOf("acct_1CouponSyncEmulat"u8);
            text[at + 5] = (byte)'2';
            await File.WriteAllBytesAsync(path, text);
        }

        shop.Clock.Advance(TimeSpan.FromDays(1));
        var night = await SyncAsync(shop, file, "--fetch", "incremental");

        night.ExitCode.Should().Be(0);
        night.Requests("list").Should().Be(3);
        File.Exists(path + ".set-aside").Should().BeTrue();
        shop.Clock.Advance(TimeSpan.FromDays(1));
        (await SyncAsync(shop, file, "--fetch", "incremental")).Requests("total").Should().Be(2);
    }

    [Fact]
    public async Task A_snapshot_that_is_damaged_inside_a_record_is_set_aside_when_it_is_found_out()
    {
        using var shop = new Shop();
        shop.SeedPlain(700);
        await SyncAsync(shop, Rows(shop, 700, "old"), "--fetch", "incremental");
        var path = Directory.GetFiles(shop.File("state/snapshots"), "*.db").Single();
        Execute(path, "UPDATE coupons SET metadata = '{' WHERE id = 'C650'");

        shop.Clock.Advance(TimeSpan.FromDays(1));
        var night = await SyncAsync(shop, Rows(shop, 700, "new"), "--fetch", "incremental");

        (night.ExitCode, night.Count("applied")).Should().Be((0, 700));
        night.Requests("list").Should().BeInRange(7, 8, "all pages, after the one that was audited");
        File.Exists(path + ".set-aside").Should().BeTrue();
    }

    [Fact]
    public async Task In_a_small_account_events_never_cost_more_than_twice_what_reading_it_costs()
    {
        using var shop = new Shop();
        shop.SeedPlain(100);
        var file = Rows(shop, 100, "old");
        await SyncAsync(shop, file, "--fetch", "incremental");
        for (var i = 0; i < 2_000; i++)
        {
            shop.Emulator.UpdateMetadata($"C{i % 50}", [new("order_id", i < 1_950 ? "theirs" : "old")]);
        }

        shop.Clock.Advance(TimeSpan.FromHours(12));
        var night = await SyncAsync(shop, file, "--fetch", "incremental");

        night.ExitCode.Should().Be(0);
        (night.Requests("events") + night.Requests("list") + night.Requests("retrieve")).Should().BeLessThanOrEqualTo(3, "the account is one page");
    }

    [Theory]
    [InlineData("inside a record")]
    [InlineData("in its structure")]
    public async Task A_damaged_snapshot_does_not_keep_a_saved_plan_from_being_applied(string how)
    {
        using var shop = new Shop();
        shop.SeedPlain(700);
        await SyncAsync(shop, Rows(shop, 700, "old"), "--fetch", "incremental");
        await SyncAsync(shop, Rows(shop, 700, "new"), "--fetch", "list", "--dry-run", "--plan", shop.File("plan.jsonl"));
        var path = Directory.GetFiles(shop.File("state/snapshots"), "*.db").Single();
        if (how == "inside a record")
        {
            Execute(path, "UPDATE coupons SET metadata = '{' WHERE id = 'C650'");
        }
        else
        {
            // All pages of the table but the first, https://www.sqlite.org/fileformat.html
            var bytes = await File.ReadAllBytesAsync(path);
            bytes.AsSpan(bytes.Length / 2).Fill(0x5a);
            await File.WriteAllBytesAsync(path, bytes);
        }

        var applied = await shop.RunAsync("apply", shop.File("plan.jsonl"));

        (applied.ExitCode, applied.Count("applied")).Should().Be((0, 700));
        File.Exists(path + ".set-aside").Should().BeTrue();
        shop.Clock.Advance(TimeSpan.FromDays(1));
        var night = await SyncAsync(shop, Rows(shop, 700, "new"), "--fetch", "incremental");
        (night.Count("unchanged"), night.Requests("list")).Should().Be((700, 7));
    }

    [Theory]
    [InlineData("retrieve", "401@GET /v1/coupons/C9")]
    [InlineData("list", "401@GET /v1/coupons:skip=2")]
    public async Task A_reading_that_fails_leaves_no_coupons_behind(string mode, string fault)
    {
        using var shop = new Shop();
        shop.SeedPlain(500);
        shop.Emulator.Faults.Add(fault);

        var run = await SyncAsync(shop, Rows(shop, 500, "new"), "--fetch", mode);

        run.ExitCode.Should().Be(4);
        run.Requests("total").Should().BeGreaterThan(2, "something was read");
        Directory.GetFiles(shop.File("state"), "*.db*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task Refresh_reads_all_coupons()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        var file = Rows(shop, 300, "old");
        await SyncAsync(shop, file, "--fetch", "incremental");
        shop.Clock.Advance(TimeSpan.FromDays(1));

        var night = await SyncAsync(shop, file, "--fetch", "incremental", "--refresh");

        night.Requests("list").Should().Be(3);
        night.Count("unchangedByEvents").Should().Be(0);
    }

    [Fact]
    public async Task A_row_that_changes_in_the_file_is_compared_again()
    {
        using var shop = new Shop();
        shop.SeedPlain(300);
        await SyncAsync(shop, Rows(shop, 300, "old"), "--fetch", "incremental");
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await SyncAsync(shop, Rows(shop, 300, "old"), "--fetch", "incremental");
        shop.Clock.Advance(TimeSpan.FromDays(1));

        var night = await SyncAsync(shop, Rows(shop, 300, "new", changed: 3), "--fetch", "incremental");

        night.Count("applied").Should().Be(3);
        Value(shop, "C2").Should().Be("new");
    }

    private static Task<RunOutcome> SyncAsync(Shop shop, string file, params string[] options) =>
        shop.RunAsync(["sync", file, .. options]);

    private static string Rows(Shop shop, int count, string value, int? changed = null) => shop.WriteRows(
        "coupons.csv", Enumerable.Range(0, count).Select(i => ($"C{i}", i < (changed ?? count) ? value : "old")));

    private static string? Value(Shop shop, string id) => shop.Emulator.Find(id)!.Metadata["order_id"];

    internal static object? Execute(string path, string sql)
    {
        using var file = new SqliteConnection($"Data Source={path};Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    // The state file keeps objects and events apart, so that events can be lost on the way.
    private static Task LoseEventsAsync(Shop shop, Action change) => LoseEventsAsync(shop, () =>
    {
        change();
        return Task.CompletedTask;
    });

    internal static async Task LoseEventsAsync(Shop shop, Func<Task> change)
    {
        var before = shop.Emulator.Events().Select(static e => e.Id).ToHashSet();
        await change();
        var path = shop.File("account.jsonl");
        shop.Emulator.Save(path);
        var lost = shop.Emulator.Events().Select(static e => e.Id).Where(id => !before.Contains(id)).ToList();
        lost.Should().NotBeEmpty();
        var lines = await File.ReadAllLinesAsync(path);
        await File.WriteAllLinesAsync(path, lines.Where(line => !lost.Exists(id => line.Contains(id, StringComparison.Ordinal))));
        shop.Emulator.Reset();
        await shop.Emulator.LoadAsync(path, CancellationToken.None);
    }
}
