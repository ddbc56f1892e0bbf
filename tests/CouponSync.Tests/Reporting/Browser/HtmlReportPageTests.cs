using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponSync.Tests.Reporting.Browser;

public sealed class HtmlReportPageTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    [BrowserFact]
    public async Task The_page_shows_the_sentence_and_the_counts()
    {
        var report = SampleReports.Create(1_000);
        await using var open = await browser.OpenAsync(report, filters: "group=coupon");

        await Expect(open.Page.Locator("h1")).ToHaveTextAsync(Headline.Of(report.Run, report.Summary).Text);
        await Expect(open.Page.Locator("[data-count=unchanged]")).ToHaveTextAsync("3,000");
        await Expect(open.Page.Locator("[data-count=update]")).ToHaveTextAsync("975");
        await Expect(open.Page.Locator("[data-count=create]")).ToHaveTextAsync("25");
        await Expect(open.Page.Locator(".picture svg.bar").First).ToHaveAttributeAsync(
            "aria-label", "Unchanged: 3,000, To update: 975, To create: 25, Missing: 3, In conflict: 2, Invalid: 1");
        await Expect(open.Page.Locator(".next li").First).ToContainTextAsync("Apply it takes about 50 s at the allowed rate");
        await Expect(open.Page.Locator("dl.run")).ToContainTextAsync("Requests42 (41 list, 1 account)");
        await Expect(open.Found).ToHaveTextAsync("1,000 changes");
        await Expect(open.Cards).ToHaveCountAsync(50);
        await Expect(open.Page.Locator("#place")).ToHaveTextAsync("1–50 of 1,000");
        open.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_change_shows_its_line_and_both_values()
    {
        await using var open = await browser.OpenAsync(SampleReports.Of([SampleReports.Update("25OFF", "order_id", "6734", "6735", line: 1207)]));

        await Expect(open.Cards.Locator(".id")).ToHaveTextAsync("25OFF");
        await Expect(open.Cards.Locator(".where")).ToHaveTextAsync("coupons.csv:1207");
        await Expect(open.Cards.Locator("dt")).ToHaveTextAsync("order_id");
        await Expect(open.Cards.Locator("del")).ToHaveTextAsync("6734");
        await Expect(open.Cards.Locator("ins")).ToHaveTextAsync("6735");
        await Expect(open.Cards.Locator("ins .hot")).ToHaveTextAsync("5");
    }

    [BrowserFact]
    public async Task Searching_narrows_the_list()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(1_000), filters: "group=coupon");
        var ids = SampleReports.Create(1_000).Changes.Select(c => c.Change.Id).ToList();
        var vips = ids.Count(id => id.StartsWith("VIP-", StringComparison.Ordinal));

        await open.SearchAsync("vip-", $"{vips} of 1,000 changes");
        await open.SearchAsync(ids[321].ToUpperInvariant(), "1 of 1,000 changes");
        await Expect(open.Cards.Locator(".id")).ToHaveTextAsync(ids[321]);
        await open.SearchAsync("no such thing", "Nothing matches. Remove a filter, or search for something else.");
        await Expect(open.Cards).ToHaveCountAsync(0);
        await open.SearchAsync("", "1,000 changes");
    }

    [BrowserFact]
    public async Task Filters_by_kind_key_and_outcome_combine()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(1_000, dryRun: false), filters: "group=coupon");
        var changes = SampleReports.Create(1_000, dryRun: false).Changes.ToList();
        var removed = changes.Count(c => c.Change.Action == ChangeAction.Update && c.Change.Metadata.Any(k => k.IsUnset));
        var channels = changes.Count(c => c.Change.Metadata.Any(k => k.Key == "channel"));
        var failedChannels = changes.Count(c => c.Error is not null && c.Change.Metadata.Any(k => k.Key == "channel"));

        var chip = open.Page.GetByRole(AriaRole.Button, new() { Name = "Key removed" });
        await chip.ClickAsync();
        await Expect(chip).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(open.Found).ToHaveTextAsync($"{removed} of 1,000 changes");
        await Expect(open.Cards.First.Locator(".keysof dt")).ToHaveTextAsync("legacy_ref");
        await chip.ClickAsync();
        await open.Page.SelectOptionAsync("#key", "channel");
        await Expect(open.Found).ToHaveTextAsync($"{channels} of 1,000 changes");
        await open.Page.SelectOptionAsync("#outcome", "failed");
        await Expect(open.Found).ToHaveTextAsync($"{failedChannels} of 1,000 changes");
    }

    [BrowserFact]
    public async Task Changes_can_be_grouped_by_key_and_by_kind()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(200));
        var keys = SampleReports.Create(200).Changes.SelectMany(c => c.Change.Metadata).GroupBy(k => k.Key)
            .OrderByDescending(g => g.Count()).First();

        await open.Page.SelectOptionAsync("#group", "key");
        await Expect(open.Page.Locator("#list .group").First).ToHaveTextAsync($"{keys.Key}{keys.Count()}");
        await open.Page.SelectOptionAsync("#group", "kind");
        await Expect(open.Page.Locator("#list .group").First).ToContainTextAsync("Value changed");
        await open.Page.Locator("#next").ClickAsync();
        await Expect(open.Page.Locator("#list .group").First).ToContainTextAsync("Value changed");
        await Expect(open.Page.Locator("#place")).ToContainTextAsync("51–100 of");
    }

    [BrowserFact]
    public async Task Problems_stand_with_their_lines_and_all_can_be_shown()
    {
        var problems = Enumerable.Range(0, 30).Select(i => new Problem("missing", $"message {i}") { Line = i + 2, Id = $"C{i}" }).ToList();
        await using var open = await browser.OpenAsync(SampleReports.Of([], problems));

        await Expect(open.Page.Locator("#problems h3")).ToHaveTextAsync("Not in Stripe30missing");
        await Expect(open.Page.Locator("#problems .problem")).ToHaveCountAsync(5);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Show 25 more of 30" }).ClickAsync();
        await Expect(open.Page.Locator("#problems .problem").Last).ToContainTextAsync("C29coupons.csv:31message 29");
        await Expect(open.Found).ToHaveTextAsync("There are no changes.");
    }

    [BrowserFact]
    public async Task Hostile_values_are_shown_and_never_run()
    {
        string[] values =
        [
            SampleReports.ScriptValue, SampleReports.ImageValue, SampleReports.FormulaValue, SampleReports.OverrideValue,
            SampleReports.EscapeValue, "\"><svg onload=alert(1)>", "javascript:alert(1)", "&lt;b&gt;", "{{script}}",
        ];
        var report = SampleReports.Of(
            [.. values.Select((v, i) => SampleReports.Update(v + i, v, v + "1", v + "2", line: i + 2))],
            [.. values.Select(v => new Problem(v, v) { Id = v, Column = v })]);
        report = report with
        {
            Run = report.Run with
            {
                Command = SampleReports.ScriptValue,
                Notes = values,
                Directory = SampleReports.ImageValue,
                Sdk = SampleReports.ScriptValue,
                Input = new InputInfo(SampleReports.ImageValue, SampleReports.ScriptValue, 1),
                Account = new AccountInfo(SampleReports.ScriptValue, true, SampleReports.ImageValue),
                Arguments = ["sync", SampleReports.ScriptValue, "--dry-run"],
            },
        };

        await using var open = await browser.OpenAsync(report);

        await Expect(open.Cards).ToHaveCountAsync(values.Length);
        (await open.Page.TitleAsync()).Should().StartWith("CouponSync ").And.NotBe("pwned");
        (await open.Page.Locator("script, img, iframe, object, link").CountAsync()).Should().Be(2, "there are two blocks of our own");
        await Expect(open.Cards.Nth(0).Locator("ins")).ToHaveTextAsync(SampleReports.ScriptValue + "2");
        await Expect(open.Cards.Nth(2).Locator("ins")).ToHaveTextAsync(SampleReports.FormulaValue + "2");
        await Expect(open.Cards.Nth(3).Locator("ins")).ToHaveTextAsync("abcU+202Egpj.exe2");
        await Expect(open.Cards.Nth(4).Locator("ins")).ToHaveTextAsync("U+001B[31mredU+001B[0mU+00072");
        await open.SearchAsync("<script>", "1 of 9 changes");
        await Expect(open.Page.Locator("#key option")).ToHaveCountAsync(values.Length + 1);
        open.Complaints.Should().BeEmpty("a script that was blocked would be reported here");
        open.Requests.Should().ContainSingle();
    }

    [BrowserFact]
    public async Task The_policy_stops_a_script_that_got_in_all_the_same()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(3));

        await open.Page.EvaluateAsync(
            """
            () => {
              const script = document.createElement('script');
              script.textContent = 'document.title = "pwned"';
              document.body.append(script);
              const image = document.createElement('img');
              image.src = 'https://example.test/x.png';
              document.body.append(image);
              return fetch('https://example.test/').catch(() => null);
            }
            """);

        (await open.Page.TitleAsync()).Should().NotBe("pwned");
        open.Complaints.Should().HaveCountGreaterThanOrEqualTo(3).And.OnlyContain(c => c.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task No_request_leaves_the_page()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(500));

        await open.SearchAsync("vip", (await FoundAsync(500, "vip")) + " of 500 changes");
        await open.Page.EmulateMediaAsync(new() { Media = Media.Print });

        open.Requests.Should().ContainSingle().Which.Should().StartWith("file://");
        open.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task Fifty_thousand_changes_stay_quick()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(50_000), filters: "group=coupon");
        await open.SearchAsync("no such thing", "Nothing matches. Remove a filter, or search for something else.");

        // The second search: what is prepared once is not counted. The page itself tells how long it was busy.
        var busy = await open.Page.EvaluateAsync<double>(
            """
            async () => {
              const box = document.getElementById('q'), found = document.getElementById('found');
              const begin = performance.now();
              const answered = new Promise(done => new MutationObserver(done).observe(found, { childList: true }));
              box.value = 'order_id vip';
              box.dispatchEvent(new Event('input'));
              await answered;
              return performance.now() - begin;
            }
            """);

        await Expect(open.Found).ToContainTextAsync("of 50,000 changes");
        await Expect(open.Cards).ToHaveCountAsync(50);
        busy.Should().BeLessThan(1_500, "a reader types on; it takes some 150 ms on a slow machine with two busy cores");
    }

    private static Task<string> FoundAsync(int changes, string word) => Task.FromResult(Figures.Count(
        SampleReports.Create(changes).Changes.Count(c => c.Change.Id.Contains(word, StringComparison.OrdinalIgnoreCase))));
}
