using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The program as a process, killed by the operating system while it writes to a server.</summary>
[Trait("Needs", "Unix")]
public sealed class KilledProcessTests
{
    private const int Coupons = 200;

    [Fact]
    public async Task A_process_that_is_killed_while_it_applies_is_gone_on_with_and_no_change_is_made_twice()
    {
        await using var world = await World.ServedAsync(Coupons);
        var next = await world.PlanAsync(world.WriteNew(Coupons));
        foreach (var writes in (int[])[1, 120])
        {
            using var process = world.Start("apply", next, "--rate", "150", "--quiet");
            await process.UntilWritesAsync(writes);
            process.Signal("KILL");
            var killed = await process.EndAsync();
            killed.ExitCode.Should().Be(128 + 9, killed.Error);
            next = killed.RunId();
        }

        var last = await world.RunAsync("apply", next);

        (last.ExitCode, last.Count("applied")).Should().Be((0, Coupons));
        world.Emulator.Coupons().Should().OnlyContain(c => World.IsNew(c) && world.Emulator.WritesApplied(c.Id, false) == 1);
    }

    // Killed while it starts, reads, plans, applies, reports; gone on with, taken back, or done anew.
    [Fact]
    public async Task Processes_that_are_killed_at_any_time_make_every_change_once_and_leave_nothing_that_cannot_be_gone_on_with()
    {
        const int Created = 8;
        var random = new Random(20261126);
        await using var world = await World.ServedAsync(Coupons / 4);
        var killed = 0;
        for (var round = 0; round < FullSize.Of(4, 300); round++)
        {
            // The processes' clock is the real one, and old runs are removed.
            world.Clock.Advance(TimeSpan.FromTicks(Math.Max(0, (TimeProvider.System.GetUtcNow() - world.Clock.GetUtcNow()).Ticks)));
            var before = world.Account();
            var file = world.Write($"{round}.csv", "id,percent_off,duration,metadata[order_id]\n" + string.Concat(
                world.Emulator.Coupons().Where(static c => c.Id[0] == 'C').Select(c => $"{c.Id},,,r{round}\n")
                    .Concat(Enumerable.Range(0, Created).Select(i => $"N{round}-{i},10,once,r{round}\n"))));
            var sync = (string[])["sync", file, "--create-missing"];
            var done = round % 3 == 2 ? await world.RunAsync(sync) : null;
            string[] command = (round % 3) switch
            {
                0 => sync,
                1 => ["apply", await world.PlanAsync(file, "--create-missing")],
                _ => ["revert", done!.RunId(), "--delete-created"],
            };

            using var process = world.Start([.. command, "--quiet", "--rate", "1000"]);
            await UntilAnyTimeAsync(world, process, random, changes: before.Count + Created);
            process.Signal("KILL");
            var ended = await process.EndAsync();

            ended.ExitCode.Should().BeOneOf([0, 128 + 9], ended.Error);
            killed += ended.ExitCode == 0 ? 0 : 1;
            var plan = ended.Directory is { } left && File.Exists(Path.Combine(left, "plan.jsonl")) ? ended.RunId() : null;
            var (goOn, isTakenBack) = (random.Next(3), done is not null) switch
            {
                (0, _) when plan is not null => ((string[])["apply", plan], done is not null),
                (1, false) when plan is not null => (["revert", plan, "--delete-created"], true),
                (1, true) => (command, true),
                _ => (sync, false),
            };
            var last = await world.RunAsync(goOn);
            var what = $"round {round}: {string.Join(' ', command)}, killed {ended.RunId()}, then {string.Join(' ', goOn)}: {last.Out}{last.Error}";
            last.ExitCode.Should().Be(0, what);
            if (isTakenBack)
            {
                world.Account().Should().Equal(before, what);
            }
            else
            {
                world.Emulator.Coupons().Where(c => c.Id[0] == 'C' || c.Id.StartsWith($"N{round}-", StringComparison.Ordinal)).Should()
                    .OnlyContain(c => c.Metadata["order_id"] == $"r{round}", what).And.HaveCount((Coupons / 4) + Created, what);
                (await world.RunAsync([.. sync, "--dry-run"])).Count("update").Should().Be(0, what);
            }
        }

        var events = world.Emulator.Events();
        events.Where(static e => e.IdempotencyKey is not null).GroupBy(static e => e.IdempotencyKey).Should().OnlyContain(static g => g.Count() == 1);
        events.Where(static e => e.Type == "coupon.deleted").GroupBy(static e => e.Coupon.Id).Should().OnlyContain(static g => g.Count() == 1);
        killed.Should().BeGreaterThan(FullSize.Of(0, 200), "most are killed before they have ended");
    }

    private static async Task UntilAnyTimeAsync(World world, RealProcess process, Random random, int changes)
    {
        var requests = world.Emulator.Counters.Snapshot().Requests + random.Next(1, 10);
        var writes = world.Writes + (random.Next(3) == 0 ? changes : random.Next(changes));
        var isWhileReading = random.Next(4) == 0;
        while (!process.HasEnded && (isWhileReading ? world.Emulator.Counters.Snapshot().Requests < requests : world.Writes < writes))
        {
            await Task.Yield();
        }

        for (var moments = random.Next(3) * random.Next(20_000); moments > 0 && !process.HasEnded; moments--)
        {
            await Task.Yield();
        }
    }
}
