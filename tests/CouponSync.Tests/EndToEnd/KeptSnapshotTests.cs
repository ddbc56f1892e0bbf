using System.Net;
using CouponSync.Emulator;
using CouponSync.Simulation;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>What a run keeps of an account for the next one, and what becomes of it when events cannot be had.</summary>
public sealed class KeptSnapshotTests
{
    [Fact]
    public async Task A_small_file_in_a_large_account_takes_two_reads_from_the_second_night_on()
    {
        using var world = World.With(coupons: 5_000);
        var ids = Enumerable.Range(0, 10).Select(static i => $"C{i}").ToList();
        var first = await NightAsync(world, ids);
        (first.ExitCode, first.Count("applied")).Should().Be((0, 10), first.Out);
        first.Requests("list").Should().BeLessThan(50, "only a part of the account is read");

        var quiet = await NightAsync(world, ids);
        (quiet.Requests("total"), quiet.Requests("events"), quiet.Requests("list")).Should().Be((2, 1, 1));
        quiet.Count("unchanged").Should().Be(10);

        var changed = await NightAsync(world, ids, other: "C3");
        (changed.Requests("total"), changed.Count("applied")).Should().Be((3, 1), "events, audit and the one write");

        ids.Add("C77");
        var added = await NightAsync(world, ids);
        (added.Requests("total"), added.Requests("retrieve")).Should().Be((5, 1), "events, audit, the new row's coupon, and two writes");
        added.Count("applied").Should().Be(2);

        ids.RemoveAt(0);
        (await NightAsync(world, ids)).Requests("total").Should().Be(2);
    }

    [Fact]
    public async Task A_row_without_a_coupon_is_asked_for_once_and_seen_when_somebody_creates_or_deletes_it()
    {
        using var world = World.With(coupons: 5_000);
        string[] ids = ["C1", "C2", "NEW"];
        (await NightAsync(world, ids)).Count("missing").Should().Be(1);
        var quiet = await NightAsync(world, ids);
        (quiet.Requests("total"), quiet.Count("missing")).Should().Be((2, 1));

        world.Emulator.Create(new EmulatorCoupon { Id = "NEW", Created = world.Clock.GetUtcNow().ToUnixTimeSeconds(), Terms = new EmulatorTerms { PercentOff = 10 } });
        world.Emulator.Create(new EmulatorCoupon { Id = "OTHER", Created = world.Clock.GetUtcNow().ToUnixTimeSeconds(), Terms = new EmulatorTerms { PercentOff = 10 } });
        var created = await NightAsync(world, ids);
        (created.Requests("retrieve"), created.Count("missing"), created.Count("applied")).Should().Be((1, 0, 1), "nobody asks for the other");

        world.Emulator.Delete("NEW");
        var deleted = await NightAsync(world, ids);
        (deleted.Requests("retrieve"), deleted.Count("missing")).Should().Be((1, 1));
        (await NightAsync(world, ids)).Requests("total").Should().Be(2);

        var other = await NightAsync(world, [.. ids, "OTHER"]);
        (other.Count("missing"), other.Count("applied")).Should().Be((1, 1), "it exists, whatever was not read of it before");
    }

    [Fact]
    public async Task The_coupons_of_a_small_file_are_of_no_use_to_a_large_one()
    {
        using var world = World.With(coupons: 3_000);
        await NightAsync(world, ["C1", "C2"]);

        var large = await NightAsync(world, Enumerable.Range(0, 3_000).Select(static i => $"C{i}"));

        large.Count("applied").Should().Be(2_998);
        (large.Requests("list") + large.Requests("retrieve")).Should().BeInRange(30, 40, "the list is cheaper than each by its id");
    }

    [Theory]
    [InlineData("400", 0)]
    [InlineData("403", 0)]
    [InlineData("404", 0)]
    [InlineData("404 as a page", 0)]
    [InlineData("no end", 0)]
    [InlineData("500-before", 0)]
    [InlineData("503-before", 0)]
    [InlineData("429", 0)]
    [InlineData("409", 0)]
    [InlineData("drop-before", 0)]
    [InlineData("hang", 0)]
    [InlineData("broken-json", 0)]
    [InlineData("html-body", 0)]
    [InlineData("array-body", 0)]
    [InlineData("empty-body", 0)]
    [InlineData("drop-body", 0)]
    [InlineData("401", 4)]
    public async Task Whatever_is_wrong_with_events_the_coupons_are_listed_and_the_report_says_why(string what, int exitCode)
    {
        using var world = World.With(coupons: 300);
        var ids = Enumerable.Range(0, 300).Select(static i => $"C{i}").ToList();
        await NightAsync(world, ids);
        world.Emulator.UpdateMetadata("C42", [KeyValuePair.Create("order_id", "meddled")]);
        if (what is "400" or "404" or "404 as a page" or "no end")
        {
            world.Through(WrongEvents(what));
        }
        else
        {
            world.Emulator.Faults.Add(what + "@GET /v1/events");
        }

        var night = await NightAsync(world, ids);

        night.ExitCode.Should().Be(exitCode, night.Out + night.Error);
        if (exitCode == 0)
        {
            night.Requests("list").Should().Be(3);
            night.Count("applied").Should().Be(1);
            night.Count("unchangedByEvents").Should().Be(0);
            night.Out.Should().Contain("Events cannot be relied on").And.Contain(what == "403" ? "may not read events" : "they cannot be read: ");
        }

        world.Transport = null;
        world.Emulator.Faults.Clear();
        var next = await NightAsync(world, ids);
        next.Count("applied").Should().Be(exitCode == 0 ? 0 : 1);
        if (exitCode == 0)
        {
            next.Requests("total").Should().Be(2, "events are relied on again as soon as they can be read");
        }
    }

    [Fact]
    public async Task The_coupons_of_a_killed_run_are_read_again_whatever_ran_in_between()
    {
        using var world = World.With(coupons: 300);
        world.Variables["COUPONSYNC_Snapshot__AuditPages"] = "0";
        var all = Enumerable.Range(0, 300).Select(static i => ($"C{i}", i is >= 100 and < 103 ? "new" : "old")).ToList();
        var file = world.WriteRows("coupons.csv", all);
        await world.RunAsync("sync", file);
        world.Clock.Advance(TimeSpan.FromDays(1));
        var plan = world.File("other.jsonl");
        (await world.RunAsync("sync", world.WriteRows("other.csv", [("C200", "other")]), "--dry-run", "--plan", plan)).ExitCode.Should().Be(0);
        await NightlyTests.LoseEventsAsync(world, async () =>
        {
            world.Through(CutOff);
            var killed = await world.RunAsync("sync", world.WriteRows("killed.csv", all.Take(2).Select(static row => (row.Item1, "killed"))));
            killed.ExitCode.Should().Be(70, killed.Out + killed.Error);
            world.Transport = null;
            // What a process that is killed had not committed.
            DamagedSnapshotTests.Execute(Directory.GetFiles(world.File("state/snapshots"), "*.db").Single(), "DELETE FROM to_read; DELETE FROM own_writes");
        });
        all.Should().Contain(row => world.Emulator.Find(row.Item1)!.Metadata["order_id"] == "killed");

        (await world.RunAsync("apply", plan)).Count("applied").Should().Be(1);
        world.Clock.Advance(TimeSpan.FromDays(1));
        var night = await world.RunAsync("sync", file);

        (night.ExitCode, night.Requests("list")).Should().Be((0, 0));
        all.Should().OnlyContain(row => world.Emulator.Find(row.Item1)!.Metadata["order_id"] == row.Item2);
    }

    private static Task<RunOutcome> NightAsync(World world, IEnumerable<string> ids, string? other = null)
    {
        world.Clock.Advance(TimeSpan.FromDays(1));
        return world.RunAsync("sync", world.WriteRows("coupons.csv", ids.Select(id => (id, id == other ? "other" : "new"))));
    }

    private static Hop WrongEvents(string what) => async (request, pass, _) =>
        !request.RequestUri!.AbsolutePath.EndsWith("/events", StringComparison.Ordinal) ? await pass()
        : what switch
        {
            "no end" => HopHandler.Answer(HttpStatusCode.OK, """{"object":"list","url":"/v1/events","has_more":true,"data":[]}"""),
            "404 as a page" => HopHandler.Answer(HttpStatusCode.NotFound, "<html>nginx</html>"),
            _ => HopHandler.Answer(
                what == "400" ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound,
                """{"error":{"type":"invalid_request_error","message":"Unrecognized request URL."}}"""),
        };

    // The first write is carried out, and its answer ends the process.
    private static async Task<HttpResponseMessage> CutOff(HttpRequestMessage request, Func<Task<HttpResponseMessage>> pass, CancellationToken _)
    {
        var answer = await pass();
        if (request.Method == HttpMethod.Post)
        {
            answer.Dispose();
            throw new NotSupportedException("The power is cut.");
        }

        return answer;
    }

    /// <summary>The simulation's case 72023153.</summary>
    [Theory]
    [InlineData(-65)]
    [InlineData(0)]
    [InlineData(65)]
    public async Task A_clock_that_is_set_while_coupons_are_listed_hides_no_change(int minutes)
    {
        using var world = World.With(coupons: 1000);
        var file = world.WriteChanged(1000, 0);
        await world.NightAsync(file);
        var clock = new SkewedClock(world.Clock, TimeSpan.Zero);
        world.ProgramClock = clock;
        world.Emulator.Faults.Add("403@GET /v1/events:count=1");
        world.Through((request, pass, _) =>
        {
            clock.Ahead = request.RequestUri!.AbsolutePath == "/v1/coupons" ? TimeSpan.FromMinutes(minutes) : clock.Ahead;
            return pass();
        });
        await world.NightAsync(file);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.Emulator.Delete("C420");
        world.Emulator.Delete("C840");
        world.Clock.Advance(TimeSpan.FromMinutes(10));

        var night = await world.NightAsync(file);

        (night.ExitCode, night.Count("missing"), night.Requests("events"), night.Requests("list")).Should().Be((1, 2, 1, 1));
    }
}
