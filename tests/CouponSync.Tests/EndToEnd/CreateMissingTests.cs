using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

public sealed class CreateMissingTests
{
    [Theory]
    [InlineData("percent_off", "NEW,,,,once,,,")]
    [InlineData("duration", "NEW,10,,,,,,")]
    [InlineData("duration_in_months", "NEW,10,,,repeating,,,")]
    [InlineData("redeem_by", "NEW,10,,,once,,2020-01-01,")]
    [InlineData("currency_options[eur]", "NEW,10,,,once,,,500")]
    [InlineData("id", "NEW COUPON,10,,,once,,,")]
    public async Task A_row_that_does_not_describe_a_coupon_says_which_column_lacks(string column, string row)
    {
        using var world = World.With();
        var file = world.Write("coupons.csv", "id,percent_off,amount_off,currency,duration,duration_in_months,redeem_by,currency_options[eur]\n" + row + "\n");

        var run = await world.RunAsync("sync", file, "--create-missing");

        run.ExitCode.Should().Be(1);
        (run.Count("missing"), run.Requests("create")).Should().Be((1, 0));
        run.Problems.Should().ContainSingle()
            .Which.GetProperty("column").GetString().Should().Be(column);
    }

    [Fact]
    public async Task A_coupon_is_created_with_its_terms_name_and_metadata_and_a_second_run_plans_nothing()
    {
        using var world = World.With();
        var file = world.Write(
            "coupons.csv",
            "id,name,amount_off,currency,currency_options[eur],duration,duration_in_months,max_redemptions,redeem_by,applies_to,metadata[order_id],metadata[empty]\n"
            + "NEW,Welcome,500,USD,450,repeating,3,100,2030-12-31,prod_B prod_A,6735,\n");

        var run = await world.RunAsync("sync", file, "--create-missing");

        (run.ExitCode, run.Count("create"), run.Count("applied"), run.Requests("create")).Should().Be((0, 1, 1, 1));
        var coupon = world.Emulator.Find("NEW")!;
        coupon.Name.Should().Be("Welcome");
        coupon.Metadata.Should().BeEquivalentTo(new Dictionary<string, string> { ["order_id"] = "6735" });
        coupon.Terms.Should().BeEquivalentTo(new EmulatorTerms
        {
            AmountOff = 500,
            Currency = "usd",
            CurrencyOptions = new Dictionary<string, long> { ["eur"] = 450 },
            Duration = "repeating",
            DurationInMonths = 3,
            MaxRedemptions = 100,
            RedeemBy = 1_924_905_600,
            AppliesToProducts = ["prod_A", "prod_B"],
        });
        (await world.RunAsync("sync", file, "--create-missing")).Count("unchanged").Should().Be(1);
    }

    [Fact]
    public async Task A_creation_whose_coupon_exists_by_then_is_compared_and_updated_and_undone_as_an_update()
    {
        using var world = World.With();
        var file = world.Write("coupons.csv", "id,percent_off,duration,metadata[a]\nSAME,10,once,1\nOTHER,10,once,1\nDONE,10,once,1\nFREE,10,once,1\n");
        var plan = await world.PlanAsync(file, "--create-missing");
        world.Emulator.Create(new EmulatorCoupon { Id = "SAME", Terms = new() { PercentOff = 10 }, Metadata = EmulatorMetadata.From([new("a", "0")]) });
        world.Emulator.Create(new EmulatorCoupon { Id = "OTHER", Terms = new() { PercentOff = 20 } });
        world.Emulator.Create(new EmulatorCoupon { Id = "DONE", Terms = new() { PercentOff = 10 }, Metadata = EmulatorMetadata.From([new("a", "1")]) });

        var run = await world.RunAsync("apply", plan);

        run.ExitCode.Should().Be(1);
        (run.Count("applied"), run.Count("stale"), run.Count("alreadyApplied")).Should().Be((2, 1, 1));
        world.Emulator.Find("SAME")!.Metadata["a"].Should().Be("1");
        world.Emulator.Find("OTHER")!.Metadata.Should().BeEmpty();
        var same = run.Report.GetProperty("changes").EnumerateArray().Single(static c => c.GetProperty("id").GetString() == "SAME");
        same.GetProperty("action").GetString().Should().Be("update", "the report says what was done, not what was planned");
        run.Out.Should().Contain("a: \"0\" -> \"1\"");
        (await world.RunAsync("revert", run.RunId(), "--delete-created")).Count("applied").Should().Be(2);
        world.Emulator.Find("SAME")!.Metadata["a"].Should().Be("0");
        world.Emulator.Find("FREE").Should().BeNull();
    }

    [Fact]
    public async Task A_past_run_is_shown_with_what_it_did_and_not_with_what_it_had_planned()
    {
        using var world = World.With();
        var plan = await world.PlanAsync(
            world.Write("coupons.csv", "id,percent_off,duration,metadata[a]\nSAME,10,once,1\nFREE,10,once,1\n"), "--create-missing");
        world.Emulator.Create(new EmulatorCoupon { Id = "SAME", Terms = new() { PercentOff = 10 }, Metadata = EmulatorMetadata.From([new("a", "0")]) });
        var run = await world.RunAsync("apply", plan);

        var shown = await world.RunAsync("runs", run.RunId());

        shown.Out.Should().Contain("a: \"0\" -> \"1\"");
        Changes(shown.Out).Should().Equal(Changes(run.Out)).And.HaveCount(4);

        static IEnumerable<string> Changes(string text) =>
            text.Split('\n').Where(static l => l.StartsWith('~') || l.StartsWith('+') || l.StartsWith("  ", StringComparison.Ordinal)).Take(4);
    }

    [Fact]
    public async Task A_date_beyond_what_Stripe_net_reads_as_seconds_survives()
    {
        using var world = World.With();
        using (var seed = new MemoryStream("""{"id":"FAR","object":"coupon","created":1600000000,"percent_off":10,"duration":"once","redeem_by":7258118400,"livemode":false,"metadata":{}}"""u8.ToArray()))
        {
            world.Emulator.SeedJsonLines(seed);
        }

        var file = world.Write("coupons.csv", "id,percent_off,duration,redeem_by\nFAR,10,once,2200-01-01\n");

        (await world.RunAsync("export")).Out.Should().Contain("2200-01-01T00:00:00Z");
        (await world.RunAsync("sync", file)).Count("unchanged").Should().Be(1);
    }

    [Theory]
    [InlineData("2031-11-01", 0)]
    [InlineData("2032-11-30", 1)]
    [InlineData("2200-01-01", 1)]
    public async Task A_coupon_that_could_be_redeemed_in_more_than_five_years_is_not_created(string date, int exitCode)
    {
        using var world = World.With();

        var run = await world.RunAsync(
            "sync", world.Write("coupons.csv", $"id,percent_off,duration,redeem_by\nFAR,10,once,{date}\n"), "--create-missing");

        run.ExitCode.Should().Be(exitCode, run.Out);
        run.Requests("create").Should().Be(1 - exitCode);
        run.Out.Contains("in more than 5 years", StringComparison.Ordinal).Should().Be(exitCode == 1);
    }

    [Fact]
    public async Task A_creation_that_loses_the_race_is_compared_and_updated()
    {
        using var world = World.With();
        // Somebody else creates the coupon just before our creation arrives.
        world.Through((request, pass, _) =>
        {
            if (request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath == "/v1/coupons" && world.Emulator.Count() == 0)
            {
                world.Emulator.Create(new EmulatorCoupon { Id = "RACE", Terms = new() { PercentOff = 10 } });
            }

            return pass();
        });

        var run = await world.RunAsync(
            "sync", world.Write("coupons.csv", "id,percent_off,duration,metadata[a]\nRACE,10,once,1\n"), "--create-missing");

        (run.ExitCode, run.Count("applied"), run.Requests("create"), run.Requests("update")).Should().Be((0, 1, 1, 1));
        world.Emulator.Find("RACE")!.Metadata["a"].Should().Be("1");
        (await world.RunAsync("revert", run.RunId(), "--delete-created")).ExitCode.Should().Be(0);
        world.Emulator.Find("RACE")!.Metadata.Should().BeEmpty("the run had updated it, not created it");
    }

    [Fact]
    public async Task Creations_have_a_guard_of_their_own()
    {
        using var world = World.With();
        var file = world.Write("coupons.csv", "id,percent_off,duration\nA,10,once\nB,10,once\n");

        var run = await world.RunAsync("sync", file, "--create-missing", "--max-creates", "1");

        run.ExitCode.Should().Be(5);
        run.Out.Should().Contain("2 is over 1");
        world.Emulator.Count().Should().Be(0);
    }
}
