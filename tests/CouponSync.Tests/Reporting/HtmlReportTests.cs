using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CouponSync.Coupons;
using CouponSync.Reporting;

namespace CouponSync.Tests.Reporting;

public sealed partial class HtmlReportTests
{
    [Fact]
    public async Task The_policy_names_exactly_the_style_and_the_script_that_are_in_the_file()
    {
        var page = await RenderAsync(SampleReports.Create(20));
        var policy = Regex.Match(page, "http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\"").Groups[1].Value;
        var style = Between(page, "<style>", "</style>");
        var script = Between(page, "<script>", "</script>");

        policy.Should().Be(
            $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'");
        page.IndexOf(policy, StringComparison.Ordinal).Should().BeLessThan(page.IndexOf("<style>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_planned_values_are_counted_apart_from_the_changes_that_hold_them()
    {
        var two = SampleReports.Update("A", "k", "1", "2");
        two = two with { Change = two.Change with { Metadata = [new("k", "1", "2"), new("m", null, "3")] } };

        (await RenderAsync(SampleReports.Of([two, SampleReports.Update("B", "k", "1", "2")])))
            .Should().Contain("<h2>3 values in 2 changes</h2>").And.Contain("These figures count changes, not values");
        (await RenderAsync(SampleReports.Of([SampleReports.Update("B", "k", "1", "2")])))
            .Should().Contain("<h2>1 value in 1 change</h2>");
    }

    [Theory]
    [InlineData(true, true, "https://api.stripe.com", "is-live", "Live", "<b>Dry run</b>: nothing was written")]
    [InlineData(true, false, "https://api.stripe.com", "is-live", "Live", "<b>Run</b>: changes were sent to Stripe")]
    [InlineData(false, false, "https://api.stripe.com", "is-test", "Test", "<b>Run</b>: changes were sent to Stripe")]
    [InlineData(false, true, "emulator", "is-emulator", "Emulator", "<b>Dry run</b>: nothing was written")]
    public async Task Mode_account_and_kind_of_run_are_the_first_thing_to_be_seen(
        bool live, bool dryRun, string apiBase, string style, string mode, string run)
    {
        var report = SampleReports.Create(3, dryRun);
        var page = await RenderAsync(report with { Run = report.Run with { Account = new AccountInfo("acct_1", live, apiBase) } });

        page[page.IndexOf("<body", StringComparison.Ordinal)..page.IndexOf("<h1", StringComparison.Ordinal)].Should()
            .Contain($"class=\"band {style}\"").And.Contain($">{mode}</strong>").And.Contain("<code>acct_1</code>").And.Contain(run);
    }

    [Fact]
    public async Task What_to_do_next_stands_before_the_counts_and_the_statistics_at_the_end()
    {
        var report = SampleReports.Create(30);
        var page = await RenderAsync(report with
        {
            Run = report.Run with { Remarks = ["Reading cost 42 requests."], PlanSha256 = new string('b', 64), PlanFile = "plan.jsonl" },
        });

        string[] parts =
        [
            "What to do next", $"couponsync apply plan.jsonl --sha256 {new string('b', 64)} --live", ">Copy</button>", " rows in the file",
            "<h2 id=\"changes-title\">", "<h2 id=\"run-title\">", $"<code>{new string('b', 64)}</code>", "Reading cost 42 requests.",
        ];
        parts.Select(part => page.IndexOf(part, StringComparison.Ordinal)).Should().BeInAscendingOrder().And.NotContain(-1);
    }

    [Theory]
    [InlineData("acct_1", true, "https://api.stripe.com", "https://dashboard.stripe.com/acct_1/coupons/")]
    [InlineData("acct_1", false, "https://api.stripe.com", "https://dashboard.stripe.com/acct_1/test/coupons/")]
    [InlineData("key-1f2e", false, "https://api.stripe.com", "https://dashboard.stripe.com/test/coupons/")]
    [InlineData("acct_1", false, "emulator", null)]
    [InlineData("acct_1", true, "http://localhost:12111", null)]
    public void Only_an_account_of_Stripe_has_a_dashboard(string id, bool live, string apiBase, string? expected) =>
        Dashboard.CouponsOf(new AccountInfo(id, live, apiBase)).Should().Be(expected);

    [Fact]
    public async Task Nothing_in_the_file_points_anywhere()
    {
        var page = await RenderAsync(SampleReports.Of([]));
        // The address the run used, as text, and the one that a reader may open by a link.
        var own = page.Replace("https://api.stripe.com", string.Empty, StringComparison.Ordinal)
            .Replace("\"dashboard\":\"https://dashboard.stripe.com/", string.Empty, StringComparison.Ordinal);

        own.Should().NotContain("http://").And.NotContain("https://").And.NotContain("src=").And.NotContain("url(")
            .And.NotContain("@import").And.NotContain("<link").And.NotContain(" style=");
        Regex.IsMatch(own, @"\son[a-z]+=").Should().BeFalse("handlers in attributes would need a laxer policy");
    }

    [Theory]
    [InlineData("innerHTML")]
    [InlineData("outerHTML")]
    [InlineData("insertAdjacentHTML")]
    [InlineData("document.write")]
    [InlineData("eval")]
    [InlineData("Function(")]
    [InlineData("setTimeout('")]
    public void The_script_has_no_way_to_turn_a_value_into_code(string word) => HtmlAssets.Script.Should().NotContain(word);

    [Fact]
    public async Task No_value_can_end_the_block_of_data()
    {
        string[] values = [SampleReports.ScriptValue, "<!--", "-->", "<SCRIPT", "</SCRIPT ", "]]>", "\u2028"];
        var page = await RenderAsync(SampleReports.Of(
            [.. values.Select(v => SampleReports.Update(v, v, v, v))],
            [.. values.Select(v => new Problem(v, v) { Id = v, Column = v })]));

        var data = Between(page, "<script type=\"application/json\" id=\"data\">", "</script>");

        data.Should().NotContainAny("<", ">", "&");
        using var json = JsonDocument.Parse(data);
        json.RootElement.GetProperty("changes").EnumerateArray().Select(c => c[1].GetString()).Should().Equal(values);
        json.RootElement.GetProperty("problems").EnumerateArray().Select(p => p[4].GetString()).Should().Equal(values);
        Regex.Count(page, "<script", RegexOptions.IgnoreCase).Should().Be(2);
    }

    [Fact]
    public async Task A_report_too_large_for_a_browser_says_what_it_leaves_out()
    {
        var page = await ReportText.RenderAsync(new HtmlReportRenderer(maxChanges: 100), SampleReports.Create(1_234));

        page.Should().Contain("This page lists the first 100 of 1,234 changes");
        using var json = JsonDocument.Parse(Between(page, "id=\"data\">", "</script>"));
        json.RootElement.GetProperty("changes").GetArrayLength().Should().Be(100);
        page.Should().Contain("data-count=\"update\">1,204<", "the counts are complete");
    }

    [Fact]
    public async Task Changes_are_read_twice_and_problems_once()
    {
        var (changes, problems) = (0, 0);
        var report = SampleReports.Create(50);

        await RenderAsync(report with
        {
            Changes = Counted(report.Changes, () => changes++),
            Problems = Counted(report.Problems, () => problems++),
        });

        (changes, problems).Should().Be((2, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_colour_has_the_contrast_that_WCAG_AA_asks_for(bool dark)
    {
        var colours = Colours(dark);
        (string Ink, string Paper)[] texts =
        [
            ("ink", "bg"), ("ink", "surface"), ("muted", "bg"), ("muted", "surface"), ("accent", "bg"), ("accent", "surface"),
            ("accent-ink", "accent"), ("good", "bg"), ("warn", "bg"), ("bad", "bg"), ("ins-ink", "ins-bg"), ("ins-ink", "ins-hot"),
            ("del-ink", "del-bg"), ("del-ink", "del-hot"), ("esc-ink", "esc-bg"), ("mark-ink", "mark"), ("live-ink", "live"), ("ink", "safe"),
        ];
        var graphics = colours.Keys.Where(k => k.StartsWith("c-", StringComparison.Ordinal)).Append("control").ToList();

        texts.Where(t => Contrast(colours[t.Ink], colours[t.Paper]) < 4.5).Should().BeEmpty("text needs 4.5 : 1");
        graphics.Should().HaveCount(14);
        graphics.Where(g => Contrast(colours[g], colours["bg"]) < 3).Should().BeEmpty("graphics need 3 : 1");
        graphics.Where(g => Contrast(colours[g], colours["surface"]) < 3).Should().BeEmpty("graphics need 3 : 1");
    }

    [Fact]
    public void Contrast_is_computed_as_WCAG_says()
    {
        Contrast("#000000", "#ffffff").Should().BeApproximately(21, 0.01);
        Contrast("#777777", "#ffffff").Should().BeApproximately(4.48, 0.01);
    }

    private static Dictionary<string, string> Colours(bool dark)
    {
        var screen = HtmlAssets.Style[..HtmlAssets.Style.IndexOf("*, *::before", StringComparison.Ordinal)];
        var at = screen.IndexOf("@media (prefers-color-scheme: dark)", StringComparison.Ordinal);
        return Variable().Matches(dark ? screen[at..] : screen[..at])
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);
    }

    // https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var parts = new[] { 1, 3, 5 }
            .Select(i => int.Parse(colour.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))
            .ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static IEnumerable<T> Counted<T>(IEnumerable<T> items, Action started)
    {
        started();
        foreach (var item in items)
        {
            yield return item;
        }
    }

    private static Task<string> RenderAsync(RunReport report) => ReportText.RenderAsync(new HtmlReportRenderer(), report);

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("--([a-zA-Z-]+): (#[0-9a-f]{6});")]
    private static partial Regex Variable();
}
