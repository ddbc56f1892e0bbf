using System.Net;
using System.Text;
using CouponSync.Emulator;
using static CouponSync.Tests.EndToEnd.MigrationShop;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Changes of which no answer says whether they were made: how they are called, counted, settled and taken back.</summary>
public sealed class UnknownTests
{
    /// <summary>C1 and C10 to C19 are made, and never answered as they should be.</summary>
    [Theory]
    [InlineData("array-body")]
    [InlineData("html-body")]
    [InlineData("empty-body")]
    [InlineData("broken-json")]
    [InlineData("drop-body")]
    [InlineData("drop-after")]
    [InlineData("503-after:remember=false")]
    public async Task What_was_made_without_an_answer_is_unknown_and_is_taken_back(string kind)
    {
        using var shop = Create();
        shop.SeedPlain(40);
        var before = shop.Account();
        shop.Emulator.Faults.Add(Rule(kind, "POST /v1/coupons/C1*"));

        var run = await shop.RunAsync("sync", shop.WriteNew(40));

        (run.ExitCode, run.Count("applied"), run.Count("unknown"), run.Count("failed"), run.Count("notAttempted")).Should().Be((1, 29, 11, 0, 0));
        run.Out.Should().StartWith("29 of 40 changes were applied and 11 are unknown (sent, perhaps made).").And.Contain("couponsync apply").And.Contain("couponsync revert");
        run.Outcomes().Where(static o => o.Value == "unknown").Should().HaveCount(11);
        (await File.ReadAllLinesAsync(Path.Combine(run.Directory!, "errors.csv"))).Should().HaveCount(12)
            .And.Subject.Skip(1).Should().OnlyContain(static l => l.Contains(",unknown,\"It is not known whether this was made.", StringComparison.Ordinal));
        shop.Emulator.Faults.Clear();
        var undone = await shop.RunAsync("revert", run.RunId());
        (undone.ExitCode, undone.Count("applied")).Should().Be((0, 40));
        shop.Account().Should().Equal(before);
    }

    [Fact]
    public async Task What_was_not_made_without_an_answer_is_unknown_too_and_is_not_taken_back()
    {
        using var shop = Create();
        shop.SeedPlain(40);
        var before = shop.Account();
        shop.Emulator.Faults.Add(Rule("503-before:remember=false", "POST /v1/coupons/C1*"));
        var run = await shop.RunAsync("sync", shop.WriteNew(40));
        shop.Emulator.Faults.Clear();

        var undone = await shop.RunAsync("revert", run.RunId());

        (run.ExitCode, run.Count("unknown")).Should().Be((1, 11));
        (undone.ExitCode, undone.Count("applied")).Should().Be((0, 29));
        shop.Account().Should().Equal(before);
    }

    [Fact]
    public async Task What_was_refused_each_time_is_not_unknown()
    {
        using var shop = Create();
        shop.SeedPlain(20);
        shop.Emulator.Faults.Add(Rule("429:resource-specific", "POST /v1/coupons/C11"));
        shop.Emulator.Faults.Add(Rule("409", "POST /v1/coupons/C12"));
        shop.Emulator.Faults.Add(Rule("409:lock-timeout", "POST /v1/coupons/C13"));

        var run = await shop.RunAsync("sync", shop.WriteNew(20));

        (run.ExitCode, run.Count("applied"), run.Count("failed"), run.Count("unknown")).Should().Be((1, 17, 3, 0));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_key_that_is_refused_after_a_write_without_an_answer_ends_with_7_and_nothing_says_that_nothing_was_changed(int status)
    {
        using var shop = Create();
        shop.SeedPlain(1);
        var before = shop.Account();
        shop.Transport = () => new LostThenRefused(status) { InnerHandler = shop.Emulator.CreateHandler() };

        var run = await shop.RunAsync("sync", shop.WriteNew(1));

        (run.ExitCode, run.Count("unknown"), run.Count("failed")).Should().Be((7, 1, 0));
        run.Out.Should().NotContainEquivalentOf("nothing was changed").And.Contain("it is not known whether it was made");
        shop.Transport = null;
        (await shop.RunAsync("revert", run.RunId())).Count("applied").Should().Be(1);
        shop.Account().Should().Equal(before);
    }

    [Fact]
    public async Task They_count_for_the_failure_limit()
    {
        using var shop = Create();
        shop.SeedPlain(100);
        shop.Emulator.Faults.Add(Rule("array-body", "POST /v1/coupons/C1*"));

        var run = await shop.RunAsync("sync", shop.WriteNew(100), "--max-failures", "3");

        (run.ExitCode, run.Count("failed")).Should().Be((7, 0));
        run.Count("unknown").Should().BeGreaterThan(3);
        run.Out.Should().Contain("4 is over 3");
    }

    [Fact]
    public async Task A_stop_that_gives_up_what_is_under_way_does_not_say_that_it_was_finished()
    {
        using var shop = Create();
        shop.SeedPlain(100);
        shop.Emulator.Faults.Add(Rule("hang-after", "POST /v1/coupons/*:skip=40"));
        using var timer = shop.Clock.CreateTimer(_ => shop.Stop.Cancel(), null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        var run = await shop.RunAsync("sync", shop.WriteNew(100));

        run.ExitCode.Should().Be(7, "it did not end in order");
        var made = shop.Emulator.Counters.Snapshot().WritesApplied;
        (run.Count("applied"), run.Count("unknown")).Should().Be((40, made - 40));
        run.Count("notAttempted").Should().Be(100 - made);
        run.Out.Should().NotContain("was finished").And.Contain($"it is not known whether they were made");
    }

    [Fact]
    public async Task A_deletion_that_somebody_else_made_after_ours_was_refused_is_not_ours()
    {
        using var shop = Create();
        var input = shop.Write("coupons.csv", "id,percent_off,duration\nA,10,once\nB,10,once\n");
        var created = await shop.RunAsync("sync", input, "--create-missing");
        shop.Emulator.Faults.Add(Rule("429:endpoint-rate", "DELETE /v1/coupons/A:count=2"));
        shop.Transport = () => new DeleteAfterRefusal(() => shop.Emulator.Delete("A")) { InnerHandler = shop.Emulator.CreateHandler() };

        var deleted = await shop.RunAsync("revert", created.RunId(), "--delete-created");

        (deleted.ExitCode, deleted.Count("applied"), deleted.Count("alreadyApplied")).Should().Be((0, 1, 1));
        shop.Transport = null;
        (await shop.RunAsync("revert", deleted.RunId())).Count("create").Should().Be(1);
        shop.Emulator.Coupons().Select(static c => c.Id).Should().Equal("B");
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_is_unknown_and_goes_by_what_is_there()
    {
        using var shop = Create();
        var created = await shop.RunAsync("sync", shop.Write("coupons.csv", "id,percent_off,duration\nA,10,once\n"), "--create-missing");
        shop.Emulator.Faults.Add(Rule("drop-after", "DELETE /v1/coupons/A:count=1"));

        var deleted = await shop.RunAsync("revert", created.RunId(), "--delete-created");

        (deleted.ExitCode, deleted.Count("unknown")).Should().Be((1, 1), "it is gone, and no answer says whose deletion it was");
        var settled = await shop.RunAsync("apply", deleted.RunId());
        (settled.ExitCode, settled.Count("applied")).Should().Be((0, 1));
        (await shop.RunAsync("revert", settled.RunId())).Count("create").Should().Be(1);
    }

    [Fact]
    public async Task What_Stripe_remembers_of_an_earlier_run_is_not_taken_for_what_is_there_also_after_a_lost_attempt()
    {
        using var shop = Create();
        shop.SeedPlain(5);
        var plan = await shop.PlanAsync(shop.WriteNew(5));
        var first = await shop.RunAsync("apply", plan);
        await shop.RunAsync("revert", first.RunId());
        shop.Emulator.Faults.Add(Rule("hang", "POST /v1/coupons/C1:count=1"));

        var again = await shop.RunAsync("apply", plan);

        (again.ExitCode, again.Count("applied")).Should().Be((0, 5));
        shop.Emulator.Coupons().Should().OnlyContain(static c => c.Metadata["order_id"] != "old");
    }

    [Fact]
    public async Task Going_on_settles_them_with_the_same_key_and_by_reading_and_names_who_made_what()
    {
        using var shop = Create();
        shop.SeedPlain(30);
        var before = shop.Account();
        shop.Emulator.Faults.Add(Rule("503-before:remember=false", "POST /v1/coupons/C1"));
        shop.Emulator.Faults.Add(Rule("array-body", "POST /v1/coupons/C2"));
        var first = await shop.RunAsync("sync", shop.WriteNew(30));
        shop.Emulator.Faults.Clear();

        var second = await shop.RunAsync("apply", first.RunId());

        (first.Count("applied"), first.Count("unknown")).Should().Be((28, 2));
        (second.ExitCode, second.Count("applied"), second.Count("unknown")).Should().Be((0, 30, 0));
        Enumerable.Range(0, 30).Should().OnlyContain(i => shop.Emulator.WritesApplied(Id(i), false) == 1);
        // The last line of a change is the one that counts.
        var makers = second.Results().GroupBy(static r => r.GetProperty("id").GetString()!).ToDictionary(
            static r => r.Key, static r => r.Last().TryGetProperty("madeBy", out var run) ? run.GetString() : null);
        makers.Should().HaveCount(30).And.Contain("C1", null!).And.Contain("C2", first.RunId()).And.Contain("C3", first.RunId());
        (await shop.RunAsync("revert", second.RunId())).Count("applied").Should().Be(30);
        shop.Account().Should().Equal(before);
    }

    [Theory]
    [InlineData("another account", 4)]
    [InlineData("no answers", 7)]
    [InlineData("locked", 6)]
    public async Task A_run_that_ends_before_it_could_go_on_keeps_what_the_one_before_it_made(string why, int exitCode)
    {
        using var shop = Create();
        shop.SeedPlain(20);
        var before = shop.Account();
        shop.Emulator.Faults.Add(Rule("array-body", "POST /v1/coupons/C2"));
        shop.Emulator.Faults.Add(Rule("401", "POST /v1/coupons/*:skip=8"));
        var first = await shop.RunAsync("sync", shop.WriteNew(20), "--max-in-flight", "1");
        shop.Emulator.Faults.Clear();
        if (why == "no answers")
        {
            shop.Emulator.Faults.Add(Rule("500-before", "GET /v1/coupons*"));
        }

        using var other = why == "locked"
            ? new FileStream(Directory.GetFiles(shop.File("state"), "*.lock", SearchOption.AllDirectories).Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.None)
            : null;

        var stopped = await shop.RunAsync(["apply", first.RunId(), .. why == "another account" ? new[] { "--expect-account", "acct_other" } : []]);

        other?.Dispose();
        shop.Emulator.Faults.Clear();
        (stopped.ExitCode, stopped.Count("applied"), stopped.Count("unknown")).Should().Be((exitCode, first.Count("applied"), first.Count("unknown")), stopped.Out);
        var whole = await shop.RunAsync("apply", stopped.RunId());
        (whole.ExitCode, whole.Count("applied")).Should().Be((0, 20), whole.Out);
        (await shop.RunAsync("revert", whole.RunId())).Count("applied").Should().Be(20);
        shop.Account().Should().Equal(before);
    }

    [Fact]
    public async Task A_run_is_taken_back_without_what_the_run_that_went_on_with_it_made()
    {
        using var shop = Create();
        shop.SeedPlain(30);
        shop.Emulator.Faults.Add(Rule("503-before:remember=false", "POST /v1/coupons/C1"));
        shop.Emulator.Faults.Add(Rule("drop-after", "POST /v1/coupons/C2"));
        var first = await shop.RunAsync("sync", shop.WriteNew(30));
        shop.Emulator.Faults.Clear();
        await shop.RunAsync("apply", first.RunId());

        var undone = await shop.RunAsync("revert", first.RunId());

        (undone.ExitCode, undone.Count("applied")).Should().Be((0, 29));
        shop.Emulator.Coupons().Where(static c => c.Metadata["order_id"] != "old").Select(static c => c.Id).Should().Equal("C1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_another_run_made_the_same_change_since_only_an_event_tells_whose_it_is(bool readsEvents)
    {
        using var shop = Create();
        shop.SeedPlain(30);
        var input = shop.WriteNew(30);
        shop.Emulator.Faults.Add(Rule("503-before:remember=false", "POST /v1/coupons/C1"));
        shop.Emulator.Faults.Add(Rule("drop-after", "POST /v1/coupons/C2"));
        var run = await shop.RunAsync("sync", input);
        shop.Emulator.Faults.Clear();
        (await shop.RunAsync("sync", input)).Count("applied").Should().Be(1, "one was not made");
        shop.ChangeElsewhere("C3", "order_id", "old");
        shop.ChangeElsewhere("C2", "order_id", "old");
        (await shop.RunAsync("sync", input, "--refresh")).Count("applied").Should().Be(2);
        if (!readsEvents)
        {
            shop.Emulator.Faults.Add(Rule("403", "GET /v1/events"));
        }

        var undone = await shop.RunAsync("revert", run.RunId());

        // C1 was made by the second run alone; C2 by the first, and again by the third; C3 surely by the first, so that it goes by value.
        var left = readsEvents ? new[] { "C1" } : ["C1", "C2"];
        (undone.ExitCode, undone.Count("applied")).Should().Be((1, 30 - left.Length));
        undone.Report.GetProperty("problems").EnumerateArray().Select(static p => $"{p.GetProperty("kind")} {p.GetProperty("id")}")
            .Should().Equal(left.Select(static id => $"cannot_tell {id}"));
        shop.Emulator.Coupons().Where(static c => c.Metadata["order_id"] != "old").Select(static c => c.Id).Should().BeEquivalentTo(left);
        undone.Out.Should().Contain("no event says whose it is");
    }

    [Fact]
    public async Task Without_events_and_without_another_run_it_goes_by_value()
    {
        using var shop = Create();
        shop.SeedPlain(30);
        var before = shop.Account();
        shop.Emulator.Faults.Add(Rule("array-body", "POST /v1/coupons/C2*"));
        shop.Emulator.Faults.Add(Rule("503-before:remember=false", "POST /v1/coupons/C1*"));
        var run = await shop.RunAsync("sync", shop.WriteNew(30));
        shop.Emulator.Faults.Clear();
        shop.Emulator.Faults.Add(Rule("500-before", "GET /v1/events"));

        var undone = await shop.RunAsync("revert", run.RunId());

        run.Count("unknown").Should().Be(22);
        undone.ExitCode.Should().Be(0);
        shop.Account().Should().Equal(before);
    }

    [Fact]
    public async Task Events_are_read_only_where_something_is_unknown()
    {
        using var shop = Create();
        shop.SeedPlain(10);
        var run = await shop.RunAsync("sync", shop.WriteNew(10));

        (await shop.RunAsync("revert", run.RunId())).Requests("events").Should().Be(0);
    }

    [Fact]
    public async Task Past_runs_show_them_and_a_single_update_says_so()
    {
        using var shop = Create();
        shop.SeedPlain(10);
        shop.Emulator.Faults.Add(Rule("array-body", "POST /v1/coupons/C2"));
        var run = await shop.RunAsync("sync", shop.WriteNew(10));

        var list = await shop.RunRawAsync("runs", "--state-dir", shop.File("state"));
        var one = await shop.RunRawAsync("runs", run.RunId(), "--state-dir", shop.File("state"));
        var update = await shop.RunAsync("update", "C2", "-m", "note=seen");

        list.Out.Split('\n')[0].Should().Contain("UNKNOWN");
        one.Out.Should().Contain("is unknown (sent, perhaps made)");
        update.ExitCode.Should().Be(7);
        update.Error.Should().Contain("It may have been made all the same");
    }

    [Theory]
    [InlineData("revert")]
    [InlineData("apply")]
    public async Task A_results_file_that_was_edited_is_refused_by_name_and_line(string command)
    {
        using var shop = Create();
        shop.SeedPlain(3);
        var run = await shop.RunAsync("sync", shop.WriteNew(3));
        var after = shop.Account();
        var path = Path.Combine(run.Directory!, "results.jsonl");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"seq\":2,", "\"seq\":-2,", StringComparison.Ordinal));

        var refused = await shop.RunAsync(command, run.RunId());
        var shown = await shop.RunRawAsync("runs", run.RunId(), "--state-dir", shop.File("state"));

        refused.ExitCode.Should().Be(3);
        refused.Out.Should().MatchRegex(@"results\.jsonl:\d+: seq is -2");
        shop.Account().Should().Equal(after);
        shown.ExitCode.Should().Be(3);
        shown.Error.Should().Contain("seq is -2");
    }

    private static FaultRule Rule(string kind, string target)
    {
        var option = kind.IndexOf(":remember", StringComparison.Ordinal);
        return FaultRule.Parse(option < 0 ? $"{kind}@{target}" : $"{kind[..option]}@{target}{kind[option..]}");
    }

    /// <summary>The first write is made and its answer lost; from then on the key is refused.</summary>
    private sealed class LostThenRefused(int status) : DelegatingHandler
    {
        private int _writes;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Post)
            {
                return await base.SendAsync(request, cancellationToken);
            }

            if (_writes++ == 0)
            {
                (await base.SendAsync(request, cancellationToken)).Dispose();
                throw new HttpRequestException(HttpRequestError.ResponseEnded);
            }

            return new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = new StringContent("""{"error":{"type":"invalid_request_error","message":"No."}}""", Encoding.UTF8, "application/json"),
            };
        }
    }

    /// <summary>Somebody else deletes the coupon once our deletion was refused.</summary>
    private sealed class DeleteAfterRefusal(Action delete) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.Method == HttpMethod.Delete && response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                delete();
            }

            return response;
        }
    }
}
