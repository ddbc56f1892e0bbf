using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Runs;
using CouponSync.Text;

namespace CouponSync.Tests.Reporting;

public sealed class NextStepTests
{
    private static readonly RunCounts Pending = new() { Rows = 10, Update = 10 };
    private static readonly RunInfo DryRun = SampleReports.Create(0).Run with
    {
        ExitCode = ExitCode.Done,
        Account = new AccountInfo("acct_1", Livemode: false, "https://api.stripe.com"),
    };

    private static readonly RunInfo RealRun = DryRun with { DryRun = false, Arguments = ["sync", "data/coupons.csv"] };

    [Fact]
    public void After_a_dry_run_the_same_command_without_the_option_is_proposed()
    {
        var run = DryRun with { Arguments = ["sync", "my coupons.csv", "--dry-run", "--detailed-exit-code", "--rate", "20"] };

        Commands(run, Pending).Should().Equal("couponsync sync 'my coupons.csv' --rate 20");
    }

    [Fact]
    public void The_real_run_does_not_write_over_the_report_that_was_reviewed() =>
        Commands(DryRun with { Arguments = ["sync", "a.csv", "-n", "--report", "plan.html", "--report=plan.md", "--rate", "20"] }, Pending)
            .Should().Equal("couponsync sync a.csv --rate 20");

    [Theory]
    [InlineData(@"C:\data\coupons.csv", @"C:\data\coupons.csv")]
    [InlineData(@"C:\my data\coupons.csv", @"""C:\my data\coupons.csv""")]
    [InlineData(@"C:\my data\", @"""C:\my data\\""")]
    [InlineData("it's.csv", "\"it's.csv\"")]
    [InlineData("a&b.csv", "\"a&b.csv\"")]
    [InlineData("30%", "\"30%\"")]
    [InlineData("say \"so\"", "\"say \\\"so\\\"\"")]
    [InlineData("a\u202Eb.csv", @"""a\u{202E}b.csv""")]
    [InlineData("", "\"\"")]
    public void On_windows_a_word_is_quoted_as_cmd_and_powershell_have_it(string word, string typed) =>
        ShellWords.Word(word, isWindows: true).Should().Be(typed);

    [Fact]
    public void The_real_run_on_a_live_account_is_proposed_with_the_leave_it_needs() =>
        Commands(DryRun with { Account = DryRun.Account! with { Livemode = true }, Arguments = ["sync", "a.csv", "-n"] }, Pending)
            .Should().Equal("couponsync sync a.csv --live");

    [Fact]
    public void A_saved_plan_is_applied_rather_than_planned_again() =>
        Commands(DryRun with { PlanFile = "plan.jsonl" }, Pending).Should().Equal("couponsync apply plan.jsonl");

    [Fact]
    public void A_saved_plan_is_applied_under_its_seal() =>
        Commands(DryRun with { PlanFile = "plan.jsonl", PlanSha256 = "0a1b" }, Pending)
            .Should().Equal("couponsync apply plan.jsonl --sha256 0a1b");

    [Fact]
    public void The_plan_of_a_revert_that_was_tried_is_applied_by_its_run() =>
        Commands(DryRun with { Command = "revert", Arguments = ["revert", "2026-11-21T020000Z-0001", "-n", "--emulator"] }, Pending)
            .Should().Equal("couponsync apply 2026-11-22T020000Z-7f3a --emulator");

    [Fact]
    public void A_dry_run_of_a_plan_of_which_nothing_is_left_proposes_nothing() =>
        Commands(DryRun with { Command = "apply" }, Pending with { AlreadyApplied = 8, Stale = 2 }).Should().BeEmpty();

    [Fact]
    public void What_was_made_otherwise_than_asked_can_be_undone() =>
        Commands(RealRun with { ExitCode = ExitCode.SomeFailed }, new RunCounts { Rows = 1, Create = 1, Failed = 1, Deviating = 1 })
            .Should().Equal("couponsync revert 2026-11-22T020000Z-7f3a");

    [Fact]
    public void A_plan_that_was_refused_for_its_account_cannot_be_gone_on_with() =>
        Commands(RealRun with { ExitCode = ExitCode.Configuration }, Pending with { NotAttempted = 10 }).Should().BeEmpty();

    [Theory]
    [InlineData(ExitCode.GuardRefused)]
    [InlineData(ExitCode.Cancelled)]
    [InlineData(ExitCode.StoppedEarly)]
    public void A_dry_run_that_did_not_end_well_proposes_no_real_run(int exitCode) =>
        Commands(DryRun with { ExitCode = exitCode }, Pending).Should().BeEmpty();

    [Fact]
    public void Nothing_to_do_proposes_nothing() => Commands(DryRun, new RunCounts { Rows = 3, Unchanged = 3 }).Should().BeEmpty();

    [Fact]
    public void A_stopped_run_can_go_on_and_be_undone() =>
        Commands(RealRun with { ExitCode = ExitCode.StoppedEarly }, Pending with { Applied = 4, NotAttempted = 6 })
            .Should().Equal("couponsync apply 2026-11-22T020000Z-7f3a", "couponsync revert 2026-11-22T020000Z-7f3a");

    [Fact]
    public void Other_commands_go_to_the_same_account()
    {
        var run = RealRun with
        {
            ExitCode = ExitCode.SomeFailed,
            ErrorsFile = "e.csv",
            Arguments = ["sync", RealRun.Input!.Path, "--emulator", "--state-dir", "s", "--rate", "5", "--plan", "p.jsonl", "--report", "r.html"],
        };

        Commands(run, Pending with { Applied = 9, Failed = 1 }).Should().Equal(
            "couponsync sync e.csv --emulator --state-dir s --rate 5",
            "couponsync revert 2026-11-22T020000Z-7f3a --emulator --state-dir s --rate 5");
    }

    [Fact]
    public void Failed_rows_can_be_fed_again() =>
        Commands(RealRun with { ExitCode = ExitCode.SomeFailed, ErrorsFile = "runs/r/errors.csv" }, Pending with { Failed = 10 })
            .Should().Equal("couponsync sync runs/r/errors.csv");

    [Fact]
    public void An_invalid_file_can_be_checked_again() =>
        Commands(RealRun with { ExitCode = ExitCode.InvalidInput, ErrorsFile = "e.csv" }, new RunCounts { Rows = 3, Invalid = 1 })
            .Should().Equal("couponsync check data/coupons.csv");

    [Theory]
    [InlineData(true, ExitCode.Done)]
    [InlineData(true, ExitCode.InvalidInput)]
    [InlineData(false, ExitCode.InvalidInput)]
    public void Nothing_is_proposed_that_would_need_standard_input_again(bool dryRun, int exitCode) =>
        Commands(Piped(DryRun) with { DryRun = dryRun, ExitCode = exitCode }, Pending).Should().BeEmpty();

    [Fact]
    public void What_can_do_without_standard_input_is_proposed_still()
    {
        Commands(Piped(DryRun) with { PlanFile = "plan.jsonl" }, Pending).Should().Equal("couponsync apply plan.jsonl");
        Commands(
            Piped(RealRun) with { ExitCode = ExitCode.SomeFailed, ErrorsFile = "e.csv" }, Pending with { Applied = 9, Failed = 1 })
            .Should().Equal("couponsync sync e.csv", "couponsync revert 2026-11-22T020000Z-7f3a");
    }

    [Theory]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$(rm -rf ~)", "'$(rm -rf ~)'")]
    [InlineData("a;b", "'a;b'")]
    [InlineData("", "''")]
    [InlineData("a\nb'\u001b", "$'a\\U0000000Ab\\'\\U0000001B'")]
    [InlineData("夏.csv", "'夏.csv'")]
    public void Names_are_quoted_for_a_shell(string name, string quoted) =>
        Commands(DryRun with { Arguments = ["sync", name] }, Pending).Should().Equal($"couponsync sync {quoted}");

    [Theory]
    [InlineData("~/a.csv", "'~/a.csv'")]
    [InlineData("=a", "'=a'")]
    [InlineData("a&b *?[c]{d} #e !f \\g \"h\" `i` <j> |k", "'a&b *?[c]{d} #e !f \\g \"h\" `i` <j> |k'")]
    [InlineData("plain-name_1./:=@%+,", "plain-name_1./:=@%+,")]
    public void What_a_shell_would_take_for_something_else_is_quoted(string name, string quoted) =>
        Commands(DryRun with { Arguments = ["sync", name] }, Pending).Should().Equal($"couponsync sync {quoted}");

    [Fact]
    public void An_option_with_a_secret_is_left_out_and_that_is_said()
    {
        string[] typed = ["sync", RealRun.Input!.Path, "--notify-url", "***", "--live"];
        NextStep.After(DryRun with { Arguments = typed }, Pending).Should().Equal(
            new NextStep("Apply it (without --notify-url, which is not kept)", $"couponsync sync {RealRun.Input.Path} --live"));
        NextStep.After(RealRun with { ExitCode = ExitCode.SomeFailed, ErrorsFile = "e.csv", Arguments = typed }, Pending with { Failed = 10 }).Should().Equal(
            new NextStep("Try the failed rows again after correcting them (without --notify-url, which is not kept)", "couponsync sync e.csv --live"));
    }

    [Fact]
    public void A_value_that_begins_with_a_hyphen_stays_with_its_option()
    {
        var run = RealRun with { ExitCode = ExitCode.SomeFailed, ErrorsFile = "e.csv", Arguments = ["sync", "x", "--state-dir=-s", "--plan=-p", "--report=-r.md"] };

        Commands(run, Pending with { Applied = 9, Failed = 1 }).Should().Equal(
            "couponsync sync e.csv --state-dir=-s", "couponsync revert 2026-11-22T020000Z-7f3a --state-dir=-s");
        Commands(DryRun with { PlanFile = "-p.jsonl" }, Pending).Should().Equal("couponsync apply ./-p.jsonl");
        Commands(RealRun with { ExitCode = ExitCode.InvalidInput, Input = RealRun.Input! with { Path = "-a.csv" } }, new RunCounts { Rows = 3, Invalid = 1 })
            .Should().Equal("couponsync check ./-a.csv");
    }

    private static RunInfo Piped(RunInfo run) =>
        run with { Input = run.Input! with { Path = "-" }, Arguments = run.DryRun ? ["sync", "-", "--dry-run"] : ["sync", "-"] };

    private static IEnumerable<string> Commands(RunInfo run, RunCounts summary) =>
        NextStep.After(run, summary).Select(s => s.Command);
}
