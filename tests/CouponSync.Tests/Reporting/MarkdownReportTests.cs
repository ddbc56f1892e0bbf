using System.Text;
using System.Text.RegularExpressions;
using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Reporting;

namespace CouponSync.Tests.Reporting;

public sealed partial class MarkdownReportTests
{
    [Fact]
    public async Task A_change_is_a_row_with_both_values()
    {
        var text = await RenderAsync(SampleReports.Of([SampleReports.Update("25OFF", "order", "6734", "6735", line: 1207)]));

        text.Should().Contain(
            "| 1,207 | <code>25OFF</code> | update | <code>order</code> | <code>6734</code> | <code>6735</code> | – |\n");
    }

    [Theory]
    [InlineData("a|b")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("`code` ``` more")]
    [InlineData("@octocat")]
    [InlineData("#1 and GH-2")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("https://example.test www.example.test a@example.test")]
    [InlineData("*bold* _it_ ~~no~~ $math$ :smile: &amp; \\|")]
    [InlineData("- list")]
    public async Task Nothing_in_a_value_means_anything_to_Markdown(string value)
    {
        var text = await RenderAsync(SampleReports.Of([SampleReports.Update(value, value, value, value)]));

        var row = text.Split('\n').Single(l => l.StartsWith("| 2 |", StringComparison.Ordinal));
        row.Count(c => c == '|').Should().Be(8, "the cells stay apart");
        var cells = Code().Matches(row).Select(m => m.Groups[1].Value).ToList();
        cells.Should().HaveCount(4);
        cells.Should().OnlyContain(c => !Meaningful().IsMatch(Reference().Replace(c, string.Empty)));
        cells.Select(System.Net.WebUtility.HtmlDecode).Should().AllBe(value);
    }

    [Fact]
    public async Task What_to_do_next_is_a_block_to_copy()
    {
        var report = SampleReports.Create(30);

        (await RenderAsync(report)).Should().Contain(
            "### What to do next\n\nApply it (takes about 1.5 s at the allowed rate):\n\n```sh\ncouponsync sync data/coupons.csv --live\n```\n");
        (await RenderAsync(SampleReports.Create(30, dryRun: false))).Should().Contain("Undo this run:\n\n```sh\ncouponsync revert ");
        (await RenderAsync(report with { Run = report.Run with { Arguments = ["sync", "a````b|<b>.csv", "--dry-run"] } }))
            .Should().Contain("\n`````sh\ncouponsync sync 'a````b|<b>.csv' --live\n`````\n");
    }

    [Fact]
    public async Task Changes_are_counted_by_key_and_by_value()
    {
        var text = await RenderAsync(SampleReports.Of(
        [
            .. Enumerable.Range(0, 1_200).Select(i => SampleReports.Update($"A{i}", "campaign", "spring-2026", "spring-2027")),
            .. Enumerable.Range(0, 1_100).Select(i => SampleReports.Update($"B{i}", "order_id", null, $"{i}")),
            SampleReports.Update("C", "owner", "Anna", null),
        ]));

        text.Should().Contain("| <code>campaign</code> | 1,200 | 0 | 0 |\n| <code>order&#95;id</code> | 0 | 1,100 | 0 |\n| <code>owner</code> | 0 | 0 | 1 |\n")
            .And.Contain("| <code>campaign</code> | <code>spring-2026</code> | <code>spring-2027</code> | 1,200 |\n")
            .And.Contain("| <code>order&#95;id</code> | | <i>other values</i> | 1,100 |\n").And.Contain("| <code>owner</code> | | <i>other values</i> | 1 |\n");
        (await RenderAsync(SampleReports.Of([SampleReports.Update("C", "k", "a", "b")]))).Should().NotContain("### By value", "nothing is shared");
    }

    [Fact]
    public async Task Created_coupons_are_counted_by_their_terms()
    {
        var text = await RenderAsync(SampleReports.Create(400));

        Regex.Matches(text, @"<i>created</i> \| – \| [0-9]+ % off, once \| ([0-9]+) \|").Sum(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))
            .Should().BeInRange(5, 10);
    }

    [Fact]
    public async Task Account_and_kind_of_run_stand_at_the_top()
    {
        var report = SampleReports.Create(3);

        (await RenderAsync(report)).Should().Contain("\n\n🔴 **LIVE** account <code>acct&#95;1NxKzq2eZvKYlo2C</code> – **Dry run**: nothing was written\n\n");
        (await RenderAsync(report with { Run = report.Run with { Account = new AccountInfo("acct_1", false, "emulator") } }))
            .Should().Contain("\n\nEmulator account <code>acct&#95;1</code> – ").And.NotContain("LIVE");
    }

    [Fact]
    public async Task Name_and_terms_stand_beside_the_id_and_mean_nothing_to_Markdown()
    {
        var change = SampleReports.Update("A", "k", "a", "b") with { Coupon = new ReportedCoupon(1, "a|b <b>@octocat</b>\n#1", "25 % off, once") };

        (await RenderAsync(SampleReports.Of([change]))).Should().Contain(
            "| <code>A</code><br>a&#124;b &#60;b&#62;&#64;octocat&#60;/b&#62;&#92;n&#35;1 · 25 % off, once | update |");
    }

    [Fact]
    public async Task What_needs_attention_has_a_plain_heading_and_names_a_coupon_once()
    {
        var failed = SampleReports.Update("B", "k", "a", "b") with
        {
            Outcome = ChangeOutcome.Failed,
            Error = new ChangeError("resource_missing", "No such coupon.", 404),
            RequestId = "req_1",
        };
        var text = await RenderAsync(SampleReports.Of(
            [failed],
            [
                new Problem("conflict", "One.") { Id = "A", Line = 2, Column = "percent_off" },
                new Problem("conflict", "Two.") { Id = "A", Line = 2, Column = "duration" },
                new Problem("strange_kind", "Three.") { Line = 3 },
            ],
            dryRun: false));

        text.Should().Contain(
            "| 2 | <code>A</code> | The coupon differs <code>conflict</code> | <code>percent&#95;off</code> | One. |\n"
            + "|  |  | The coupon differs <code>conflict</code> | <code>duration</code> | Two. |\n"
            + "| 3 | – | Strange kind <code>strange&#95;kind</code> | – | Three. |\n"
            + "| 2 | <code>B</code> | No longer in Stripe <code>resource&#95;missing</code> | – | No such coupon. (404, resource&#95;missing, req&#95;1) |\n");
    }

    [Fact]
    public async Task Line_breaks_stay_inside_their_cell()
    {
        var text = await RenderAsync(SampleReports.Of([SampleReports.Update("A", "k", "x", "one\ntwo\r\n| three")]));

        text.Should().Contain("<code>one&#92;ntwo&#92;r&#92;n&#124; three</code>");
    }

    [Fact]
    public async Task A_long_plan_is_cut_with_the_number_that_was_cut()
    {
        var text = await RenderAsync(SampleReports.Create(12_345));

        var shown = ChangeRow().Count(text[text.IndexOf("### Changes", StringComparison.Ordinal)..]);
        shown.Should().BeInRange(200, 500);
        text.Should().Contain(string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"**… and {12_345 - shown:N0} more changes, cut here for length.**"));
    }

    [Fact]
    public async Task However_long_it_fits_into_a_comment()
    {
        var report = SampleReports.Of([.. Enumerable.Range(0, 2_000).Select(i => SampleReports.Update($"C{i}", "k", new string('a', 90), new string('b', 90), 2 + i))]);

        (await ReportText.RenderAsync(new MarkdownReportRenderer(), report)).Length.Should().BeLessThan(65_536);
    }

    [Fact]
    public async Task No_report_is_larger_than_its_limit()
    {
        var huge = new string('\u3042', 150);
        var report = SampleReports.Of(
            [.. Enumerable.Range(0, 300).Select(i => SampleReports.Update($"C{i}", huge, huge, huge, 2 + i))],
            [.. Enumerable.Range(0, 300).Select(i => new Problem("missing", huge + huge) { Line = i + 1 })]);

        var text = await ReportText.RenderAsync(new MarkdownReportRenderer(maxBytes: 60_000), report);

        Encoding.UTF8.GetByteCount(text).Should().BeInRange(50_000, 60_000);
        var cut = More().Matches(text).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        cut.Should().HaveCount(2);
        cut.Sum().Should().Be(600 - Regex.Count(text, @"^\| \d", RegexOptions.Multiline) + 1, "the row of counts is no record");
    }

    [Fact]
    public async Task Nothing_to_do_has_no_empty_tables()
    {
        var text = await RenderAsync(SampleReports.Create(0));

        text.Should().StartWith("## ✅").And.NotContain("### ");
    }

    private static Task<string> RenderAsync(RunReport report) => ReportText.RenderAsync(new MarkdownReportRenderer(), report);

    [GeneratedRegex("<code>(.*?)</code>")]
    private static partial Regex Code();

    [GeneratedRegex("&#[0-9]+;")]
    private static partial Regex Reference();

    [GeneratedRegex(@"[|<>`@#\[\]*_~$&\\]|^-|:\S|\.\S")]
    private static partial Regex Meaningful();

    [GeneratedRegex(@"^\| [\d,]+ \|", RegexOptions.Multiline)]
    private static partial Regex ChangeRow();

    [GeneratedRegex(@"… and ([\d]+) more")]
    private static partial Regex More();
}
