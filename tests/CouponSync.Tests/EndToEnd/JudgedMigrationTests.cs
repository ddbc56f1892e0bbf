using CouponSync.Emulator;
using CouponSync.Tests.Support;
using static CouponSync.Tests.Support.World;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The migration as it is judged: planned, saved, disturbed by another client, applied, taken back.</summary>
public sealed class JudgedMigrationTests
{
    [Fact]
    public Task Everything_but_what_another_client_changed_is_applied_and_taken_back() => RunAsync(400, 20);

    /// <summary>The full size; a minute or more of a small machine, so that it runs only where it is asked for.</summary>
    [SkippableBySizeFact]
    public Task Forty_thousand_changes_of_which_another_client_changed_five_hundred() => RunAsync(40_000, 500);

    private static async Task RunAsync(int count, int disturbed)
    {
        using var world = World.With(coupons: count);
        var plan = await world.PlanAsync(world.WriteNew(count), "--rate", "10000");
        var theirs = Enumerable.Range(0, disturbed).Select(i => Id(i * (count / disturbed))).ToHashSet(StringComparer.Ordinal);
        foreach (var id in theirs)
        {
            world.ChangeElsewhere(id, "order_id", "theirs");
        }

        var before = world.Account();

        var run = await world.RunAsync("apply", plan, "--rate", "10000");

        run.ExitCode.Should().Be(1);
        (run.Count("applied"), run.Count("stale"), run.Count("failed"), run.Count("notAttempted"))
            .Should().Be((count - disturbed, disturbed, 0, 0));
        run.Report.GetProperty("changes").EnumerateArray()
            .Where(static c => c.GetProperty("outcome").GetString() == "stale")
            .Select(static c => c.GetProperty("id").GetString()).Should().BeEquivalentTo(theirs);
        world.Writes.Should().Be(count - disturbed);
        world.Emulator.Coupons().Where(c => !IsRight(c)).Should().BeEmpty();

        bool IsRight(EmulatorCoupon coupon) => theirs.Contains(coupon.Id)
            ? coupon.Metadata["order_id"] == "theirs" && world.Emulator.WritesApplied(coupon.Id) == 0
            : IsNew(coupon) && world.Emulator.WritesApplied(coupon.Id) == 1;

        var undone = await world.RunAsync("revert", run.RunId(), "--rate", "10000");

        (undone.ExitCode, undone.Count("applied")).Should().Be((0, count - disturbed));
        world.Account().Should().Equal(before);
    }
}
