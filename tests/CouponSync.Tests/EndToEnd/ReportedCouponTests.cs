using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Reports name a coupon as people know it, as the run found it.</summary>
public sealed class ReportedCouponTests
{
    [Fact]
    public async Task Its_name_and_terms_stand_in_the_page_of_every_run()
    {
        using var world = World.With(coupons: 3);
        world.Emulator.Update("C1", static c => c with { Name = "Spring sale" });
        var input = world.Write("coupons.csv", "id,name,metadata[order_id]\nC0,,6734\nC1,Summer sale,6735\n");
        var plan = world.File("plan.jsonl");

        await AssertAsync("Spring sale", "sync", input, "--dry-run", "--plan", plan);
        await AssertAsync("Spring sale", "apply", plan, "--dry-run");
        var run = await AssertAsync("Spring sale", "sync", input);
        await AssertAsync("Summer sale", "revert", run.RunId());
        await AssertAsync("Spring sale", "sync", input, "--fetch", "incremental");

        async Task<RunOutcome> AssertAsync(string name, params string[] arguments)
        {
            var outcome = await world.RunAsync(arguments);
            var page = await File.ReadAllTextAsync(Path.Combine(outcome.Directory!, "report.html"));
            page.Should().Contain($"null,\"10 % off, once\",\"{name}\"]").And.Contain("null,\"10 % off, once\",null]", "C0 has no name");
            return outcome;
        }
    }

    [Fact]
    public async Task A_coupon_that_is_created_has_only_what_the_plan_says()
    {
        using var world = World.With(coupons: 2);
        var input = world.Write("coupons.csv", "id,name,percent_off,duration,metadata[order_id]\nC0,,,,6734\nNEW,Spring sale,25,once,\nC1,,,,6735\n");

        var outcome = await world.RunAsync("sync", input, "--create-missing", "--dry-run");

        (await File.ReadAllTextAsync(Path.Combine(outcome.Directory!, "report.html"))).Should().Contain(
            "[[2,\"C0\",0,null,[[\"order_id\",\"old\",\"6734\",0]],null,\"10 % off, once\",null],"
            + "[3,\"NEW\",1,null,[[\"name\",null,\"Spring sale\",1]],null,\"25 % off, once\",null],"
            + "[4,\"C1\",0,null,[[\"order_id\",\"old\",\"6735\",0]],null,\"10 % off, once\",null]]");
    }
}
