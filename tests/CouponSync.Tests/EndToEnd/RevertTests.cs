using static CouponSync.Tests.EndToEnd.MigrationShop;

namespace CouponSync.Tests.EndToEnd;

public sealed class RevertTests
{
    private const string Header = "id,name,percent_off,duration,metadata[order_id],metadata[owner]\n";

    [Fact]
    public async Task A_run_is_taken_back_and_the_undo_is_taken_back_in_turn()
    {
        using var shop = Create();
        shop.SeedPlain(30);
        shop.Emulator.Update("C1", static c => c with { Name = "Before" });
        var before = shop.Account();
        var input = shop.Write("coupons.csv", Header + "C0,,,,6735,Anna\nC1,After,,,,\nC2,,,,old,Zoë\n");
        var run = await shop.RunAsync("sync", input);
        var after = shop.Account();

        var undone = await shop.RunAsync("revert", run.RunId());
        shop.Account().Should().Equal(before);
        var redone = await shop.RunAsync("revert", undone.RunId());

        (undone.ExitCode, undone.Count("applied"), redone.ExitCode, redone.Count("applied")).Should().Be((0, 3, 0, 3));
        shop.Account().Should().Equal(after);
        (await shop.RunAsync("revert", run.RunId(), "--dry-run")).Count("update").Should().Be(3);
        shop.Account().Should().Equal(after);
    }

    [Fact]
    public async Task Keys_that_somebody_changed_since_are_left_and_reported()
    {
        using var shop = Create();
        shop.SeedPlain(5);
        var run = await shop.RunAsync("sync", shop.Write("coupons.csv", Header + "C0,,,,6735,Anna\nC1,,,,6736,Anna\n"));
        shop.ChangeElsewhere("C0", "order_id", "theirs");

        var undone = await shop.RunAsync("revert", run.RunId());

        undone.ExitCode.Should().Be(1);
        undone.Count("applied").Should().Be(2);
        shop.Emulator.Find("C0")!.Metadata.Should().BeEquivalentTo(new Dictionary<string, string> { ["order_id"] = "theirs" });
        shop.Emulator.Find("C1")!.Metadata.Should().BeEquivalentTo(new Dictionary<string, string> { ["order_id"] = "old" });
        var problem = undone.Report.GetProperty("problems").EnumerateArray().Should().ContainSingle().Subject;
        problem.GetProperty("kind").GetString().Should().Be("changed_since");
        problem.GetProperty("column").GetString().Should().Be("order_id");
        problem.GetProperty("id").GetString().Should().Be("C0");
    }

    [Fact]
    public async Task What_a_revert_leaves_is_not_forgotten_by_the_plan_of_its_dry_run()
    {
        using var shop = Create();
        shop.SeedPlain(5);
        var run = await shop.RunAsync("sync", shop.Write("coupons.csv", Header + "C0,,,,6735,Anna\nC1,,,,6736,Anna\n"));
        shop.ChangeElsewhere("C0", "order_id", "theirs");
        var tried = await shop.RunAsync("revert", run.RunId(), "--dry-run");

        var undone = await shop.RunAsync("apply", tried.RunId());

        (undone.ExitCode, undone.Count("applied")).Should().Be((1, 2));
        undone.Out.Should().StartWith("All 2 changes were applied, but something was left as it is; see below.").And.Contain("'theirs'");
        undone.Report.GetProperty("problems").EnumerateArray().Should().ContainSingle()
            .Which.GetProperty("kind").GetString().Should().Be("changed_since");
    }

    [Fact]
    public async Task There_is_nothing_to_take_back_of_a_run_that_changed_nothing()
    {
        using var shop = Create();
        shop.SeedPlain(5);
        var tried = await shop.RunAsync("sync", shop.WriteNew(2), "--dry-run");

        var undone = await shop.RunAsync("revert", tried.RunId());

        undone.ExitCode.Should().Be(0);
        undone.Out.Should().StartWith("There is nothing to take back.").And.Contain($"The run {tried.RunId()} changed nothing.");
    }

    [Fact]
    public async Task A_name_where_there_was_none_cannot_be_taken_back_and_is_reported()
    {
        using var shop = Create();
        shop.SeedPlain(1);
        var run = await shop.RunAsync("sync", shop.Write("coupons.csv", Header + "C0,Named,,,6735,\n"));

        var undone = await shop.RunAsync("revert", run.RunId());

        undone.ExitCode.Should().Be(1);
        undone.Out.Should().Contain("no way to clear a name");
        shop.Emulator.Find("C0")!.Metadata["order_id"].Should().Be("old");
        shop.Emulator.Find("C0")!.Name.Should().Be("Named");
    }

    [Fact]
    public async Task Created_coupons_are_deleted_only_when_asked_and_only_unchanged_and_come_back()
    {
        using var shop = Create();
        var run = await shop.RunAsync(
            "sync", shop.Write("coupons.csv", Header + "NEW1,One,25,once,6735,\nNEW2,,10,forever,6736,Anna\nNEW3,,10,forever,,\n"), "--create-missing");
        (run.ExitCode, run.Count("create"), run.Count("applied")).Should().Be((0, 3, 3));
        shop.ChangeElsewhere("NEW2", "note", "in use");
        var after = shop.Account();

        var kept = await shop.RunAsync("revert", run.RunId());
        (kept.ExitCode, kept.Count("delete")).Should().Be((0, 0));
        kept.Out.Should().Contain("--delete-created");
        var deleted = await shop.RunAsync("revert", run.RunId(), "--delete-created");

        deleted.ExitCode.Should().Be(1);
        (deleted.Count("delete"), deleted.Count("applied"), deleted.Requests("delete")).Should().Be((2, 2, 2));
        shop.Emulator.Coupons().Select(static c => c.Id).Should().Equal("NEW2");
        var back = await shop.RunAsync("revert", deleted.RunId());
        (back.ExitCode, back.Count("create")).Should().Be((0, 2));
        shop.Account().Should().Equal(after);
    }

    [Fact]
    public async Task Only_what_was_really_done_is_taken_back()
    {
        using var shop = Create();
        shop.SeedPlain(40);
        var plan = await shop.PlanAsync(shop.WriteNew(40));
        shop.ChangeElsewhere("C3", "order_id", "theirs");
        shop.ChangeElsewhere("C4", "order_id", "new-4");
        var run = await shop.RunAsync("apply", plan);

        var undone = await shop.RunAsync("revert", run.RunId());

        (undone.ExitCode, undone.Count("applied")).Should().Be((0, 38));
        shop.Emulator.Find("C3")!.Metadata["order_id"].Should().Be("theirs");
        shop.Emulator.Find("C4")!.Metadata["order_id"].Should().Be("new-4", "somebody else had set it");
        (await shop.RunAsync("revert", run.RunId())).Count("update").Should().Be(0);
    }

    [Fact]
    public async Task A_run_that_applied_nothing_leaves_nothing_to_take_back_and_an_unknown_one_is_refused()
    {
        using var shop = Create();
        shop.SeedPlain(3);
        var dry = await shop.RunAsync("sync", shop.WriteNew(3), "--dry-run");

        var undone = await shop.RunAsync("revert", dry.RunId());

        (undone.ExitCode, undone.Count("update")).Should().Be((0, 0));
        (await shop.RunAsync("revert", "2026-01-01T000000Z-0000")).ExitCode.Should().Be(4);
        (await shop.RunAsync("revert", "../..")).ExitCode.Should().Be(4);
    }
}
