using static CouponSync.Tests.EndToEnd.MigrationShop;

namespace CouponSync.Tests.EndToEnd;

public sealed class FormerRunTests
{
    [Fact]
    public async Task What_another_client_did_is_not_taken_for_the_work_of_a_run_that_ended_in_order()
    {
        using var shop = Create();
        shop.SeedPlain(40);
        var plan = await shop.PlanAsync(shop.WriteNew(40));
        shop.Answer = "no";
        var declined = await shop.RunAsync("apply", plan);
        declined.ExitCode.Should().Be(130);
        for (var i = 0; i < 10; i++)
        {
            shop.ChangeElsewhere(Id(i), "order_id", $"new-{i}");
        }

        shop.Answer = null;
        var run = await shop.RunAsync("apply", declined.RunId());

        (run.Count("applied"), run.Count("alreadyApplied")).Should().Be((30, 10));
        (await shop.RunAsync("revert", declined.RunId(), "--dry-run")).Count("update").Should().Be(0);
    }

    [Fact]
    public async Task Failed_changes_are_tried_again_and_what_was_applied_is_not()
    {
        using var shop = Create();
        shop.SeedPlain(40);
        var input = shop.WriteNew(40);
        shop.Emulator.Faults.Add(CouponSync.Emulator.FaultRule.Parse("403@POST /v1/coupons/*:skip=25"));
        var stopped = await shop.RunAsync("sync", input);
        stopped.ExitCode.Should().Be(7);
        var applied = stopped.Count("applied");
        applied.Should().BeInRange(25, 39);
        shop.Emulator.Faults.Clear();

        var resumed = await shop.RunAsync("apply", stopped.RunId());

        resumed.ExitCode.Should().Be(0, resumed.Out);
        resumed.Count("applied").Should().Be(40);
        resumed.Requests("update").Should().Be(40 - applied);
        resumed.Out.Should().Contain($"which made {applied} of 40 changes");
        shop.Emulator.Coupons().Should().OnlyContain(c => shop.Emulator.WritesApplied(c.Id, false) == 1);
    }
}
