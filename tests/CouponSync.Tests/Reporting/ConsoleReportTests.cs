using System.Text.RegularExpressions;
using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Text;

namespace CouponSync.Tests.Reporting;

public sealed partial class ConsoleReportTests
{
    [Fact]
    public void A_change_reads_like_a_difference()
    {
        var change = SampleReports.Update("25OFF", "order_id", "6734", "6735", line: 1207);
        change = change with
        {
            Change = change.Change with
            {
                Metadata = [new("campaign", null, "spring"), new("legacy", "x", null), new("order_id", "6734", "6735")],
                Name = new ValueChange("Old", "New"),
            },
        };

        ReportText.Console(SampleReports.Of([change])).Should().Contain(
            """
            ~ 25OFF  data/coupons.csv:1207
                name: "Old" -> "New"
              + campaign: "spring"
              - legacy: "x"
                order_id: "6734" -> "6735"

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void What_prevents_something_comes_before_mere_warnings()
    {
        var text = ReportText.Console(SampleReports.Of([],
        [
            new Problem("blank_around", "White space.") { Line = 2, Severity = ProblemSeverity.Warning },
            new Problem("value_too_long", "Too long.") { Line = 3 },
            new Problem("missing", "Not there.") { Line = 4 },
        ]));

        new[] { "missing: 1", "value too long: 1", "blank around: 1" }.Select(k => text.IndexOf(k, StringComparison.Ordinal))
            .Should().BeInAscendingOrder().And.NotContain(-1);
    }

    [Fact]
    public void What_was_done_comes_first_then_what_needs_attention_then_what_to_do_next_then_where_it_is()
    {
        var lines = ReportText.Console(SampleReports.Create(5), options: new() { Reports = ["plan.html", "plan.csv"] }).TrimEnd().Split('\n');

        lines[0].Should().StartWith("Dry run: 5 of 48 coupons would be updated; nothing was written.");
        new[] { "~ ", "missing: ", "Rows ", "Apply it" }.Select(start => Array.FindIndex(lines, l => l.StartsWith(start, StringComparison.Ordinal)))
            .Should().BeInAscendingOrder().And.NotContain(-1);
        lines[^7..].Should().Equal(
            "Apply it (takes about 0.3 s at the allowed rate):",
            "  couponsync sync data/coupons.csv --live",
            "",
            "Report    plan.html",
            "Report    plan.csv",
            "Account   acct_1NxKzq2eZvKYlo2C (live mode)",
            "Run       .couponsync/runs/2026-11-22T020000Z-7f3a, took 4.2 s");
    }

    [Fact]
    public void The_figures_behind_a_report_are_shown_when_asked_for()
    {
        var report = SampleReports.Create(500, dryRun: false);
        report = report with { Run = report.Run with { Remarks = ["Reading took 21 requests."] } };

        var (usual, verbose) = (ReportText.Console(report), ReportText.Console(report, options: new() { IsVerbose = true }));

        verbose.Should().StartWith(usual);
        verbose[usual.Length..].Should().MatchRegex("^Requests  5[0-9]{2} \\(.* list, .* update.*\\)\nOf these  5 retries, 2 rate limited \\(429\\)\nReading took 21 requests\\.\n$");
    }

    [Fact]
    public void Changes_beyond_the_first_are_counted()
    {
        var text = ReportText.Console(
            SampleReports.Create(1_254), options: new ConsoleReportOptions { FullReport = "runs/r/report.json" });

        text.Should().Contain("\n… and 1,234 more in runs/r/report.json\n");
        Title().Count(text).Should().Be(20);
    }

    [Fact]
    public void Problems_are_grouped_and_only_the_first_of_each_kind_are_listed()
    {
        var problems = Enumerable.Range(0, 1_500).Select(i => new Problem(i % 3 == 0 ? "missing" : "conflict", $"message {i}")
        {
            Line = i + 2,
            Id = $"C{i}",
        }).ToList();

        var text = ReportText.Console(SampleReports.Of([], problems));

        text.Should().Contain("missing: 500  no such coupon in Stripe\n! data/coupons.csv:2  C0  message 0\n");
        text.Should().Contain("conflict: 1,000").And.Contain("… and 995 more");
        text.Split('\n').Count(l => l.StartsWith("! data/coupons.csv:", StringComparison.Ordinal)).Should().Be(10);
    }

    [Fact]
    public void A_failed_change_names_the_status_the_code_and_the_request()
    {
        var failed = SampleReports.Update("25OFF", "k", "1", "2", line: 7) with
        {
            Outcome = ChangeOutcome.Failed,
            RequestId = "req_9",
            Error = new ChangeError("resource_missing", "No such coupon: '25OFF'", 404),
        };

        var text = ReportText.Console(SampleReports.Of([failed], dryRun: false));

        text.Should().Contain("~ 25OFF  [failed]  data/coupons.csv:7");
        text.Should().Contain("No such coupon: '25OFF' (404, resource_missing, req_9)");
    }

    [Fact]
    public void A_problem_names_its_place_its_coupon_and_its_column()
    {
        var problem = new Problem("value_too_long", "Shorten it.") { Line = 2, Id = "25OFF", Column = "metadata[a]" };

        ReportText.Console(From("bad/v501.csv", [problem], []))
            .Should().Contain("\n! bad/v501.csv:2  25OFF  metadata[a]  Shorten it.\n");
    }

    [Fact]
    public void A_long_path_stays_whole_so_that_a_terminal_can_open_it()
    {
        var path = string.Concat(Enumerable.Repeat("folder/", 7)) + "a.csv";

        ReportText.Console(From(path, [new Problem("missing", "m") { Line = 2 }], [SampleReports.Update("A", "k", "1", "2", line: 3)]))
            .Should().Contain($"! {path}:2").And.Contain($"~ A  {path}:3\n");
    }

    [Fact]
    public void Standard_input_is_called_stdin() =>
        ReportText.Console(From("-", [new Problem("missing", "m") { Line = 2 }], [SampleReports.Update("A", "k", "1", "2", line: 3)]))
            .Should().Contain("\n! stdin:2  m\n").And.Contain("~ A  stdin:3\n");

    [Theory]
    [InlineData("25OFF", 2L)]
    [InlineData("25OFF", null)]
    [InlineData(null, 2L)]
    [InlineData(null, null)]
    public void No_line_ends_with_a_space(string? id, long? line)
    {
        var message = string.Join(' ', Enumerable.Repeat("some word", 30));

        var text = ReportText.Console(From("a.csv", [new Problem("invalid", message) { Line = line, Id = id }], []), width: 80);

        text.Split('\n').Should().Contain(static l => l.StartsWith("    some word", StringComparison.Ordinal))
            .And.NotContain(static l => l.EndsWith(' ')).And.OnlyContain(static l => VisibleText.Cells(l) <= 80);
    }

    [Theory]
    [InlineData(SampleReports.EscapeValue, "\\u{1B}[31mred\\u{1B}[0m\\u{7}")]
    [InlineData(SampleReports.OverrideValue, "abc\\u{202E}gpj.exe")]
    [InlineData("a\r\nb\tc", "a\\r\\nb\\tc")]
    [InlineData("[bold]no markup[/]", "[bold]no markup[/]")]
    [InlineData("\u009b2J", "\\u{9B}2J")]
    public void What_a_terminal_would_obey_is_shown(string value, string shown)
    {
        var report = SampleReports.Of(
            [SampleReports.Update(value, value, null, value)],
            [new Problem("missing", value) { Id = value }]);
        report = report with
        {
            Run = report.Run with
            {
                Notes = [value],
                Directory = value,
                Account = new AccountInfo(value, true, value),
                Input = new InputInfo(value, "", 1),
                Arguments = ["sync", value],
            },
        };

        var text = ReportText.Console(report, width: null);

        text.Should().Contain(shown);
        text.EnumerateRunes().Where(r => r.Value != '\n' && VisibleText.IsUnsafe(r)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(80)]
    [InlineData(200)]
    public void Nothing_is_wider_than_the_terminal(int width)
    {
        var wide = new string('漢', 300);
        var report = SampleReports.Create(500, dryRun: false);
        report = report with
        {
            Changes = [.. report.Changes, SampleReports.Update(wide, wide, wide, wide), SampleReports.Update("A", "k", wide, "x")],
        };

        var text = ReportText.Console(report, width, options: new ConsoleReportOptions { MaxChanges = 1_000 });

        text.Split('\n').Should().OnlyContain(l => VisibleText.Cells(l) <= width);
        text.Split('\n').Count(l => l.StartsWith("    ", StringComparison.Ordinal)).Should().BeGreaterThan(500);
    }

    [Fact]
    public void A_long_value_is_cut_in_the_middle_with_a_count()
    {
        var text = ReportText.Console(SampleReports.Of([SampleReports.Update("A", "k", null, "start" + new string('x', 490) + "end")]));

        text.Should().MatchRegex("\\+ k: \"startx+\\[…[0-9]+ more…\\]x+end\"\n");
    }

    [Fact]
    public void What_differs_between_two_long_values_is_never_cut_out()
    {
        var (head, tail) = (new string('a', 200), new string('b', 200));

        var text = ReportText.Console(SampleReports.Of([SampleReports.Update("A", "k", head + "OLD" + tail, head + "NEW" + tail)]));

        text.Should().MatchRegex("    k: \"\\[…192 same…\\]aaaaaaaaOLDb+\\[…[0-9]+ more…\\]b+\"\n");
        text.Should().MatchRegex("    -> \"\\[…192 same…\\]aaaaaaaaNEWb+\\[…[0-9]+ more…\\]b+\"\n");
    }

    [Fact]
    public void Values_written_from_right_to_left_have_a_line_each()
    {
        var text = ReportText.Console(SampleReports.Of([SampleReports.Update("A", "k", "מבצע", "Sale")]));

        text.Should().Contain("    k: \"מבצע\"\n    -> \"Sale\"\n");
    }

    [Fact]
    public void Without_colour_the_text_is_the_same()
    {
        var report = SampleReports.Create(30, dryRun: false);

        var coloured = ReportText.Console(report, 100, colour: true);

        coloured.Should().Contain("\u001b[");
        Colour().Replace(coloured, string.Empty).Should().Be(ReportText.Console(report, 100));
    }

    [Theory]
    [InlineData(true, null, "xterm", true)]
    [InlineData(true, "", "xterm", true)]
    [InlineData(true, "1", "xterm", false)]
    [InlineData(true, null, "dumb", false)]
    [InlineData(false, null, "xterm", false)]
    public void Colour_needs_a_terminal_and_no_NO_COLOR(bool terminal, string? noColor, string term, bool expected) =>
        ReportConsole.MayColour(terminal, noColor, term).Should().Be(expected);

    [Fact]
    public void Without_a_terminal_lines_are_not_broken()
    {
        var message = string.Join(' ', Enumerable.Repeat("word", 100));

        ReportText.Console(SampleReports.Of([], [new Problem("invalid", message)]), width: null).Should().Contain(message);
    }

    [Fact]
    public void Each_sequence_is_read_once()
    {
        var (changes, problems) = (0, 0);
        var report = SampleReports.Create(50);
        report = report with { Changes = Counted(report.Changes, () => changes++), Problems = Counted(report.Problems, () => problems++) };

        ReportText.Console(report);

        (changes, problems).Should().Be((1, 1));
    }

    private static RunReport From(string path, IReadOnlyList<Problem> problems, IReadOnlyList<ReportedChange> changes)
    {
        var report = SampleReports.Of(changes, problems);
        return report with { Run = report.Run with { Input = new InputInfo(path, "", 1) } };
    }

    private static IEnumerable<T> Counted<T>(IEnumerable<T> items, Action started)
    {
        started();
        foreach (var item in items)
        {
            yield return item;
        }
    }

    [GeneratedRegex("^[~+-] ", RegexOptions.Multiline)]
    private static partial Regex Title();

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colour();
}
