using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Real processes, real signals, a real socket.</summary>
[Trait("Needs", "Unix")]
public sealed class SignalTests
{
    private const int Rows = 60;

    // So slow that it is still at work when the others come, however busy the machine.
    private static readonly string[] Slowly = ["--rate", "0.5"];

    [Fact]
    public async Task Of_two_runs_started_together_one_works_and_the_other_is_told_who()
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        var file = world.WriteNew(Rows);
        using var first = world.Start(["sync", file, .. Slowly]);
        await first.UntilAsync("Applying");

        var refused = await world.RunProcessAsync("sync", file);
        first.Signal("TERM");
        var stopped = await first.EndAsync();
        var last = await world.RunAsync("sync", file);

        (stopped.ExitCode, last.ExitCode).Should().Be((130, 0));
        refused.ExitCode.Should().Be(6);
        refused.Out.Should().Contain($"process {first.Id} on {Environment.MachineName}");
        world.Writes.Should().Be(Rows);
    }

    [Fact]
    public async Task Runs_from_different_state_directories_do_not_meet()
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        var file = world.WriteNew(Rows);
        using var here = world.Start(["sync", file, .. Slowly]);
        await here.UntilAsync("Applying");

        var there = await world.RunRawAsync("sync", file, "--state-dir", world.File("elsewhere"), "--rate", "1000");

        there.ExitCode.Should().Be(0);
        here.Signal("TERM");
        (await here.EndAsync()).ExitCode.Should().Be(130);
        world.Writes.Should().BeGreaterThanOrEqualTo(Rows);
    }

    [Fact]
    public async Task Runs_that_wait_for_each_other_all_succeed_and_write_once()
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        string[] command = ["sync", world.WriteNew(Rows), "--lock-wait", "60s"];

        var runs = await Task.WhenAll(world.RunProcessAsync(command), world.RunProcessAsync(command), world.RunProcessAsync(command));

        runs.Should().OnlyContain(static r => r.ExitCode == 0);
        world.Writes.Should().Be(Rows);
    }

    [Fact]
    public async Task One_coupon_can_be_updated_while_a_run_holds_the_account()
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        using var run = world.Start("sync", world.WriteNew(Rows), "--rate", "20");
        await run.UntilAsync("Applying");

        (await world.RunProcessAsync("update", "C59", "-m", "note=seen")).ExitCode.Should().Be(0);
        (await run.EndAsync()).ExitCode.Should().Be(0);

        world.Emulator.Find("C59")!.Metadata.Should().BeEquivalentTo(
            [KeyValuePair.Create("note", "seen"), KeyValuePair.Create("order_id", "new-59")]);
    }

    [Fact]
    public async Task A_first_signal_finishes_what_is_under_way_and_reports_the_rest()
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        using var run = world.Start(["sync", world.WriteNew(Rows), .. Slowly]);
        await run.UntilAsync("Applying");
        run.Signal("TERM");

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(130);
        ended.Count("applied").Should().Be(world.Writes);
        (ended.Count("applied") + ended.Count("notAttempted")).Should().Be(Rows);
        ended.Report.GetProperty("run").GetProperty("stopReason").GetString().Should().Contain("left");
    }

    [Fact]
    public async Task A_second_signal_ends_the_process_at_once()
    {
        await using var world = (await World.ServedAsync(coupons: Rows)).And(fault: "hang@POST /v1/coupons/*");
        using var run = world.Start("sync", world.WriteNew(Rows));
        await run.UntilAsync("Applying");
        run.Signal("TERM");
        await run.UntilAsync("Stopping");
        run.Signal("TERM");

        (await run.EndAsync()).ExitCode.Should().Be(128 + 15);
    }

    [Fact]
    public async Task After_a_kill_the_run_can_be_read_and_the_next_one_does_the_rest_once()
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        var file = world.WriteNew(Rows);
        using (var run = world.Start("sync", file, "--rate", "20"))
        {
            await run.UntilWritesAsync(5);
            run.Signal("KILL");
            await run.EndAsync();
        }

        (await world.RunAsync("runs")).Out.Should().Contain("broken");
        (await world.RunAsync("runs", Path.GetFileName(world.Runs().Single()))).Out.Should()
            .Contain("ended without a report").And.Contain($"Of {Rows} planned changes");

        (await world.RunAsync("sync", file)).ExitCode.Should().Be(0);
        world.Writes.Should().BeInRange(Rows, Rows + 1, "one write may have been under way; sending it again changes nothing");
        world.Emulator.Coupons().Should().OnlyContain(c => World.IsNew(c));
    }
}
