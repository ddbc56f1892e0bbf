using System.Globalization;
using CouponSync.Cli;
using CouponSync.Emulator;
using CouponSync.Tests.Support;
using static CouponSync.Tests.Support.World;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Before a run writes, whoever is there is asked, whatever is redirected; or must have said --yes.</summary>
public sealed class QuestionTests
{
    private const string Account = "acct_1CouponSyncEmulat";

    public static TheoryData<bool, bool, bool, bool, string> Streams { get; } = new()
    {
        // input, output, error, controlling terminal
        { true, true, true, true, "error" },
        { true, false, true, true, "error" },
        { true, false, true, false, "error" },
        { true, true, false, true, "terminal" },
        { true, false, false, true, "terminal" },
        { true, true, false, false, "refused" },
        { true, false, false, false, "refused" },
        { false, true, true, true, "refused" },
        { false, true, false, true, "refused" },
        { false, false, true, true, "refused" },
        { false, false, false, true, "none" },
        { false, false, false, false, "none" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task The_question_is_asked_where_it_can_be_seen_and_answered(bool input, bool output, bool error, bool terminal, string asked)
    {
        using var world = World.With(coupons: 1);
        Connect(world, input, output, error, terminal);
        world.Answer = "no";

        var run = await world.RunAsync("sync", world.WriteNew(1));

        run.ExitCode.Should().Be(asked switch { "none" => 0, "refused" => 4, _ => 130 }, run.Error);
        (run.Error.Contains("Apply it?", StringComparison.Ordinal), world.ControllingTerminal?.ToString().Contains("Apply it?", StringComparison.Ordinal) ?? false)
            .Should().Be((asked == "error", asked == "terminal"));
        world.Emulator.WritesApplied("C0").Should().Be(asked == "none" ? 1 : 0);
        if (asked == "refused")
        {
            run.Error.Should().Contain("Add --yes");
            world.Emulator.Counters.Snapshot().Requests.Should().Be(0, "nothing was read");
            run.Directory.Should().BeNull();
        }
    }

    [Theory]
    [InlineData("--yes")]
    [InlineData("-y")]
    [InlineData("--dry-run")]
    public async Task Who_said_yes_or_only_looks_is_not_asked(string option)
    {
        using var world = World.With(coupons: 1);
        world.ReadAnswer = static () => throw new InvalidOperationException("Nobody is to be asked.");
        foreach (var (input, output, error) in new[] { (true, true, true), (true, false, false), (false, true, true), (false, false, true) })
        {
            Connect(world, input, output, error, terminal: false);

            (await world.RunAsync("sync", world.WriteNew(1), option)).ExitCode.Should().Be(0);
        }
    }

    [Theory]
    [InlineData("apply")]
    [InlineData("revert")]
    public async Task Every_command_that_applies_a_plan_asks(string command)
    {
        using var world = World.With(coupons: 2);
        var plan = world.File("plan.jsonl");
        await world.RunAsync("sync", world.WriteNew(2), "--dry-run", "--plan", plan);
        var done = await world.RunAsync("sync", world.WriteNew(1));
        var source = command == "apply" ? plan : done.RunId();
        Connect(world, input: false, output: true, error: true, terminal: true);

        (await world.RunAsync(command, source)).ExitCode.Should().Be(4);
        Connect(world, input: true, output: true, error: false, terminal: true);
        world.Answer = "no";
        (await world.RunAsync(command, source)).ExitCode.Should().Be(130);
        world.Answer = "yes";
        (await world.RunAsync(command, source)).ExitCode.Should().Be(0);

        world.ControllingTerminal!.ToString().Should().Contain("Apply it? Type yes");
    }

    [Fact]
    public async Task The_question_is_asked_all_the_same_when_nothing_else_is_shown()
    {
        using var world = World.With(coupons: 1);
        world.Answer = "no";

        var run = await world.RunAsync("sync", world.WriteNew(1), "--quiet");

        run.ExitCode.Should().Be(130);
        run.Error.Should().Contain("Apply it? Type yes").And.Contain("C0");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Y e s")]
    public async Task Whatever_is_no_agreement_changes_nothing(string? answer)
    {
        using var world = World.With(coupons: 1);
        Connect(world, input: true, output: true, error: true, terminal: true);
        world.Answer = answer;

        var run = await world.RunAsync("sync", world.WriteNew(1));

        run.ExitCode.Should().Be(130);
        run.Out.Should().Contain("You did not agree");
    }

    [Theory]
    [InlineData(80, false, 1)]
    [InlineData(80, true, 200)]
    [InlineData(200, true, 200)]
    [InlineData(80, false, 200)]
    [InlineData(40, false, 3)]
    public async Task The_question_fits_one_screen_and_says_how_many_more_there_are(int width, bool hasWarnings, int count)
    {
        using var world = World.With(coupons: count);
        world.Terminal = new TerminalFacts { InputIsTerminal = true, OutIsTerminal = true, ErrorIsTerminal = false, Width = width };
        world.ControllingTerminal = new StringWriter(CultureInfo.InvariantCulture);
        world.Answer = "no";
        world.Variables["NO_COLOR"] = "1";
        var keys = string.Join(',', Enumerable.Range(0, 30).Select(static k => $"metadata[key_{k}]"));
        // Each kind of warning there is would fill the screen alone.
        string[] values = hasWarnings ? ["#REF!", "Caf\uFFFD", "CafÃ©", "a\u200Bb", "\u00A0x", "=1+1"] : ["new"];
        var file = world.Write("coupons.csv", $"id,{keys}\n" + string.Concat(Enumerable.Range(0, count).Select(i =>
            $"C{i},{string.Join(',', Enumerable.Range(0, 30).Select(k => values[(k + i) % values.Length]))}\n")));

        var run = await world.RunAsync("sync", file);

        run.ExitCode.Should().Be(130, run.Error);
        var screen = world.ControllingTerminal.ToString().Split('\n');
        screen.Length.Should().BeInRange(10, 24);
        screen.Should().OnlyContain(l => l.Length <= width || !l.Trim().Contains(' ') || l.Contains('.'));
        screen[0].Should().StartWith("~ C0");
        string.Join(' ', screen).Should().Contain($"of {count} coupon").And.Contain("Type yes to continue:");
        if (count > 5)
        {
            screen.Should().Contain(static l => l.StartsWith("… and ") && l.EndsWith(" more"));
        }

        if (hasWarnings)
        {
            screen.Should().Contain(static l => l.Contains("warning"));
        }
    }

    [Fact]
    public async Task Declining_leaves_one_line_and_the_place_of_the_plan()
    {
        using var world = World.With(coupons: 3);
        world.Answer = "no";

        var run = await world.RunAsync("sync", world.WriteNew(3));

        run.Out.Split('\n').Should().Equal(
            "Cancelled: You did not agree to the changes; nothing was changed.",
            $"The plan is kept in {Path.Combine(run.Directory!, "plan.jsonl")}.",
            "");
        (await world.RunAsync("apply", "latest", "--yes")).Count("applied").Should().Be(3);
    }

    [Fact]
    public async Task A_question_that_nobody_answers_ends_after_ten_minutes()
    {
        using var world = World.With(coupons: 1);
        Connect(world, input: true, output: true, error: true, terminal: true);
        world.ReadAnswer = static () => new TaskCompletionSource<string?>().Task;

        var run = await world.RunAsync("sync", world.WriteNew(1));

        run.ExitCode.Should().Be(130);
        run.Out.Should().Contain("Nobody answered within 10 min");
        world.Clock.Elapsed.Should().BeGreaterThan(TimeSpan.FromMinutes(10)).And.BeLessThan(TimeSpan.FromMinutes(11));
        world.Emulator.WritesApplied("C0").Should().Be(0);
    }

    [Fact]
    public async Task Where_the_account_cannot_be_known_the_word_live_is_wanted()
    {
        using var world = Live();
        world.Emulator.Faults.Add("403@GET /v1/account");
        world.Answer = "yes";
        (await world.RunAsync("sync", world.WriteNew(1), "--live")).ExitCode.Should().Be(130);
        world.Answer = "live";

        var run = await world.RunAsync("sync", world.WriteNew(1), "--live");

        run.ExitCode.Should().Be(0, run.Error);
        run.Error.Should().Contain("This writes to your LIVE account, whose id this key may not read. Type the word live to continue: ");
    }

    [Fact]
    public async Task Only_creations_and_deletions_are_said_to_change_what_customers_are_charged_by()
    {
        using var world = Live();
        world.Answer = Account;
        const string warning = "This affects what real customers pay.";

        var updated = await world.RunAsync("sync", world.WriteNew(1), "--live");
        var file = world.Write("create.csv", "id,percent_off,duration,metadata[order_id]\nC0,,,newer\nNEW,10,once,x\n");
        var created = await world.RunAsync("sync", file, "--live", "--create-missing");
        var deleted = await world.RunAsync("revert", created.RunId(), "--live", "--delete-created");

        updated.Error.Should().Contain($"This writes to your LIVE account {Account}. Type").And.NotContain("charged");
        created.Error.Should().Contain($"This writes to your LIVE account {Account}. {warning} Type");
        deleted.Error.Should().Contain(warning);
        (updated.ExitCode, created.ExitCode, deleted.ExitCode).Should().Be((0, 0, 0));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public async Task The_guard_of_the_rows_is_for_scheduled_runs_which_have_no_terminal_at_all(bool input, bool output, bool error)
    {
        using var world = World.With(coupons: 100);
        await world.RunAsync("sync", world.WriteNew(100));
        var cut = world.WriteRows("coupons.csv", Enumerable.Range(0, 10).Select(static i => (Id(i), string.Create(CultureInfo.InvariantCulture, $"newer-{i}"))));

        (await world.RunAsync("sync", cut, "--yes")).ExitCode.Should().Be(5);
        Connect(world, input, output, error, terminal: false);
        (await world.RunAsync("sync", cut, "--yes")).ExitCode.Should().Be(0);
    }

    private static World Live()
    {
        var world = World.With();
        world.Variables["STRIPE_API_KEY"] = LiveKey;
        world.Emulator.Seed([new EmulatorCoupon { Id = "C0", Created = 1 }], livemode: true);
        return world;
    }

    private static void Connect(World world, bool input, bool output, bool error, bool terminal)
    {
        world.Terminal = new TerminalFacts { InputIsTerminal = input, OutIsTerminal = output, ErrorIsTerminal = error };
        world.ControllingTerminal = terminal ? new StringWriter(CultureInfo.InvariantCulture) : null;
    }
}
