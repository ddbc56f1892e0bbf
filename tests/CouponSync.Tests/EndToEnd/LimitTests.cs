using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary><c>--limit</c> applies the first changes of a plan, and leaves the rest for the next command.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task The_first_changes_are_applied_and_apply_goes_on_with_the_next_ones()
    {
        using var world = World.With(coupons: 7);

        var first = await world.RunAsync("sync", world.WriteNew(7), "--limit", "2");
        var second = await world.RunAsync("apply", first.RunId(), "--limit", "3");
        var third = await world.RunAsync("apply", second.RunId());

        (first.ExitCode, second.ExitCode, third.ExitCode).Should().Be((0, 0, 0));
        (first.Count("applied"), first.Count("notAttempted"), first.Requests("update")).Should().Be((2, 5, 2));
        first.Outcomes().Where(static o => o.Value == "applied").Select(static o => o.Key).Should().Equal("C0", "C1");
        first.Out.Should().StartWith("2 of 7 changes were applied and 5 were not attempted, as --limit asked.")
            .And.Contain($"Continue with the rest:\n  couponsync apply {first.RunId()}");
        (second.Count("applied"), second.Count("notAttempted"), second.Requests("update")).Should().Be((5, 2, 3));
        third.Out.Should().StartWith("All 7 changes were applied.");
        (await world.RunAsync("runs")).Out.Should().Contain("2 applied, 5 left").And.Contain("5 applied, 2 left").And.Contain("7 applied ");
        world.Writes.Should().Be(7);
        (await world.NightAsync(world.WriteNew(7), "auto")).Count("unchanged").Should().Be(7);
    }

    [Fact]
    public async Task The_next_night_does_the_rest_from_the_snapshot_that_was_kept()
    {
        using var world = World.With(coupons: 300);
        await world.NightAsync(world.WriteChanged(300, changed: 0));

        var limited = await world.NightAsync(world.WriteChanged(300, changed: 20), "incremental", "--limit", "5");
        var rest = await world.NightAsync(world.WriteChanged(300, changed: 20));

        (limited.Count("applied"), rest.Count("applied"), rest.Count("unchanged")).Should().Be((5, 15, 285));
        rest.Requests("list").Should().BeLessThan(3, "it is the audit alone");
        world.Writes.Should().Be(20);
    }

    [Fact]
    public async Task A_revert_can_be_tried_on_a_few()
    {
        using var world = World.With(coupons: 4);
        var done = await world.RunAsync("sync", world.WriteNew(4));

        var run = await world.RunAsync("revert", done.RunId(), "--limit", "1");
        var rest = await world.RunAsync("apply", run.RunId());

        (run.ExitCode, run.Count("applied"), run.Count("notAttempted")).Should().Be((0, 1, 3));
        (rest.ExitCode, world.OrderId("C3")).Should().Be((0, "old"));
    }

    [Fact]
    public async Task Guards_count_the_whole_plan_and_failures_still_show()
    {
        using var world = World.With(coupons: 5);
        var file = world.WriteNew(5);

        (await world.RunAsync("sync", file, "--limit", "1", "--max-changes", "4")).ExitCode.Should().Be(5);
        world.Refusing("POST /v1/coupons/C0", System.Net.HttpStatusCode.BadRequest);
        var failed = await world.RunAsync("sync", file, "--limit", "1");

        failed.ExitCode.Should().Be(1);
        failed.Out.Should().StartWith("0 of 5 changes were applied, 1 failed and 4 were not attempted, as --limit asked.");
    }

    [Fact]
    public async Task A_limit_that_covers_the_plan_changes_nothing()
    {
        using var world = World.With(coupons: 2);

        var run = await world.RunAsync("sync", world.WriteNew(2), "--limit", "2");

        run.Out.Should().StartWith("All 2 changes were applied.").And.NotContain("--limit");
    }

    [Fact]
    public async Task Whoever_looks_first_or_is_asked_is_told_of_the_limit()
    {
        using var world = World.With(coupons: 3);
        var file = world.WriteNew(3);

        var dry = await world.RunAsync("sync", file, "--dry-run", "--limit", "1", "--plan", world.File("plan.jsonl"));
        world.Answer = "no";
        var asked = await world.RunAsync("sync", file, "--limit", "1");

        dry.Count("update").Should().Be(3);
        dry.Out.Should().Contain("takes up the first of these 3 changes").And.MatchRegex("(?m)^  couponsync apply .* --limit 1$");
        asked.Error.Should().Contain("only the first one is made now (--limit)");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("10%")]
    [InlineData("99999999999")]
    public async Task What_is_no_number_is_refused(string limit)
    {
        using var world = World.With(coupons: 1);

        var run = await world.RunAsync("sync", world.WriteNew(1), $"--limit={limit}");

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain($"--limit is '{limit}', but must be a whole number from 1.");
        run.Directory.Should().BeNull();
    }
}
