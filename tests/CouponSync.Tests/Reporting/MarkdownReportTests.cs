using System.Text;
using System.Text.RegularExpressions;
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
