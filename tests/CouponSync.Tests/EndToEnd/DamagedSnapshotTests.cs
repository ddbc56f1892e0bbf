using CouponSync.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CouponSync.Tests.EndToEnd;

/// <summary>A snapshot that cannot be used is set aside and costs a full read, never a run.</summary>
public sealed class DamagedSnapshotTests
{
    [Theory]
    [InlineData("damaged")]
    [InlineData("newer")]
    [InlineData("other account")]
    public async Task A_snapshot_that_cannot_be_used_is_set_aside_and_rebuilt(string how)
    {
        using var world = World.With(coupons: 300);
        var file = world.WriteChanged(300, 0);
        await world.NightAsync(file);
        var path = Directory.GetFiles(world.File("state/snapshots"), "*.db").Single();
        if (how == "damaged")
        {
            var bytes = await File.ReadAllBytesAsync(path);
            bytes.AsSpan(4096, 8192).Fill(0x5a);
            await File.WriteAllBytesAsync(path, bytes);
        }
        else if (how == "newer")
        {
            // The header's user_version, https://www.sqlite.org/fileformat.html
            var bytes = await File.ReadAllBytesAsync(path);
            bytes[63] = 99;
            await File.WriteAllBytesAsync(path, bytes);
        }
        else
        {
            var text = File.ReadAllBytes(path);
            var at = text.AsSpan().IndexOf("acct_1CouponSyncEmulat"u8);
            text[at + 5] = (byte)'2';
            await File.WriteAllBytesAsync(path, text);
        }

        var night = await world.NightAsync(file);

        night.ExitCode.Should().Be(0);
        night.Requests("list").Should().Be(3);
        File.Exists(path + ".set-aside").Should().BeTrue();
        (await world.NightAsync(file)).Requests("total").Should().Be(2);
    }

    [Fact]
    public async Task A_snapshot_that_is_damaged_inside_a_record_is_set_aside_when_it_is_found_out()
    {
        using var world = World.With(coupons: 700);
        await world.NightAsync(world.WriteChanged(700, 0));
        var path = Directory.GetFiles(world.File("state/snapshots"), "*.db").Single();
        Execute(path, "UPDATE coupons SET body = x'ff' WHERE id = 'C650'");

        var night = await world.NightAsync(world.WriteChanged(700, 700));

        (night.ExitCode, night.Count("applied")).Should().Be((0, 700));
        night.Requests("list").Should().BeInRange(7, 8, "all pages, after the one that was audited");
        File.Exists(path + ".set-aside").Should().BeTrue();
    }

    [Fact]
    public async Task A_snapshot_of_the_version_before_is_used_as_it_is_and_loses_what_nobody_reads()
    {
        using var world = World.With(coupons: 700);
        var file = world.WriteChanged(700, 0);
        await world.NightAsync(file);
        var path = Directory.GetFiles(world.File("state/snapshots"), "*.db").Single();
        Execute(path, """
            CREATE TABLE fingerprints (place INTEGER PRIMARY KEY, entries BLOB NOT NULL);
            CREATE TABLE fingerprint_recipe (id INTEGER PRIMARY KEY CHECK (id = 1), recipe TEXT NOT NULL, key BLOB NOT NULL, entries INTEGER NOT NULL);
            CREATE TABLE stale_fingerprints (id TEXT PRIMARY KEY) WITHOUT ROWID;
            INSERT INTO fingerprints (place, entries) VALUES (0, zeroblob(1000));
            PRAGMA user_version = 2;
            """);

        var night = await world.NightAsync(world.WriteChanged(700, 1));

        night.Requests("total").Should().Be(3, "events, audit and the one write");
        (night.Count("applied"), night.Count("unchanged")).Should().Be((1, 699));
        Execute(path, "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%fingerprint%'").Should().Be(0L);
    }

    [Theory]
    [InlineData("inside a record")]
    [InlineData("in its structure")]
    public async Task A_damaged_snapshot_does_not_keep_a_saved_plan_from_being_applied(string how)
    {
        using var world = World.With(coupons: 700);
        await world.NightAsync(world.WriteChanged(700, 0));
        await world.RunAsync("sync", world.WriteChanged(700, 700), "--fetch", "list", "--dry-run", "--plan", world.File("plan.jsonl"));
        var path = Directory.GetFiles(world.File("state/snapshots"), "*.db").Single();
        if (how == "inside a record")
        {
            Execute(path, "UPDATE coupons SET body = x'ff' WHERE id = 'C650'");
        }
        else
        {
            // All pages of the table but the first, https://www.sqlite.org/fileformat.html
            var bytes = await File.ReadAllBytesAsync(path);
            bytes.AsSpan(bytes.Length / 2).Fill(0x5a);
            await File.WriteAllBytesAsync(path, bytes);
        }

        var applied = await world.RunAsync("apply", world.File("plan.jsonl"));

        (applied.ExitCode, applied.Count("applied")).Should().Be((0, 700));
        File.Exists(path + ".set-aside").Should().BeTrue();
        var night = await world.NightAsync(world.WriteChanged(700, 700));
        (night.Count("unchanged"), night.Requests("list")).Should().Be((700, 7));
    }

    [Theory]
    [InlineData("retrieve", "401@GET /v1/coupons/C9")]
    [InlineData("list", "401@GET /v1/coupons:skip=2")]
    public async Task A_reading_that_fails_leaves_no_coupons_behind(string mode, string fault)
    {
        using var world = World.With(coupons: 500).And(fault: fault);

        var run = await world.RunAsync("sync", world.WriteChanged(500, 500), "--fetch", mode);

        run.ExitCode.Should().Be(4);
        run.Requests("total").Should().BeGreaterThan(2, "something was read");
        Directory.GetFiles(world.File("state"), "*.db*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    private static object? Execute(string path, string sql)
    {
        using var snapshot = new SqliteConnection($"Data Source={path};Pooling=False");
        snapshot.Open();
        using var command = snapshot.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
