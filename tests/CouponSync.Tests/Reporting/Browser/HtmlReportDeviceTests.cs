using System.Security.Cryptography;
using CouponSync.Coupons;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponSync.Tests.Reporting.Browser;

/// <summary>The page on a phone, on paper, in the dark, by keyboard, and without scripts.</summary>
public sealed class HtmlReportDeviceTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    [BrowserFact]
    public async Task A_phone_can_read_it_without_scrolling_sideways()
    {
        var wide = SampleReports.Update(new string('W', 300), new string('k', 40), new string('x', 500), new string('漢', 500));
        var report = SampleReports.Create(300, dryRun: false);
        foreach (var group in new[] { "value", "coupon" })
        {
            await using var narrow = await browser.OpenAsync(
                report with
                {
                    Changes = report.Changes.Prepend(wide).Prepend(wide with { Change = wide.Change with { Id = new string('V', 300) } }),
                    Problems = [new Problem("conflict", new string('m', 300)) { Id = new string('P', 300), Column = new string('c', 300), Line = 2 }],
                },
                width: 390, height: 812, filters: "group=" + group);
            await narrow.Page.EvaluateAsync("for (const value of document.querySelectorAll('#list details')) value.open = true");
            await Expect(narrow.Cards.First).ToBeVisibleAsync();
            (await narrow.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().Be(390, "grouped by {0}", group);
        }

        await using var open = await browser.OpenAsync(report, width: 375, height: 812, filters: "group=coupon");
        (await open.Page.Locator("#q").EvaluateAsync<double>("e => e.getBoundingClientRect().height")).Should().BeGreaterThanOrEqualTo(44);
        await Expect(open.Cards).ToHaveCountAsync(50);
    }

    [BrowserFact]
    public async Task On_paper_the_list_is_what_a_person_can_read_and_the_tools_are_gone()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(3_000), scheme: ColorScheme.Dark, filters: "group=coupon");

        await open.Page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        await open.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");

        await Expect(open.Page.Locator("#tools")).ToBeHiddenAsync();
        await Expect(open.Page.Locator("#pager")).ToBeHiddenAsync();
        await Expect(open.Cards).ToHaveCountAsync(200);
        await Expect(open.Page.Locator("#print-note")).ToHaveTextAsync("Printed here: the first 200 of 3,000.");
        (await BackgroundAsync(open)).Should().Be("rgb(255, 255, 255)");
        await open.Page.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        await Expect(open.Cards).ToHaveCountAsync(50);
    }

    [BrowserFact]
    public async Task On_paper_values_are_open_as_far_as_there_is_room()
    {
        var changes = Enumerable.Range(0, 150).Select(i => SampleReports.Update($"A{i}", "campaign", "spring-2026", "spring-2027"))
            .Concat(Enumerable.Range(0, 90).Select(i => SampleReports.Update($"B{i}", "channel", null, "email")))
            .Concat(Enumerable.Range(0, 20).Select(i => SampleReports.Update($"C{i}", "owner", null, "Anna"))).ToList();
        await using var open = await browser.OpenAsync(SampleReports.Of(changes));

        await open.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await open.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");

        await Expect(open.Page.Locator("#list .change:visible")).ToHaveCountAsync(200);
        await Expect(open.Values).ToHaveCountAsync(3);
        await Expect(open.Values.Last).ToContainTextAsync("20 coupons");
        await Expect(open.Page.Locator("#print-note")).ToHaveTextAsync("Printed here: 200 entries of 260.");
        await Expect(open.Page.Locator(".copy").First).ToBeHiddenAsync();
        await open.Page.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        await Expect(open.Page.Locator("#list .change:visible")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Paper_has_the_columns_of_a_desk()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(30), width: 690, filters: "group=coupon");

        await open.Page.EmulateMediaAsync(new() { Media = Media.Print });

        var columns = await open.Cards.First.EvaluateAsync<string>("e => getComputedStyle(e).gridTemplateColumns");
        columns.Split(' ').Should().HaveCount(2);
    }

    [BrowserFact]
    public async Task Dark_and_light_follow_the_reader()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(3));

        var light = await BackgroundAsync(open);
        await open.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var dark = await BackgroundAsync(open);

        light.Should().Be("rgb(251, 250, 247)");
        dark.Should().Be("rgb(18, 19, 22)");
    }

    [BrowserFact]
    public async Task Everything_can_be_reached_by_keyboard()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(300), filters: "group=coupon");
        var keyboard = open.Page.Keyboard;

        await keyboard.PressAsync("Tab");
        await Expect(open.Page.Locator(".skip")).ToBeFocusedAsync();
        await keyboard.PressAsync("/");
        await Expect(open.Page.Locator("#q")).ToBeFocusedAsync();
        foreach (var next in new[] { "#key", "#group", "#kinds button:nth-child(1)", "#kinds button:nth-child(2)" })
        {
            await keyboard.PressAsync("Tab");
            await Expect(open.Page.Locator(next)).ToBeFocusedAsync();
        }

        await keyboard.PressAsync("Space");
        await Expect(open.Page.Locator("#kinds button:nth-child(2)")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(open.Page.Locator("#kinds button:nth-child(2)")).ToHaveCSSAsync("outline-style", "solid");
        await open.Page.Locator("#next").FocusAsync();
        await keyboard.PressAsync("Enter");
        await Expect(open.Page.Locator("#place")).ToContainTextAsync("51–");
    }

    [BrowserFact]
    public async Task Without_scripts_sentence_counts_and_keys_are_there()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(300), script: false);

        await Expect(open.Page.Locator("h1")).ToContainTextAsync("Dry run: 293 coupons would be updated");
        await Expect(open.Page.Locator("table.keys")).ToContainTextAsync("order_id");
        await Expect(open.Page.Locator("#no-script")).ToContainTextAsync("scripts are off here");
        await Expect(open.Page.Locator("#tools")).ToBeHiddenAsync();
    }

    /// <summary>The README's picture: set TESTS_SCREENSHOT to a file's name to take a new one.</summary>
    [BrowserFact]
    public async Task The_picture_for_the_README_can_be_taken()
    {
        var report = SampleReports.Create(1_240, seed: 4, hostile: false);
        await using var open = await browser.OpenAsync(
            report with
            {
                Run = report.Run with { ExitCode = 0, PlanFile = "plan.jsonl", PlanSha256 = Convert.ToHexStringLower(SHA256.HashData("plan"u8)) },
                Problems = [],
                Summary = report.Summary with { Missing = 0, Conflict = 0, Invalid = 0, Rows = report.Summary.Unchanged + 1_240 },
            },
            width: 1_280,
            height: 1_800);

        await open.Values.First.Locator("summary").ClickAsync();
        await open.Page.EvaluateAsync("document.activeElement.blur()");
        var picture = await open.Page.ScreenshotAsync(new() { Path = Environment.GetEnvironmentVariable("TESTS_SCREENSHOT") });

        picture.Length.Should().BeInRange(50_000, 300_000, "it is neither blank nor too large for a README");
    }

    private static Task<string> BackgroundAsync(OpenReport open) =>
        open.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
