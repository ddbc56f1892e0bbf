using CouponSync.Emulator;
using CouponSync.Tests.Support;
using static CouponSync.Tests.Support.World;

namespace CouponSync.Tests.EndToEnd;

public sealed class FormerRunTests
{
    [Fact]
    public async Task What_another_client_did_is_not_taken_for_the_work_of_a_run_that_ended_in_order()
    {
        using var world = World.With(coupons: 40);
        var plan = await world.PlanAsync(world.WriteNew(40));
        world.Answer = "no";
        var declined = await world.RunAsync("apply", plan);
        declined.ExitCode.Should().Be(130);
        for (var i = 0; i < 10; i++)
        {
            world.ChangeElsewhere(Id(i), "order_id", $"new-{i}");
        }

        world.Answer = null;
        var run = await world.RunAsync("apply", declined.RunId());

        (run.Count("applied"), run.Count("alreadyApplied")).Should().Be((30, 10));
        (await world.RunAsync("revert", declined.RunId(), "--dry-run")).Count("update").Should().Be(0);
    }

    [Fact]
    public async Task Failed_changes_are_tried_again_and_what_was_applied_is_not()
    {
        using var world = World.With(coupons: 40).And(fault: "403@POST /v1/coupons/*:skip=25");
        var input = world.WriteNew(40);
        var stopped = await world.RunAsync("sync", input);
        stopped.ExitCode.Should().Be(7);
        var applied = stopped.Count("applied");
        applied.Should().BeInRange(25, 39);
        world.Emulator.Faults.Clear();

        var resumed = await world.RunAsync("apply", stopped.RunId());

        resumed.ExitCode.Should().Be(0, resumed.Out);
        resumed.Count("applied").Should().Be(40);
        resumed.Requests("update").Should().Be(40 - applied);
        resumed.Out.Should().Contain($"which made {applied} of 40 changes");
        world.Emulator.Coupons().Should().OnlyContain(c => world.Emulator.WritesApplied(c.Id, false) == 1);
    }

    [Theory]
    [InlineData("apply")]
    [InlineData("sync")]
    public async Task What_a_later_run_did_is_not_taken_back_with_a_run_that_was_stopped_in_order(string command)
    {
        using var world = World.With(coupons: 900, new EmulatorOptions { Limits = EmulatorLimits.None });
        var input = world.WriteNew(900);
        var plan = await world.PlanAsync(input);
        var writes = 0;
        world.Through((request, pass, _) =>
        {
            if (request.Method == HttpMethod.Post && Interlocked.Increment(ref writes) == 121)
            {
                world.Stop.Cancel();
            }

            return pass();
        });
        var stopped = await world.RunAsync(command, command == "apply" ? plan : input);
        stopped.ExitCode.Should().Be(130);
        var applied = stopped.Count("applied");
        applied.Should().BeInRange(121, 200);
        (world.Transport, world.Stop) = (null, new CancellationTokenSource());
        var rest = await world.RunAsync("sync", input);
        (rest.ExitCode, rest.Count("applied")).Should().Be((0, 900 - applied));

        var undone = await world.RunAsync("revert", stopped.RunId());

        (undone.ExitCode, undone.Count("applied")).Should().Be((0, applied));
        world.Emulator.Coupons().Count(static c => c.Metadata["order_id"] == "old").Should().Be((int)applied);
    }

    [Fact]
    public async Task What_was_given_up_while_under_way_is_taken_back_where_it_was_made()
    {
        using var world = World.With(coupons: 40);
        var before = world.Account();
        var writes = 0;
        // All writes are carried out, and after some none is answered.
        world.Through(async (request, pass, cancellationToken) =>
        {
            var response = await pass();
            if (request.Method == HttpMethod.Post && Interlocked.Increment(ref writes) > 20)
            {
                response.Dispose();
                var never = new TaskCompletionSource<HttpResponseMessage>();
                await using var given = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
                return await never.Task;
            }

            return response;
        });
        var stopped = await world.RunAsync("sync", world.WriteNew(40), "--max-duration", "5s");
        stopped.ExitCode.Should().Be(7);
        var made = world.Emulator.Coupons().Count(static c => c.Metadata["order_id"] != "old");
        made.Should().BeGreaterThan((int)stopped.Count("applied"));
        world.Transport = null;

        var undone = await world.RunAsync("revert", stopped.RunId());

        (undone.ExitCode, undone.Count("applied")).Should().Be((0, made));
        world.Account().Should().Equal(before);
    }
}
