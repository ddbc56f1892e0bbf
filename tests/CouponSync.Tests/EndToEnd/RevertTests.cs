using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

public sealed class RevertTests
{
    private const string Header = "id,name,percent_off,duration,metadata[order_id],metadata[owner]\n";

    [Fact]
    public async Task A_run_is_taken_back_and_the_undo_is_taken_back_in_turn()
    {
        using var world = World.With(coupons: 30);
        world.Emulator.Update("C1", static c => c with { Name = "Before" });
        var before = world.Account();
        var input = world.Write("coupons.csv", Header + "C0,,,,6735,Anna\nC1,After,,,,\nC2,,,,old,Zoë\n");
        var run = await world.RunAsync("sync", input);
        var after = world.Account();

        var undone = await world.RunAsync("revert", run.RunId());
        world.Account().Should().Equal(before);
        var redone = await world.RunAsync("revert", undone.RunId());

        (undone.ExitCode, undone.Count("applied"), redone.ExitCode, redone.Count("applied")).Should().Be((0, 3, 0, 3));
        world.Account().Should().Equal(after);
        (await world.RunAsync("revert", run.RunId(), "--dry-run")).Count("update").Should().Be(3);
        world.Account().Should().Equal(after);
    }

    [Fact]
    public async Task Keys_that_somebody_changed_since_are_left_and_reported()
    {
        using var world = World.With(coupons: 5);
        var run = await world.RunAsync("sync", world.Write("coupons.csv", Header + "C0,,,,6735,Anna\nC1,,,,6736,Anna\n"));
        world.ChangeElsewhere("C0", "order_id", "theirs");

        var undone = await world.RunAsync("revert", run.RunId());

        undone.ExitCode.Should().Be(1);
        undone.Count("applied").Should().Be(2);
        world.Emulator.Find("C0")!.Metadata.Should().BeEquivalentTo(new Dictionary<string, string> { ["order_id"] = "theirs" });
        world.Emulator.Find("C1")!.Metadata.Should().BeEquivalentTo(new Dictionary<string, string> { ["order_id"] = "old" });
        var problem = undone.Problems.Should().ContainSingle().Subject;
        problem.GetProperty("kind").GetString().Should().Be("changed_since");
        problem.GetProperty("column").GetString().Should().Be("order_id");
        problem.GetProperty("id").GetString().Should().Be("C0");
    }

    [Fact]
    public async Task What_a_revert_leaves_is_not_forgotten_by_the_plan_of_its_dry_run()
    {
        using var world = World.With(coupons: 5);
        var run = await world.RunAsync("sync", world.Write("coupons.csv", Header + "C0,,,,6735,Anna\nC1,,,,6736,Anna\n"));
        world.ChangeElsewhere("C0", "order_id", "theirs");
        var tried = await world.RunAsync("revert", run.RunId(), "--dry-run");

        var undone = await world.RunAsync("apply", tried.RunId());

        (undone.ExitCode, undone.Count("applied")).Should().Be((1, 2));
        undone.Out.Should().StartWith("All 2 changes were applied, but something was left as it is: see below.").And.Contain("'theirs'");
        undone.Problems.Should().ContainSingle()
            .Which.GetProperty("kind").GetString().Should().Be("changed_since");
    }

    [Fact]
    public async Task There_is_nothing_to_take_back_of_a_run_that_changed_nothing()
    {
        using var world = World.With(coupons: 5);
        var done = await world.RunAsync("sync", world.WriteNew(1));
        var tried = await world.RunAsync("sync", world.WriteNew(2), "--dry-run");

        var undone = await world.RunAsync("revert", "latest");

        (undone.ExitCode, undone.Count("update")).Should().Be((0, 0));
        undone.Out.Should().StartWith("There is nothing to undo.")
            .And.Contain($"The run {tried.RunId()} changed nothing. The latest run that did is {done.RunId()}.");
    }

    [Fact]
    public async Task A_name_where_there_was_none_cannot_be_taken_back_and_is_reported()
    {
        using var world = World.With(coupons: 1);
        var run = await world.RunAsync("sync", world.Write("coupons.csv", Header + "C0,Named,,,6735,\n"));

        var undone = await world.RunAsync("revert", run.RunId());

        undone.ExitCode.Should().Be(1);
        undone.Out.Should().Contain("no way to clear a name");
        world.OrderId("C0").Should().Be("old");
        world.Emulator.Find("C0")!.Name.Should().Be("Named");
    }

    [Fact]
    public async Task Created_coupons_are_deleted_only_when_asked_and_only_unchanged_and_come_back()
    {
        using var world = World.With();
        var run = await world.RunAsync(
            "sync", world.Write("coupons.csv", Header + "NEW1,One,25,once,6735,\nNEW2,,10,forever,6736,Anna\nNEW3,,10,forever,,\n"), "--create-missing");
        (run.ExitCode, run.Count("create"), run.Count("applied")).Should().Be((0, 3, 3));
        world.ChangeElsewhere("NEW2", "note", "in use");
        var after = world.Account();

        var kept = await world.RunAsync("revert", run.RunId());
        (kept.ExitCode, kept.Count("delete")).Should().Be((0, 0));
        kept.Out.Should().Contain("--delete-created");
        var deleted = await world.RunAsync("revert", run.RunId(), "--delete-created");

        deleted.ExitCode.Should().Be(1);
        (deleted.Count("delete"), deleted.Count("applied"), deleted.Requests("delete")).Should().Be((2, 2, 2));
        world.Emulator.Coupons().Select(static c => c.Id).Should().Equal("NEW2");
        var back = await world.RunAsync("revert", deleted.RunId());
        (back.ExitCode, back.Count("create")).Should().Be((0, 2));
        world.Account().Should().Equal(after);
    }

    [Fact]
    public async Task Only_what_was_really_done_is_taken_back()
    {
        using var world = World.With(coupons: 40);
        var plan = await world.PlanAsync(world.WriteNew(40));
        world.ChangeElsewhere("C3", "order_id", "theirs");
        world.ChangeElsewhere("C4", "order_id", "new-4");
        var run = await world.RunAsync("apply", plan);

        var undone = await world.RunAsync("revert", run.RunId());

        (undone.ExitCode, undone.Count("applied")).Should().Be((0, 38));
        world.OrderId("C3").Should().Be("theirs");
        world.OrderId("C4").Should().Be("new-4", "somebody else had set it");
        (await world.RunAsync("revert", run.RunId())).Count("update").Should().Be(0);
    }

    [Fact]
    public async Task Whoever_applies_a_run_again_that_was_taken_back_is_told_that_nothing_is_made_again()
    {
        using var world = World.With(coupons: 3);
        var run = await world.RunAsync("sync", world.WriteNew(3));
        await world.RunAsync("revert", run.RunId());
        world.ChangeElsewhere("C2", "order_id", "theirs");

        var again = await world.RunAsync("apply", run.RunId());

        again.Out.Should().Contain("2 changes counted as applied have been undone since").And.Contain("Make a new plan");
        again.Requests("update").Should().Be(0);
        world.OrderId("C0").Should().Be("old");
    }

    [Theory]
    [InlineData("2026-01-01T000000Z-0000")]
    [InlineData("../..")]
    public async Task An_unknown_run_is_refused(string run)
    {
        using var world = World.With(coupons: 3);

        (await world.RunAsync("revert", run)).ExitCode.Should().Be(4);
    }
}
