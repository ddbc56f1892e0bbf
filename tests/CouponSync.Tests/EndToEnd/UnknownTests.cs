using System.Globalization;
using System.Net;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Changes of which no answer says whether they were made: how they are called and counted.</summary>
public sealed class UnknownTests
{
    /// <summary>C1 and C10 to C19 are made, and never answered as they should be.</summary>
    [Theory]
    [InlineData("array-body@")]
    [InlineData("html-body@")]
    [InlineData("empty-body@")]
    [InlineData("broken-json@")]
    [InlineData("drop-body@")]
    [InlineData("drop-after@")]
    [InlineData("503-after@:remember=false")]
    public async Task What_was_made_without_an_answer_is_unknown_and_is_taken_back(string kind)
    {
        using var world = World.With(coupons: 40).And(fault: kind.Replace("@", "@POST /v1/coupons/C1*", StringComparison.Ordinal));
        var before = world.Account();

        var run = await world.RunAsync("sync", world.WriteNew(40));

        (run.ExitCode, run.Count("applied"), run.Count("unknown"), run.Count("failed"), run.Count("notAttempted")).Should().Be((1, 29, 11, 0, 0));
        run.Out.Should().StartWith("29 of 40 changes were applied and 11 are unknown (sent, perhaps made).").And.Contain("couponsync apply").And.Contain("couponsync revert");
        run.Outcomes().Where(static o => o.Value == "unknown").Should().HaveCount(11);
        (await File.ReadAllLinesAsync(Path.Combine(run.Directory!, "errors.csv"))).Should().HaveCount(12)
            .And.Subject.Skip(1).Should().OnlyContain(static l => l.Contains(",unknown,\"It is not known whether this was made.", StringComparison.Ordinal));
        world.Emulator.Faults.Clear();
        var undone = await world.RunAsync("revert", run.RunId());
        (undone.ExitCode, undone.Count("applied")).Should().Be((0, 40));
        world.Account().Should().Equal(before);
    }

    [Fact]
    public async Task What_was_not_made_without_an_answer_is_unknown_too_and_is_not_taken_back()
    {
        using var world = World.With(coupons: 40).And(fault: "503-before@POST /v1/coupons/C1*:remember=false");
        var before = world.Account();
        var run = await world.RunAsync("sync", world.WriteNew(40));
        world.Emulator.Faults.Clear();

        var undone = await world.RunAsync("revert", run.RunId());

        (run.ExitCode, run.Count("unknown")).Should().Be((1, 11));
        (undone.ExitCode, undone.Count("applied")).Should().Be((0, 29));
        world.Account().Should().Equal(before);
    }

    // Simulated case 20210: it was listed as unknown, and counted as not attempted.
    [Fact]
    public async Task What_a_former_run_did_not_know_is_still_unknown_where_going_on_does_not_come_to_it()
    {
        using var world = World.With(coupons: 40).And(fault: "503-before@POST /v1/coupons/C1*:remember=false");
        var run = await world.RunAsync("sync", world.WriteNew(40));
        world.Emulator.Faults.Clear();
        world.Answer = "no";

        var declined = await world.RunAsync("apply", run.RunId());

        (declined.ExitCode, declined.Count("applied"), declined.Count("unknown"), declined.Count("notAttempted")).Should().Be((130, 29, 11, 0), declined.Out);
        declined.Outcomes().Values.Count(static o => o == "unknown").Should().Be(11);
        world.Answer = null;
        (await world.RunAsync("apply", declined.RunId())).Count("applied").Should().Be(40);
    }

    // Simulated case 1003344: it ended with 0.
    [Theory]
    [InlineData(4, 1)]
    [InlineData(11, 0)]
    public async Task What_a_former_run_did_not_know_and_the_limit_leaves_is_no_success(int limit, int exitCode)
    {
        using var world = World.With(coupons: 40).And(fault: "503-before@POST /v1/coupons/C1*:remember=false");
        var run = await world.RunAsync("sync", world.WriteNew(40));
        world.Emulator.Faults.Clear();

        var limited = await world.RunAsync("apply", run.RunId(), "--limit", limit.ToString(CultureInfo.InvariantCulture));

        (limited.ExitCode, limited.Count("applied"), limited.Count("unknown")).Should().Be((exitCode, 29 + limit, 11 - limit), limited.Out);
    }

    [Fact]
    public async Task What_was_refused_each_time_is_not_unknown()
    {
        using var world = World.With(coupons: 20)
            .And(fault: "429:resource-specific@POST /v1/coupons/C11")
            .And(fault: "409@POST /v1/coupons/C12")
            .And(fault: "409:lock-timeout@POST /v1/coupons/C13");

        var run = await world.RunAsync("sync", world.WriteNew(20));

        (run.ExitCode, run.Count("applied"), run.Count("failed"), run.Count("unknown")).Should().Be((1, 17, 3, 0));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_key_that_is_refused_after_a_write_without_an_answer_ends_with_7_and_nothing_says_that_nothing_was_changed(int status)
    {
        using var world = World.With(coupons: 1);
        var before = world.Account();
        var writes = 0;
        world.Through(async (request, pass, _) =>
        {
            if (request.Method != HttpMethod.Post)
            {
                return await pass();
            }

            if (writes++ == 0)
            {
                (await pass()).Dispose();
                throw new HttpRequestException(HttpRequestError.ResponseEnded);
            }

            return HopHandler.Answer((HttpStatusCode)status, """{"error":{"type":"invalid_request_error","message":"No."}}""");
        });

        var run = await world.RunAsync("sync", world.WriteNew(1));

        (run.ExitCode, run.Count("unknown"), run.Count("failed")).Should().Be((7, 1, 0));
        run.Out.Should().NotContainEquivalentOf("nothing was changed").And.Contain("it is not known whether it was made");
        world.Transport = null;
        (await world.RunAsync("revert", run.RunId())).Count("applied").Should().Be(1);
        world.Account().Should().Equal(before);
    }

    [Fact]
    public async Task They_count_for_the_failure_limit()
    {
        using var world = World.With(coupons: 100).And(fault: "array-body@POST /v1/coupons/C1*");

        var run = await world.RunAsync("sync", world.WriteNew(100), "--max-failures", "3");

        (run.ExitCode, run.Count("failed")).Should().Be((7, 0));
        run.Count("unknown").Should().BeGreaterThan(3);
        run.Out.Should().Contain("4 is over 3");
    }

    [Fact]
    public async Task A_stop_that_gives_up_what_is_under_way_does_not_say_that_it_was_finished()
    {
        using var world = World.With(coupons: 100).And(fault: "hang-after@POST /v1/coupons/*:skip=40");
        using var timer = world.Clock.CreateTimer(_ => world.Stop.Cancel(), null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        var run = await world.RunAsync("sync", world.WriteNew(100));

        run.ExitCode.Should().Be(7, "it did not end in order");
        var made = world.Writes;
        (run.Count("applied"), run.Count("unknown")).Should().Be((40, made - 40));
        run.Count("notAttempted").Should().Be(100 - made);
        run.Out.Should().NotContain("was finished").And.Contain($"it is not known whether they were made");
    }

    [Fact]
    public async Task A_deletion_that_somebody_else_made_after_ours_was_refused_is_not_ours()
    {
        using var world = World.With();
        var input = world.Write("coupons.csv", "id,percent_off,duration\nA,10,once\nB,10,once\n");
        var created = await world.RunAsync("sync", input, "--create-missing");
        world.Emulator.Faults.Add("429:endpoint-rate@DELETE /v1/coupons/A:count=2");
        world.Through(async (request, pass, _) =>
        {
            var response = await pass();
            if (request.Method == HttpMethod.Delete && response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                world.Emulator.Delete("A");
            }

            return response;
        });

        var deleted = await world.RunAsync("revert", created.RunId(), "--delete-created");

        (deleted.ExitCode, deleted.Count("applied"), deleted.Count("alreadyApplied")).Should().Be((0, 1, 1));
        world.Transport = null;
        (await world.RunAsync("revert", deleted.RunId())).Count("create").Should().Be(1);
        world.Emulator.Coupons().Select(static c => c.Id).Should().Equal("B");
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_is_unknown_and_goes_by_what_is_there()
    {
        using var world = World.With();
        var created = await world.RunAsync("sync", world.Write("coupons.csv", "id,percent_off,duration\nA,10,once\n"), "--create-missing");
        world.Emulator.Faults.Add("drop-after@DELETE /v1/coupons/A:count=1");

        var deleted = await world.RunAsync("revert", created.RunId(), "--delete-created");

        (deleted.ExitCode, deleted.Count("unknown")).Should().Be((1, 1), "it is gone, and no answer says whose deletion it was");
        var settled = await world.RunAsync("apply", deleted.RunId());
        (settled.ExitCode, settled.Count("applied")).Should().Be((0, 1));
        (await world.RunAsync("revert", settled.RunId())).Count("create").Should().Be(1);
    }

    [Fact]
    public async Task Past_runs_show_them_and_a_single_update_says_so()
    {
        using var world = World.With(coupons: 10).And(fault: "array-body@POST /v1/coupons/C2");
        var run = await world.RunAsync("sync", world.WriteNew(10));

        var list = await world.RunAsync("runs");
        var one = await world.RunAsync("runs", run.RunId());
        var update = await world.RunAsync("update", "C2", "-m", "note=seen");

        list.Out.Split('\n')[1].Should().Contain("9 applied, 1 unknown");
        one.Out.Should().Contain("is unknown (sent, perhaps made)");
        update.ExitCode.Should().Be(7);
        update.Error.Should().Contain("The change may have been made anyway");
    }

    [Theory]
    [InlineData("revert")]
    [InlineData("apply")]
    public async Task A_results_file_that_was_edited_is_refused_by_name_and_line(string command)
    {
        using var world = World.With(coupons: 3);
        var run = await world.RunAsync("sync", world.WriteNew(3));
        var after = world.Account();
        var path = Path.Combine(run.Directory!, "results.jsonl");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"seq\":2,", "\"seq\":-2,", StringComparison.Ordinal));

        var refused = await world.RunAsync(command, run.RunId());
        var shown = await world.RunAsync("runs", run.RunId());

        refused.ExitCode.Should().Be(3);
        refused.Out.Should().MatchRegex(@"results\.jsonl:\d+: seq is -2");
        world.Account().Should().Equal(after);
        shown.ExitCode.Should().Be(3);
        shown.Error.Should().Contain("seq is -2");
    }
}
