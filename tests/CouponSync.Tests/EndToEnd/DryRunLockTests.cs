using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>A dry run waits for nobody, and writes nothing that another run may be writing.</summary>
public sealed class DryRunLockTests
{
    [Theory]
    [InlineData("acct_*.lock")]
    [InlineData("test.lock")]
    public async Task While_another_run_has_the_lock_a_dry_run_goes_on_without_writing_the_snapshot(string held)
    {
        using var world = World.With(coupons: 3);
        var file = world.WriteNew(2);
        await world.RunAsync("sync", file, "--fetch", "list");
        var before = Snapshot(world);
        world.ChangeElsewhere("C0", "order_id", "elsewhere");
        using var other = new FileStream(
            Directory.GetFiles(world.File("state/locks"), held).Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var dry = await world.RunAsync("sync", file, "--dry-run", "--lock-wait", "1h");
        var real = await world.RunAsync("sync", file);

        dry.ExitCode.Should().Be(0, dry.Out + dry.Error);
        dry.Count("update").Should().Be(1);
        dry.Out.Should().Contain("Another run works on acct_").And.Contain("A dry run does not wait for it");
        world.Clock.Elapsed.Should().BeLessThan(TimeSpan.FromMinutes(1));
        Snapshot(world).Should().Equal(before);
        real.ExitCode.Should().Be(6);
    }

    [Fact]
    public async Task Dry_runs_of_apply_and_revert_wait_for_nobody_either()
    {
        using var world = World.With(coupons: 2);
        var plan = await world.PlanAsync(world.WriteNew(2));
        var done = await world.RunAsync("apply", plan);
        using var other = new FileStream(
            Directory.GetFiles(world.File("state/locks"), "acct_*.lock").Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        (await world.RunAsync("apply", plan, "--dry-run")).ExitCode.Should().Be(0);
        var revert = await world.RunAsync("revert", done.RunId(), "--dry-run");

        (revert.ExitCode, revert.Count("update")).Should().Be((0, 2));
    }

    private static byte[] Snapshot(World world) => File.ReadAllBytes(Directory.GetFiles(world.File("state/snapshots"), "*.db").Single());
}
