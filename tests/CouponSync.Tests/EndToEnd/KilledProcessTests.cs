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
}
