using System.Text.Json;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>What a person most likely did not mean stands before the question and in every report, and nowhere in the plan.</summary>
public sealed class WarningTests
{
    [Fact]
    public async Task Warnings_stand_before_the_question_and_in_all_reports()
    {
        using var world = World.With(coupons: 6);
        world.Answer = "yes";
        var file = world.Write("coupons.csv", "id,metadata[order_id]\n" + string.Concat(Enumerable.Range(0, 6).Select(static i => $"C{i},#REF!\n")));

        var run = await world.RunAsync("sync", file, "--report", world.File("report.md"));

        run.ExitCode.Should().Be(0, run.Out + run.Error);
        run.Error.IndexOf("spreadsheet error: 6", StringComparison.Ordinal).Should().BeInRange(0, run.Error.IndexOf("Apply it?", StringComparison.Ordinal));
        run.Error.Split("#REF!").Should().HaveCountLessThan(12, "the question shows the first few, and a count");
        run.Out.Should().Contain("spreadsheet error: 6  warning").And.Contain("… and 1 more in");
        run.Problems.Should().HaveCount(6).And.OnlyContain(
            static p => p.GetProperty("kind").GetString() == "spreadsheet_error" && p.GetProperty("severity").GetString() == "warning");
        System.IO.File.ReadAllText(world.File("report.md")).Should().Contain("(warning)");
        (await world.RunAsync("runs", run.RunId())).Out.Should().Contain("spreadsheet error: 6  warning");
    }

    [Fact]
    public async Task Whoever_applies_a_saved_plan_is_warned_of_its_values_as_whoever_made_it()
    {
        using var world = World.With(coupons: 3);
        var file = world.Write("coupons.csv", "id,name,metadata[order_id],metadata[a\u200Bb],percent_off,duration\nC0,,#REF!,,,\nC1,CafÃ©,fine,,,\nC2,,new-2,x,,\nNEW,,x\uFFFDy,,10,once\n");
        var plan = await world.PlanAsync(file, "--create-missing");
        world.ChangeElsewhere("C0", "order_id", "#REF!");
        world.Answer = "yes";

        var run = await world.RunAsync("apply", plan);

        run.ExitCode.Should().Be(0, run.Out + run.Error);
        run.Problems.Select(static p => (p.GetProperty("kind").GetString(), p.GetProperty("id").GetString(), p.GetProperty("severity").GetString()))
            .Should().Equal(("double_encoded", "C1", "warning"), ("invisible_character", "C2", "warning"), ("replacement_character", "NEW", "warning"));
        run.Error.IndexOf("double encoded: 1", StringComparison.Ordinal).Should().BeInRange(0, run.Error.IndexOf("Apply it?", StringComparison.Ordinal));
        run.Out.Should().Contain("replacement character: 1  warning");
    }

    [Fact]
    public async Task They_are_no_part_of_what_the_plan_is_known_by()
    {
        using var world = World.With(coupons: 1);
        var plain = await Sha256Async("id,metadata[order_id]\nC0,new\n");

        (await Sha256Async("id,metadata[order_id],metadata[b]\nC0,new, \n")).Should().Be(plain);

        async Task<string> Sha256Async(string text)
        {
            var run = await world.RunAsync("sync", world.Write("coupons.csv", text), "--dry-run");
            run.ExitCode.Should().Be(0, run.Out + run.Error);
            return run.Report.GetProperty("run").GetProperty("planSha256").GetString()!;
        }
    }

    [Theory]
    [InlineData("c0")]
    [InlineData("Ｃ0")]
    [InlineData("\"\"\"C0\"\"\"")]
    [InlineData("\u200BC0")]
    [InlineData("\u04210")]
    public async Task A_missing_id_names_the_one_that_was_meant(string id)
    {
        using var world = World.With(coupons: 3);

        var run = await world.RunAsync("sync", world.Write("coupons.csv", $"id,metadata[order_id]\n{id},x\nC1,old\nC2,old\n"), "--fetch", "list");

        run.ExitCode.Should().Be(1, run.Out + run.Error);
        run.Problems.Single(static p => p.GetProperty("kind").GetString() == "missing")
            .GetProperty("message").GetString().Should().EndWith("Did you mean 'C0'?");
    }

    [Fact]
    public async Task A_creation_beside_a_near_coupon_or_under_a_mangled_id_is_warned_of()
    {
        using var world = World.With(coupons: 1);

        var run = await world.RunAsync(
            "sync", world.Write("coupons.csv", "id,percent_off,duration\nc0,10,once\nTRUE,10,once\n1.00E+10,10,once\n"), "--create-missing", "--dry-run", "--fetch", "list");

        run.Problems.Select(static p => (Text(p, "kind"), Text(p, "id"))).Should().Equal(
            ("near_id", "c0"), ("mangled_id", "TRUE"), ("id_not_creatable", "1.00E+10"));
        run.Out.Should().Contain("Did you mean 'C0'?").And.Contain("a long number");

        static string? Text(JsonElement problem, string name) => problem.GetProperty(name).GetString();
    }

    [Fact]
    public async Task White_space_survives_an_export_and_rebuilds_an_account()
    {
        using var world = World.With();
        world.Emulator.Create(new EmulatorCoupon
        {
            Id = "SPACES",
            Terms = new() { PercentOff = 10 },
            Metadata = EmulatorMetadata.From([new("a", "  "), new("b", "\u00A0"), new("c", "\u200B"), new("d", "'  "), new("e", "x")]),
        });
        var file = world.File("export.csv");
        await world.RunAsync("export", "-o", file);

        (await world.RunRawAsync("check", file)).Out.Should().Contain("is valid").And.Contain("1 warning", "of the one that has an apostrophe too");
        (await world.RunAsync("sync", file, "--empty-cells", "unset", "--prune-metadata")).Count("unchanged").Should().Be(1);
        using var other = World.With();
        (await other.RunAsync("sync", file, "--create-missing")).ExitCode.Should().Be(0);
        other.Emulator.Find("SPACES")!.Metadata.Should().Equal(world.Emulator.Find("SPACES")!.Metadata);
    }

    [Fact]
    public async Task A_blank_cell_wipes_no_name()
    {
        using var world = World.With();
        world.Emulator.Create(new EmulatorCoupon { Id = "NAMED", Name = "Sale", Terms = new() { PercentOff = 10 } });

        var run = await world.RunAsync("sync", world.Write("coupons.csv", "id,name\nNAMED,\u00A0\n"), "--empty-cells", "unset");

        (run.ExitCode, run.Count("unchanged")).Should().Be((0, 1));
        world.Emulator.Find("NAMED")!.Name.Should().Be("Sale");
        run.Out.Should().Contain("blank cell: 1  warning");
    }

    [Fact]
    public async Task A_dry_run_of_a_plan_says_what_the_run_would_do_and_so_does_its_past()
    {
        using var world = World.With();
        var plan = await world.PlanAsync(world.Write("coupons.csv", "id,percent_off,duration,metadata[a]\nSAME,10,once,1\n"), "--create-missing");
        world.Emulator.Create(new EmulatorCoupon { Id = "SAME", Terms = new() { PercentOff = 10 }, Metadata = EmulatorMetadata.From([new("a", "0")]) });

        var dry = await world.RunAsync("apply", plan, "--dry-run", "--report", world.File("dry.csv"));
        var shown = await world.RunAsync("runs", dry.RunId());
        var real = await world.RunAsync("apply", plan, "--report", world.File("real.csv"));

        foreach (var text in new[] { dry.Out, shown.Out, real.Out })
        {
            text.Should().Contain("~ SAME").And.Contain("a: \"0\" -> \"1\"");
        }

        (dry.ExitCode, real.ExitCode, real.Count("applied")).Should().Be((0, 0, 1));
        Action("dry.csv").Should().Be(Action("real.csv")).And.Be("update");

        string Action(string name) => System.IO.File.ReadAllLines(world.File(name))[1].Split(',')[2];
    }
}
