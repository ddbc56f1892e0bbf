using System.Net;
using System.Text;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary><c>--update-currency-options</c>: amounts in further currencies are changes like any other.</summary>
public sealed class CurrencyOptionTests
{
    private const string Option = "--update-currency-options";

    [Fact]
    public async Task Without_the_option_a_differing_amount_is_a_conflict_that_names_the_option()
    {
        using var world = WithCoupon("A", eur: 450);

        var run = await world.RunAsync("sync", File(world, "A,600,"));

        (run.ExitCode, run.Count("conflict"), world.Writes).Should().Be((1, 1, 0));
        run.Problems.Should().ContainSingle().Which.GetProperty("message").GetString().Should().Contain("450; --update-currency-options changes it.");
    }

    [Fact]
    public async Task Amounts_are_changed_and_added_and_a_second_run_finds_nothing_to_do()
    {
        using var world = WithCoupon("A", eur: 450);
        var file = File(world, "A,600,700");

        var run = await world.RunAsync("sync", file, Option);

        (run.ExitCode, run.Count("update"), run.Count("applied"), run.Requests("update")).Should().Be((0, 1, 1, 1), run.Out);
        Amounts(world, "A").Should().Be("eur=600 gbp=700");
        world.Emulator.Find("A")!.Terms.AmountOff.Should().Be(500);
        (await world.RunAsync("sync", file, Option)).Count("unchanged").Should().Be(1);
        (await world.NightAsync(file, options: Option)).Count("unchanged").Should().Be(1, "the snapshot has taken them, too");
        (await world.RunAsync("sync", file)).Count("unchanged").Should().Be(1);
    }

    [Fact]
    public async Task Every_report_shows_them()
    {
        using var world = WithCoupon("A", eur: 450);
        string Named(string extension) => world.File("report." + extension);

        var run = await world.RunAsync(
            "sync", File(world, "A,600,700"), Option, "--dry-run", "--report", Named("csv"), "--report", Named("md"), "--report", Named("html"));

        run.Out.Should().Contain("currency_options[eur]: \"450\" -> \"600\"").And.Contain("+ currency_options[gbp]: \"700\"");
        System.IO.File.ReadAllText(Named("csv")).Should().Contain("2,A,update,currency_options[eur],450,600,").And.Contain(",currency_options[gbp],,700,");
        System.IO.File.ReadAllText(Named("md")).Should().Contain("eur&#93;</code> | <code>450</code> | <code>600</code>");
        System.IO.File.ReadAllText(Named("html")).Should().Contain("\"currency_options[eur]\",\"450\",\"600\"");
        var change = run.Report.GetProperty("changes").EnumerateArray().Should().ContainSingle().Which;
        change.GetProperty("currencyOptions").GetProperty("eur").GetRawText().Should().Be("""{"before":"450","after":"600"}""");
        change.GetProperty("currencyOptions").GetProperty("gbp").GetRawText().Should().Be("""{"before":null,"after":"700"}""");
    }

    [Fact]
    public async Task The_plan_has_its_own_schema_and_is_applied_as_reviewed()
    {
        using var world = WithCoupon("A", eur: 450);
        var file = File(world, "A,600,");

        var plan = await world.PlanAsync(file, Option);

        System.IO.File.ReadLines(plan).First().Should().StartWith("{\"schema\":\"couponsync.plan/2\"").And.Contain("\"updateCurrencyOptions\":true");
        (await world.RunAsync("apply", plan)).Count("applied").Should().Be(1);
        Amounts(world, "A").Should().Be("eur=600");
        await ChangeElsewhereAsync(world, "A", 450);
        Schema(await world.RunAsync("sync", file, "--dry-run")).Should().StartWith("{\"schema\":\"couponsync.plan/1\"");
    }

    [Fact]
    public async Task A_plan_whose_amount_somebody_changed_meanwhile_is_stale()
    {
        using var world = WithCoupon("A", eur: 450);
        var plan = await world.PlanAsync(File(world, "A,600,"), Option);
        await ChangeElsewhereAsync(world, "A", 480);

        var run = await world.RunAsync("apply", plan);

        (run.ExitCode, run.Count("stale")).Should().Be((1, 1));
        run.Out.Should().Contain("currency_options[eur] was '450' and is '480' now");
        Amounts(world, "A").Should().Be("eur=480");
    }

    [Fact]
    public async Task A_change_elsewhere_is_seen_although_events_do_not_show_amounts()
    {
        using var world = WithCoupon("A", eur: 450);
        var file = File(world, "A,450,");
        (await world.RunAsync("sync", file, Option)).Count("unchanged").Should().Be(1);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await ChangeElsewhereAsync(world, "A", 480);

        var run = await world.NightAsync(file, options: Option);

        run.Count("applied").Should().Be(1, run.Out);
        Amounts(world, "A").Should().Be("eur=450");
    }

    [Fact]
    public async Task A_revert_restores_changed_amounts_and_says_which_currencies_stay()
    {
        using var world = WithCoupon("A", eur: 450);
        var run = await world.RunAsync("sync", File(world, "A,600,700"), Option);

        var revert = await world.RunAsync("revert", run.RunId());

        revert.ExitCode.Should().Be(1, "something is left as it is");
        Amounts(world, "A").Should().Be("eur=450 gbp=700");
        Schema(revert).Should().StartWith("{\"schema\":\"couponsync.plan/2\"");
        revert.Problems.Should().ContainSingle(static p => p.GetProperty("kind").GetString() == "currency_not_revertible")
            .Which.GetProperty("column").GetString().Should().Be("currency_options[gbp]");
        (await world.RunAsync("revert", revert.RunId())).Count("applied").Should().Be(1);
        Amounts(world, "A").Should().Be("eur=600 gbp=700");
    }

    [Fact]
    public async Task A_revert_leaves_an_amount_that_somebody_changed_since()
    {
        using var world = WithCoupon("A", eur: 450);
        var run = await world.RunAsync("sync", File(world, "A,600,"), Option);
        await ChangeElsewhereAsync(world, "A", 480);

        var revert = await world.RunAsync("revert", run.RunId());

        revert.Problems.Should().ContainSingle().Which.GetProperty("kind").GetString().Should().Be("changed_since");
        Amounts(world, "A").Should().Be("eur=480");
    }

    [Fact]
    public async Task A_created_coupon_whose_amounts_somebody_changed_is_not_deleted()
    {
        using var world = World.With();
        var file = world.Write("coupons.csv", "id,amount_off,currency,duration,currency_options[eur]\nNEW,500,usd,once,450\n");
        var run = await world.RunAsync("sync", file, "--create-missing");
        await ChangeElsewhereAsync(world, "NEW", 480);

        var revert = await world.RunAsync("revert", run.RunId(), "--delete-created");

        revert.ExitCode.Should().Be(1);
        world.Emulator.Find("NEW").Should().NotBeNull();
        revert.Out.Should().Contain("currency_options[eur] was '450' and is '480' now");
    }

    [Fact]
    public async Task They_are_guarded_by_max_changes()
    {
        using var world = WithCoupon("A", eur: 450);

        (await world.RunAsync("sync", File(world, "A,600,"), Option, "--max-changes", "0")).ExitCode.Should().Be(5);

        world.Writes.Should().Be(0);
    }

    [Theory]
    [InlineData("P", "currency_options[eur]", "a coupon of a percentage has no amounts")]
    [InlineData("A", "currency_options[usd]", "it is the coupon's own currency")]
    public async Task What_a_coupon_cannot_have_is_a_conflict(string id, string column, string reason)
    {
        using var world = WithCoupon("A", eur: 450);
        world.Emulator.Create(new EmulatorCoupon { Id = "P", Terms = new() { PercentOff = 10 } });

        var run = await world.RunAsync("sync", world.Write("coupons.csv", $"id,{column}\n{id},600\n"), Option);

        (run.ExitCode, run.Count("conflict"), world.Writes).Should().Be((1, 1, 0));
        run.Out.Should().Contain(reason);
    }

    [Fact]
    public async Task An_amount_that_does_not_hold_is_named_and_taken_back()
    {
        using var world = WithCoupon("A", eur: 450);
        // Somebody else writes at the same moment: the answer shows another amount than was sent.
        world.Through(async (request, pass, stop) =>
        {
            var answer = await pass();
            if (request.Method != HttpMethod.Post)
            {
                return answer;
            }

            await ChangeElsewhereAsync(world, "A", 610);
            var text = await answer.Content.ReadAsStringAsync(stop);
            return HopHandler.Answer(HttpStatusCode.OK, text.Replace("600", "610", StringComparison.Ordinal));
        });

        var run = await world.RunAsync("sync", File(world, "A,600,"), Option);

        (run.ExitCode, run.Count("failed"), run.Count("deviating")).Should().Be((1, 1, 1), run.Out);
        run.Out.Should().Contain("currency_options[eur] is '610' now, not '600'");
        world.Transport = null;
        (await world.RunAsync("revert", run.RunId())).Count("applied").Should().Be(1);
        Amounts(world, "A").Should().Be("eur=450");
    }

    [Fact]
    public async Task An_amount_of_which_it_is_not_known_whether_it_was_changed_is_read_by_the_next_run_even_after_a_revert()
    {
        using var world = WithCoupon("A", eur: 450);
        var file = world.Write("coupons.csv", "id,currency_options[eur],metadata[a]\nA,600,1\n");
        world.And("hang-after@POST /v1/coupons/A:count=20");
        var run = await world.RunAsync("sync", file, Option, "--fetch", "incremental");
        run.Count("unknown").Should().Be(1, run.Out);
        world.Emulator.Faults.Clear();
        await ChangeElsewhereAsync(world, "A", 620);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var revert = await world.RunAsync("revert", run.RunId());
        (revert.Count("applied"), Amounts(world, "A")).Should().Be((1, "eur=620"), revert.Out);

        var dry = await world.RunAsync("sync", world.Write("other.csv", "id,currency_options[eur]\nA,620\n"), Option, "--fetch", "incremental", "--dry-run");

        dry.Count("unchanged").Should().Be(1, dry.Out);
    }

    // Simulated case 6004722: the new coupon was taken for what its answer shows, and its row passed.
    [Fact]
    public async Task A_coupon_that_was_deleted_and_created_anew_before_a_revert_wrote_it_is_read_by_the_next_run()
    {
        using var world = WithCoupon("A", eur: 402);
        world.ChangeElsewhere("A", "c", "v");
        var file = world.Write("coupons.csv", "id,currency_options[eur],metadata[c]\nA,402,\n");
        string[] sync = ["sync", file, "--empty-cells", "unset", "--fetch", "incremental"];
        var run = await world.RunAsync(sync);
        run.Count("applied").Should().Be(1, run.Out);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Emulator.Delete("A");
        world.Emulator.Create(new EmulatorCoupon { Id = "A", Terms = new EmulatorTerms { PercentOff = 10 } });
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await world.RunAsync("revert", run.RunId())).Count("applied").Should().Be(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        var next = await world.RunAsync(sync);

        (next.ExitCode, next.Count("conflict")).Should().Be((1, 1), next.Out);
    }

    private static World WithCoupon(string id, long eur)
    {
        var world = World.With();
        world.Emulator.Create(new EmulatorCoupon
        {
            Id = id,
            Terms = new() { AmountOff = 500, Currency = "usd", CurrencyOptions = new Dictionary<string, long> { ["eur"] = eur } },
        });
        return world;
    }

    private static string File(World world, string row) =>
        world.Write("coupons.csv", "id,currency_options[eur],currency_options[GBP]\n" + row + "\n");

    private static string Schema(RunOutcome run) => System.IO.File.ReadLines(Path.Combine(run.Directory!, "plan.jsonl")).First();

    private static string Amounts(World world, string id) =>
        string.Join(' ', world.Emulator.Find(id)!.Terms.CurrencyOptions!.Select(static o => $"{o.Key}={o.Value}"));

    // As another client would.
    private static async Task ChangeElsewhereAsync(World world, string id, long eur)
    {
        using var client = new HttpClient(world.Emulator.CreateHandler()) { BaseAddress = new Uri("https://api.stripe.com") };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/coupons/{id}")
        {
            Content = new StringContent($"currency_options[eur][amount_off]={eur}", Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        request.Headers.Add("Authorization", "Bearer " + World.TestKey);
        (await client.SendAsync(request)).EnsureSuccessStatusCode();
    }
}
