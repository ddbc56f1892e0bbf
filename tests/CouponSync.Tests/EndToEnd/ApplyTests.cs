using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

public sealed class ApplyTests
{
    [Fact]
    public async Task A_saved_plan_is_applied_whatever_became_of_the_file()
    {
        using var world = World.With(coupons: 50);
        var input = world.WriteNew(30);
        var plan = await world.PlanAsync(input);
        File.Delete(input);

        var run = await world.RunAsync("apply", plan);

        run.ExitCode.Should().Be(0, run.Out + run.Error);
        (run.Count("update"), run.Count("applied"), run.Count("notAttempted")).Should().Be((30, 30, 0));
        world.OrderId("C7").Should().Be("new-7");
        world.Writes.Should().Be(30);
        var again = await world.RunAsync("apply", plan);
        again.ExitCode.Should().Be(0);
        (again.Count("applied"), again.Count("alreadyApplied")).Should().Be((0, 30));
        world.Writes.Should().Be(30);
    }

    [Fact]
    public async Task Stale_changes_are_refused_and_named_and_the_others_go_through()
    {
        using var world = World.With(coupons: 40);
        var plan = await world.PlanAsync(world.WriteNew(40));
        world.ChangeElsewhere("C3", "order_id", "theirs");
        world.ChangeElsewhere("C4", "order_id", "new-4");
        world.ChangeElsewhere("C5", "campaign", "another key is nobody's business");
        world.Emulator.Delete("C6");

        var run = await world.RunAsync("apply", plan);

        run.ExitCode.Should().Be(1);
        (run.Count("applied"), run.Count("stale"), run.Count("alreadyApplied")).Should().Be((37, 2, 1));
        run.Out.Should().Contain("'theirs'").And.Contain("C3").And.Contain("no longer exists");
        var changes = run.Report.GetProperty("changes").EnumerateArray()
            .ToDictionary(static c => c.GetProperty("id").GetString()!, static c => c.GetProperty("outcome").GetString());
        changes.Where(static c => c.Value == "stale").Select(static c => c.Key).Should().BeEquivalentTo("C3", "C6");
        changes["C4"].Should().Be("unchanged");
        world.OrderId("C3").Should().Be("theirs");
        world.Emulator.WritesApplied("C4").Should().Be(0);
    }

    [Fact]
    public async Task The_same_plan_made_again_has_the_same_digest()
    {
        using var world = World.With(coupons: 5);
        var input = world.WriteNew(3);

        var first = await world.RunAsync("sync", input, "--dry-run");
        var second = await world.RunAsync("sync", input, "--dry-run");
        world.ChangeElsewhere("C1", "order_id", "theirs");
        var third = await world.RunAsync("sync", input, "--dry-run");

        Digest(second).Should().Be(Digest(first)).And.HaveLength(64);
        Digest(third).Should().NotBe(Digest(first));

        static string Digest(RunOutcome run) => run.Report.GetProperty("run").GetProperty("planSha256").GetString()!;
    }

    [Theory]
    [InlineData("--plan", "plan.jsonl")]
    [InlineData("--report", "report.md")]
    public async Task A_place_that_cannot_be_written_is_refused_before_anything_is_read(string option, string name)
    {
        using var world = World.With(coupons: 1);
        var place = Path.Combine(world.Write("a-file", ""), name);

        var run = await world.RunAsync("sync", world.WriteNew(1), option, place);

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain(option).And.Contain("a-file").And.NotContain(".tmp");
        world.Emulator.Counters.Snapshot().Requests.Should().Be(0);
    }

    [Fact]
    public async Task A_dry_run_shows_what_is_left_of_a_plan_and_writes_nothing()
    {
        using var world = World.With(coupons: 40);
        var plan = await world.PlanAsync(world.WriteNew(40));
        world.ChangeElsewhere("C3", "order_id", "theirs");

        var run = await world.RunAsync("apply", plan, "--dry-run");

        run.ExitCode.Should().Be(0);
        run.Out.Should().StartWith("Dry run: 39 of 40 changes would be applied; 1 is stale. Nothing was written.");
        (run.Count("update"), run.Count("stale"), run.Count("conflict")).Should().Be((40, 1, 0));
        world.Writes.Should().Be(0);
    }

    [Theory]
    [InlineData(1, "this line is not whole JSON")]
    [InlineData(2, "the plan was edited here")]
    [InlineData(3, "the plan ends here")]
    [InlineData(4, "there is more")]
    public async Task A_plan_that_is_not_whole_is_refused_with_its_line(int damage, string message)
    {
        using var world = World.With(coupons: 5);
        var plan = await world.PlanAsync(world.WriteNew(3));
        var lines = File.ReadAllLines(plan).ToList();
        var line = damage switch
        {
            1 => Cut(3, l => l[..(l.Length / 2)]),
            2 => Cut(3, static l => l.Replace("new-1", "new-9", StringComparison.Ordinal)),
            3 => Drop(),
            _ => Double(),
        };
        File.WriteAllLines(plan, lines);

        var run = await world.RunAsync("apply", plan);

        run.ExitCode.Should().Be(3);
        run.Out.Should().Contain($"{plan}:{line}: ").And.Contain(message);
        world.Emulator.Counters.Snapshot().Requests.Should().Be(2, "the run that made the plan asked for the account and a page of coupons");

        int Cut(int number, Func<string, string> how)
        {
            lines[number - 1] = how(lines[number - 1]);
            return number;
        }

        int Drop()
        {
            lines.RemoveAt(lines.Count - 1);
            return lines.Count;
        }

        int Double()
        {
            var count = lines.Count;
            lines.AddRange([.. lines]);
            return count + 1;
        }
    }

    [Fact]
    public async Task Only_the_reviewed_plan_is_applied_when_its_digest_is_given()
    {
        using var world = World.With(coupons: 5);
        var review = await world.RunAsync("sync", world.WriteNew(3), "--dry-run", "--plan", world.File("plan.jsonl"));
        var digest = System.Text.RegularExpressions.Regex.Match(review.Out, "--sha256 ([0-9a-f]{64})").Groups[1].Value;

        (await world.RunAsync("apply", world.File("plan.jsonl"), "--sha256", new string('0', 64))).ExitCode.Should().Be(3);
        world.Writes.Should().Be(0);
        (await world.RunAsync("apply", world.File("plan.jsonl"), "--sha256", digest)).ExitCode.Should().Be(0);
        world.Writes.Should().Be(3);
    }

    [Fact]
    public async Task A_plan_for_another_account_or_mode_is_refused_before_the_first_write()
    {
        using var world = World.With(coupons: 5);
        var plan = await world.PlanAsync(world.WriteNew(3));
        using var other = World.With(coupons: 5, new EmulatorOptions { AccountId = "acct_1Another" });

        var run = await other.RunAsync("apply", plan);

        run.ExitCode.Should().Be(4);
        run.Out.Should().Contain("acct_1Another").And.Contain("acct_1CouponSyncEmulat");
        (run.Count("update"), run.Count("notAttempted")).Should().Be((3, 3));
        run.Out.Should().NotContain("Continue where it stopped");
        world.Variables["STRIPE_API_KEY"] = World.LiveKey;
        (await world.RunAsync("apply", plan, "--live")).ExitCode.Should().Be(4);
        (other.Writes + world.Writes).Should().Be(0);
    }

    [Theory]
    [InlineData("sync", "{input}")]
    [InlineData("apply", "{plan}")]
    [InlineData("get", "C1")]
    [InlineData("update", "C1", "-m", "a=b")]
    [InlineData("export")]
    public async Task Every_command_can_insist_on_an_account_and_a_mode(params string[] command)
    {
        using var world = World.With(coupons: 5);
        var input = world.WriteNew(3);
        var plan = await world.PlanAsync(input);
        string[] line = [.. command.Select(w => w.Replace("{input}", input, StringComparison.Ordinal).Replace("{plan}", plan, StringComparison.Ordinal))];

        var account = await world.RunAsync([.. line, "--expect-account", "acct_1Another"]);
        var mode = await world.RunAsync([.. line, "--expect-livemode", "true"]);
        world.Writes.Should().Be(0);
        var right = await world.RunAsync([.. line, "--expect-account", "acct_1CouponSyncEmulat", "--expect-livemode", "false"]);

        (account.Out + account.Error).Should().Contain("acct_1Another");
        (account.ExitCode, mode.ExitCode, right.ExitCode).Should().Be((4, 4, 0));
    }

    [Fact]
    public async Task A_plan_that_was_undone_can_be_applied_again_the_same_day()
    {
        // Stripe remembers the first application under its idempotency keys, and would say "done" without doing it.
        using var world = World.With(coupons: 30);
        var plan = await world.PlanAsync(world.WriteNew(30));
        var first = await world.RunAsync("apply", plan);
        (await world.RunAsync("revert", first.RunId())).ExitCode.Should().Be(0);
        world.OrderId("C7").Should().Be("old");

        var second = await world.RunAsync("apply", plan);

        second.Count("applied").Should().Be(30);
        world.Emulator.Coupons().Should().OnlyContain(static c => c.Metadata["order_id"].StartsWith("new-"));
        world.Emulator.WritesApplied("C7").Should().Be(3);
    }

    [Fact]
    public async Task Guards_hold_for_a_saved_plan_too()
    {
        using var world = World.With(coupons: 30);
        var plan = await world.PlanAsync(world.WriteNew(30));

        var refused = await world.RunAsync("apply", plan, "--max-changes", "29");
        var lifted = await world.RunAsync("apply", plan, "--max-changes", "29", "--force", "max-changes");

        (refused.ExitCode, lifted.ExitCode).Should().Be((5, 0));
        refused.Out.Should().Contain("30 is over 29").And.Contain("--force max-changes");
        lifted.Out.Should().Contain("was lifted by --force");
    }
}
