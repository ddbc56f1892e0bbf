using CouponSync.Tests.Support;
using static CouponSync.Tests.Support.World;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Changes of which no answer says whether they were made: how a later run settles them and takes them back.</summary>
public sealed class SettledTests
{
    [Fact]
    public async Task What_Stripe_remembers_of_an_earlier_run_is_not_taken_for_what_is_there_also_after_a_lost_attempt()
    {
        using var world = World.With(coupons: 5);
        var plan = await world.PlanAsync(world.WriteNew(5));
        var first = await world.RunAsync("apply", plan);
        await world.RunAsync("revert", first.RunId());
        world.Emulator.Faults.Add("hang@POST /v1/coupons/C1:count=1");

        var again = await world.RunAsync("apply", plan);

        (again.ExitCode, again.Count("applied")).Should().Be((0, 5));
        world.Emulator.Coupons().Should().OnlyContain(static c => c.Metadata["order_id"] != "old");
    }

    [Fact]
    public async Task Going_on_settles_them_with_the_same_key_and_by_reading_and_names_who_made_what()
    {
        using var world = World.With(coupons: 30).And(fault: "503-before@POST /v1/coupons/C1:remember=false").And(fault: "array-body@POST /v1/coupons/C2");
        var before = world.Account();
        var first = await world.RunAsync("sync", world.WriteNew(30));
        world.Emulator.Faults.Clear();

        var second = await world.RunAsync("apply", first.RunId());

        (first.Count("applied"), first.Count("unknown")).Should().Be((28, 2));
        (second.ExitCode, second.Count("applied"), second.Count("unknown")).Should().Be((0, 30, 0));
        Enumerable.Range(0, 30).Should().OnlyContain(i => world.Emulator.WritesApplied(Id(i), false) == 1);
        // The last line of a change is the one that counts.
        var makers = second.Results().GroupBy(static r => r.GetProperty("id").GetString()!).ToDictionary(
            static r => r.Key, static r => r.Last().TryGetProperty("madeBy", out var run) ? run.GetString() : null);
        makers.Should().HaveCount(30).And.Contain("C1", null!).And.Contain("C2", first.RunId()).And.Contain("C3", first.RunId());
        (await world.RunAsync("revert", second.RunId())).Count("applied").Should().Be(30);
        world.Account().Should().Equal(before);
    }

    [Theory]
    [InlineData("another account", 4)]
    [InlineData("no answers", 7)]
    [InlineData("locked", 6)]
    public async Task A_run_that_ends_before_it_could_go_on_keeps_what_the_one_before_it_made(string why, int exitCode)
    {
        using var world = World.With(coupons: 20).And(fault: "array-body@POST /v1/coupons/C2").And(fault: "401@POST /v1/coupons/*:skip=8");
        var before = world.Account();
        var first = await world.RunAsync("sync", world.WriteNew(20), "--max-in-flight", "1");
        world.Emulator.Faults.Clear();
        if (why == "no answers")
        {
            world.Emulator.Faults.Add("500-before@GET /v1/coupons*");
        }

        using var other = why == "locked"
            ? new FileStream(Directory.GetFiles(world.File("state"), "acct_*.lock", SearchOption.AllDirectories).Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.None)
            : null;

        var stopped = await world.RunAsync(["apply", first.RunId(), .. why == "another account" ? new[] { "--expect-account", "acct_other" } : []]);

        other?.Dispose();
        world.Emulator.Faults.Clear();
        (stopped.ExitCode, stopped.Count("applied"), stopped.Count("unknown")).Should().Be((exitCode, first.Count("applied"), first.Count("unknown")), stopped.Out);
        var whole = await world.RunAsync("apply", stopped.RunId());
        (whole.ExitCode, whole.Count("applied")).Should().Be((0, 20), whole.Out);
        (await world.RunAsync("revert", whole.RunId())).Count("applied").Should().Be(20);
        world.Account().Should().Equal(before);
    }

    [Fact]
    public async Task A_run_is_taken_back_without_what_the_run_that_went_on_with_it_made()
    {
        using var world = World.With(coupons: 30).And(fault: "503-before@POST /v1/coupons/C1:remember=false").And(fault: "drop-after@POST /v1/coupons/C2");
        var first = await world.RunAsync("sync", world.WriteNew(30));
        world.Emulator.Faults.Clear();
        await world.RunAsync("apply", first.RunId());

        var undone = await world.RunAsync("revert", first.RunId());

        (undone.ExitCode, undone.Count("applied")).Should().Be((0, 29));
        world.Emulator.Coupons().Where(static c => c.Metadata["order_id"] != "old").Select(static c => c.Id).Should().Equal("C1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_another_run_made_the_same_change_since_only_an_event_tells_whose_it_is(bool readsEvents)
    {
        using var world = World.With(coupons: 30).And(fault: "503-before@POST /v1/coupons/C1:remember=false").And(fault: "drop-after@POST /v1/coupons/C2");
        var input = world.WriteNew(30);
        var run = await world.RunAsync("sync", input);
        world.Emulator.Faults.Clear();
        (await world.RunAsync("sync", input)).Count("applied").Should().Be(1, "one was not made");
        world.ChangeElsewhere("C3", "order_id", "old");
        world.ChangeElsewhere("C2", "order_id", "old");
        (await world.RunAsync("sync", input, "--refresh")).Count("applied").Should().Be(2);
        if (!readsEvents)
        {
            world.Emulator.Faults.Add("403@GET /v1/events");
        }

        var undone = await world.RunAsync("revert", run.RunId());

        // C1 was made by the second run alone; C2 by the first, and again by the third; C3 surely by the first, so that it goes by value.
        var left = readsEvents ? new[] { "C1" } : ["C1", "C2"];
        (undone.ExitCode, undone.Count("applied")).Should().Be((1, 30 - left.Length));
        undone.Problems.Select(static p => $"{p.GetProperty("kind")} {p.GetProperty("id")}")
            .Should().Equal(left.Select(static id => $"cannot_tell {id}"));
        world.Emulator.Coupons().Where(static c => c.Metadata["order_id"] != "old").Select(static c => c.Id).Should().BeEquivalentTo(left);
        undone.Out.Should().Contain("no event says whose it is");
    }

    [Fact]
    public async Task Without_events_and_without_another_run_it_goes_by_value()
    {
        using var world = World.With(coupons: 30).And(fault: "array-body@POST /v1/coupons/C2*").And(fault: "503-before@POST /v1/coupons/C1*:remember=false");
        var before = world.Account();
        var run = await world.RunAsync("sync", world.WriteNew(30));
        world.Emulator.Faults.Clear();
        world.Emulator.Faults.Add("500-before@GET /v1/events");

        var undone = await world.RunAsync("revert", run.RunId());

        run.Count("unknown").Should().Be(22);
        undone.ExitCode.Should().Be(0);
        world.Account().Should().Equal(before);
    }

    [Fact]
    public async Task Events_are_read_only_where_something_is_unknown()
    {
        using var world = World.With(coupons: 10);
        var run = await world.RunAsync("sync", world.WriteNew(10));

        (await world.RunAsync("revert", run.RunId())).Requests("events").Should().Be(0);
    }
}
