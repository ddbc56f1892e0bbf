using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Reporting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponSync.Tests.Reporting.Browser;

/// <summary>What a reviewer does with the page: opens a value, keeps a view, copies a command, looks a coupon up.</summary>
public sealed class HtmlReportReviewTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    [BrowserFact]
    public async Task A_value_that_many_coupons_get_opens_them()
    {
        await using var open = await browser.OpenAsync(Campaigns());

        await Expect(open.Page.Locator("#group")).ToHaveValueAsync("value");
        await Expect(open.Found).ToHaveTextAsync("2,441 changes");
        await Expect(open.Values).ToHaveCountAsync(2);
        await Expect(open.Values.First.Locator("summary")).ToContainTextAsync("2,431 coupons");
        await Expect(open.Values.First.Locator("summary del")).ToHaveTextAsync("spring-2026");
        await Expect(open.Values.First.Locator("summary ins")).ToHaveTextAsync("spring-2027");
        await Expect(open.Values.Last.Locator("summary")).ToHaveTextAsync("order_id a value of its own for each coupon10 coupons");
        await Expect(open.Cards).ToHaveCountAsync(0);

        await open.Values.First.Locator("summary").ClickAsync();
        await Expect(open.Cards).ToHaveCountAsync(50);
        await Expect(open.Cards.First).ToContainTextAsync("SPRING-0coupons.csv:2Stripe dashboard: SPRING-0 ↗Spring sale25 % off, once");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Show 50 more of 2,431" }).ClickAsync();
        await Expect(open.Cards).ToHaveCountAsync(100);
        await Expect(open.Cards.Nth(50)).ToBeFocusedAsync();

        await open.Values.Last.Locator("summary").ClickAsync();
        await Expect(open.Values.Last.Locator(".change ins").First).ToHaveTextAsync("new-0");
        open.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task Values_that_differ_from_coupon_to_coupon_are_listed_by_coupon()
    {
        await using var open = await browser.OpenAsync(SampleReports.Of(
            [.. Enumerable.Range(0, 30).Select(i => SampleReports.Update($"C{i}", "order_id", $"{i}", $"{i + 1}"))]));

        await Expect(open.Page.Locator("#group")).ToHaveValueAsync("coupon");
        await Expect(open.Cards).ToHaveCountAsync(30);
    }

    [BrowserFact]
    public async Task Coupons_that_failed_are_counted_at_their_value()
    {
        var changes = Enumerable.Range(0, 20).Select(i => SampleReports.Update($"C{i}", "k", "a", "b") with
        {
            Outcome = i < 3 ? ChangeOutcome.Failed : ChangeOutcome.Applied,
            Error = i < 3 ? new ChangeError("resource_missing", "No such coupon.", 404) : null,
            RequestId = "req_1",
        }).ToList();
        await using var open = await browser.OpenAsync(SampleReports.Of(changes, dryRun: false));

        await Expect(open.Values.First.Locator(".size")).ToHaveTextAsync("20 coupons3 failed");
        await Expect(open.Page.Locator("#problems h3")).ToHaveTextAsync("No longer in Stripe3resource_missing");
        await Expect(open.Page.Locator("#problems .problem").First).ToContainTextAsync("No such coupon. req_1");
    }

    [BrowserFact]
    public async Task A_view_is_kept_in_the_address()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(1_000, dryRun: false));

        await open.Page.SelectOptionAsync("#group", "coupon");
        await open.Page.SelectOptionAsync("#outcome", "applied");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Value changed" }).ClickAsync();
        await open.Page.FillAsync("#q", "a&b=c #d");
        await Expect(open.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("#q=a%26b%3Dc\\+%23d&kind=changed&outcome=applied&group=coupon$"));
        await open.Page.FillAsync("#q", "");
        await open.Page.Locator("#next").ClickAsync();
        var found = await open.Found.TextContentAsync();
        await open.Page.ReloadAsync();

        await Expect(open.Found).ToHaveTextAsync(found!);
        await Expect(open.Page.Locator("#outcome")).ToHaveValueAsync("applied");
        await Expect(open.Page.Locator("#kinds [aria-pressed=true]")).ToContainTextAsync("Value changed");
        await Expect(open.Page.Locator("#place")).ToContainTextAsync("51–100 of");
        await open.Page.EvaluateAsync("location.hash = 'q=no+such+thing&kind=nonsense&group=nonsense&page=-3'");
        await Expect(open.Page.Locator("#q")).ToHaveValueAsync("no such thing");
        await Expect(open.Found).ToContainTextAsync("Nothing matches.");
        open.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_command_is_copied_also_where_there_is_no_clipboard()
    {
        await using var open = await browser.OpenAsync(SampleReports.Create(30));
        var copy = open.Page.Locator(".copy").First;

        await open.Page.EvaluateAsync("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
        await copy.ClickAsync();
        await Expect(copy).ToHaveTextAsync("Copied");
        await Expect(open.Page.Locator("#copied")).ToHaveTextAsync("The command is copied.");
        await open.Page.Locator("#q").FocusAsync();
        await open.Page.Keyboard.PressAsync("ControlOrMeta+V");

        await Expect(open.Page.Locator("#q")).ToHaveValueAsync("couponsync sync data/coupons.csv --live");
        open.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_coupon_is_found_in_the_dashboard()
    {
        var hostile = SampleReports.Update("735*%/../?#x", "k", "a", "b") with { Coupon = new ReportedCoupon(1, SampleReports.ScriptValue, SampleReports.OverrideValue) };
        await using var open = await browser.OpenAsync(SampleReports.Of([hostile, SampleReports.Update("..", "k", "a", "b")]));

        var link = open.Page.Locator("a.stripe");
        await Expect(link).ToHaveCountAsync(1, new() { Timeout = 5_000 });
        await Expect(link).ToHaveAttributeAsync("href", "https://dashboard.stripe.com/acct_1NxKzq2eZvKYlo2C/coupons/735*%25%2F..%2F%3F%23x");
        await Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer");
        await Expect(open.Cards.First.Locator(".about")).ToHaveTextAsync(SampleReports.ScriptValue + "abcU+202Egpj.exe");
        (await open.Page.TitleAsync()).Should().NotBe("pwned");
        open.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_coupon_with_several_problems_is_one_card_under_the_worst()
    {
        await using var open = await browser.OpenAsync(SampleReports.Of(
            [],
            [
                new Problem("blank_cell", "Nothing is there.") { Id = "A", Line = 2, Column = "name", Severity = ProblemSeverity.Warning },
                new Problem("conflict", "The file says 25, Stripe 20.") { Id = "A", Line = 2, Column = "percent_off" },
                new Problem("conflict", "The file says once, Stripe forever.") { Id = "A", Line = 2, Column = "duration" },
                new Problem("near_id", "There is 'B'.") { Id = "b", Line = 3, Severity = ProblemSeverity.Warning },
            ]));

        await Expect(open.Page.Locator("#problems h3")).ToHaveTextAsync(["The coupon differs1conflict", "A coupon with nearly this id exists1near_idwarning"]);
        await Expect(open.Page.Locator("#problems .problem")).ToHaveCountAsync(2);
        await Expect(open.Page.Locator("#problems .problem").First.Locator("p")).ToHaveTextAsync(
        [
            "Only white space or invisible characters blank_cell name Nothing is there.",
            "percent_off The file says 25, Stripe 20.",
            "duration The file says once, Stripe forever.",
        ]);
    }

    private static RunReport Campaigns() => SampleReports.Of(
    [
        .. Enumerable.Range(0, 2_431).Select(i => SampleReports.Update($"SPRING-{i}", "campaign", "spring-2026", "spring-2027", 2 + i) with
        {
            Coupon = new ReportedCoupon(1 + i, "Spring sale", "25 % off, once"),
        }),
        .. Enumerable.Range(0, 10).Select(i => SampleReports.Update($"VIP-{i}", "order_id", $"old-{i}", $"new-{i}", 2_433 + i)),
    ]);
}
