using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

public sealed class SyncTests
{
    private static readonly string Sample = RepositoryFiles.PathOf("samples", "coupons.csv");

    [Fact]
    public async Task A_run_that_is_stopped_at_once_says_so_once()
    {
        using var world = World.With(coupons: 2);
        await world.Stop.CancelAsync();

        var run = await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C0", "1")]));

        run.ExitCode.Should().Be(130);
        run.Out.Should().StartWith("Cancelled before anything was changed: It was told to stop.\n");
    }

    [Fact]
    public async Task The_sample_is_planned_applied_and_then_needs_nothing()
    {
        using var world = World.With();
        world.Emulator.SeedSampleAccount();

        var dry = await world.RunAsync("sync", Sample, "--dry-run");
        dry.ExitCode.Should().Be(0);
        (dry.Count("rows"), dry.Count("update"), dry.Count("missing"), dry.Count("conflict")).Should().Be((252, 40, 7, 5));
        dry.Out.Should().Contain("owner: \"marketing\" -> \"Müller, Anna\"");
        world.Writes.Should().Be(0);

        // A run does not know what another one sent in the same second.
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var real = await world.RunAsync("sync", Sample);
        real.ExitCode.Should().Be(1, "some rows are missing or in conflict");
        real.Count("applied").Should().Be(40);
        world.Writes.Should().Be(40);

        var again = await world.RunAsync("sync", Sample);
        again.ExitCode.Should().Be(1);
        (again.Count("update"), again.Requests("update")).Should().Be((0, 0));
        world.Writes.Should().Be(40);
    }

    [Fact]
    public async Task Without_a_key_and_without_the_emulator_it_says_how_to_do_either_and_sends_nothing()
    {
        using var world = World.With();
        world.Variables.Clear();

        var run = await world.RunAsync("sync", Sample);

        run.ExitCode.Should().Be(4);
        run.Error.Trim().Should().Contain("STRIPE_API_KEY").And.Contain("--emulator").And.NotContain("\n");
        run.Directory.Should().BeNull();
        world.Emulator.Counters.Snapshot().Requests.Should().Be(0);
    }

    [Fact]
    public async Task Every_changed_value_is_what_the_file_says_and_nothing_else_is_touched()
    {
        using var world = World.With(coupons: 300);
        var file = world.Write("coupons.csv", "id,name,metadata[order_id],metadata.owner,old_key (metadata)\n"
            + "C0,\"A, \"\"B\"\"\",6735,Zoë,\n"
            + "C1,,old,,\n"
            + "C2,,,\"two\nlines\",x\n");

        var run = await world.RunAsync("sync", file);

        run.ExitCode.Should().Be(0);
        (run.Count("applied"), run.Count("unchanged")).Should().Be((2, 1));
        world.Emulator.Find("C0")!.Name.Should().Be("A, \"B\"");
        world.Emulator.Find("C0")!.Metadata.Should().BeEquivalentTo(Pairs(("order_id", "6735"), ("owner", "Zoë")));
        world.Emulator.Find("C2")!.Metadata.Should().BeEquivalentTo(Pairs(("order_id", "old"), ("owner", "two\nlines"), ("old_key", "x")));
        world.Emulator.WritesApplied("C1").Should().Be(0);
    }

    [Fact]
    public async Task Empty_cells_unset_and_prune_remove_what_they_should()
    {
        using var world = World.With(coupons: 2);
        world.Emulator.UpdateMetadata("C0", [KeyValuePair.Create("extra", "1"), KeyValuePair.Create("kept", "2")]);
        var file = world.Write("coupons.csv", "id,metadata[order_id],metadata[kept]\nC0,,2\n");

        (await world.RunAsync("sync", file)).Count("update").Should().Be(0);

        (await world.RunAsync("sync", file, "--empty-cells", "unset")).ExitCode.Should().Be(0);
        world.Emulator.Find("C0")!.Metadata.Should().BeEquivalentTo(Pairs(("extra", "1"), ("kept", "2")));

        (await world.RunAsync("sync", file, "--prune-metadata")).ExitCode.Should().Be(0);
        world.Emulator.Find("C0")!.Metadata.Should().BeEquivalentTo(Pairs(("kept", "2")));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("retrieve")]
    [InlineData("auto")]
    public async Task Every_way_to_fetch_gives_the_same_plan(string fetch)
    {
        using var world = World.With(coupons: 250);
        var file = world.WriteRows("coupons.csv", [("C0", "new"), ("C1", "old"), ("NONE", "1"), ("C249", "new")]);

        var run = await world.RunAsync("sync", file, "--dry-run", "--fetch", fetch);

        (run.Count("update"), run.Count("unchanged"), run.Count("missing")).Should().Be((2, 1, 1));
    }

    [Fact]
    public async Task A_dry_run_with_detailed_exit_code_tells_pending_changes()
    {
        using var world = World.With(coupons: 2);

        (await world.RunAsync("sync", world.WriteRows("a.csv", [("C0", "new")]), "--dry-run", "--detailed-exit-code")).ExitCode.Should().Be(2);
        (await world.RunAsync("sync", world.WriteRows("b.csv", [("C0", "old")]), "--dry-run", "--detailed-exit-code")).ExitCode.Should().Be(0);
        (await world.RunAsync("sync", world.WriteRows("c.csv", [("NO", "old")]), "--dry-run", "--detailed-exit-code")).ExitCode.Should().Be(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_guard_refuses_with_its_arithmetic_also_in_a_dry_run(bool dryRun)
    {
        using var world = World.With(coupons: 100);
        var file = world.WriteChanged(100, 31);
        string[] extra = dryRun ? ["--dry-run"] : [];

        var run = await world.RunAsync(["sync", file, "--max-changes", "30%", .. extra]);

        run.ExitCode.Should().Be(5);
        run.Out.Should().Contain("31 % is over 30 % (31/100)");
        world.Writes.Should().Be(0);
    }

    [Fact]
    public async Task A_live_key_writes_only_with_leave()
    {
        using var world = World.With();
        world.Variables["STRIPE_API_KEY"] = World.LiveKey;
        var file = world.WriteRows("coupons.csv", [("C0", "new")]);

        var refused = await world.RunAsync("sync", file);
        refused.ExitCode.Should().Be(4);
        refused.Error.Should().Contain("--live");
        world.Emulator.Counters.Snapshot().Requests.Should().Be(0);

        (await world.RunAsync("sync", file, "--dry-run")).ExitCode.Should().Be(0);
        (await world.RunAsync("sync", file, "--live")).Count("missing").Should().Be(1, "live coupons are another world");
    }

    [Theory]
    [InlineData("yes", 0, 1)]
    [InlineData("no", 130, 0)]
    [InlineData("", 130, 0)]
    public async Task On_a_terminal_a_real_run_asks(string answer, int exitCode, int writes)
    {
        using var world = World.With(coupons: 1);
        world.Answer = answer;

        var run = await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C0", "new")]));

        run.ExitCode.Should().Be(exitCode);
        run.Error.Should().Contain("Type yes");
        world.Writes.Should().Be(writes);
    }

    [Fact]
    public async Task Standard_input_is_read_and_skip_invalid_goes_on_with_the_good_rows()
    {
        using var world = World.With(coupons: 3);
        world.Input = "id,metadata[order_id]\nC0,new\n,x\nC1,new,extra\nC2,new\n"u8.ToArray();

        (await world.RunAsync("sync", "-")).ExitCode.Should().Be(3);
        world.Writes.Should().Be(0);

        var run = await world.RunAsync("sync", "-", "--skip-invalid");
        run.ExitCode.Should().Be(1);
        (run.Count("applied"), run.Count("invalid"), run.Count("rows")).Should().Be((2, 2, 4));
        var errors = await File.ReadAllLinesAsync(Path.Combine(run.Directory!, "errors.csv"));
        errors[0].Should().Be("id,metadata[order_id],error_line,error_code,error_message");
        errors.Should().HaveCount(3);
    }

    [Fact]
    public async Task The_failed_rows_can_be_fed_back_as_they_are()
    {
        using var world = World.With(coupons: 3).And(fault: "403@POST /v1/coupons/none");
        var file = world.WriteRows("coupons.csv", [("C0", "new"), ("NOT_YET", "1"), ("C2", "new")]);

        var first = await world.RunAsync("sync", file);
        first.ExitCode.Should().Be(1);
        var errors = Path.Combine(first.Directory!, "errors.csv");
        (await File.ReadAllTextAsync(errors)).Should().Contain("NOT_YET,1,3,missing,");

        world.Emulator.Create(world.Emulator.Find("C0")! with { Id = "NOT_YET" });
        var second = await world.RunAsync("sync", errors);
        (second.ExitCode, second.Count("rows"), second.Count("applied")).Should().Be((0, 1, 1));
    }

    [Theory]
    [InlineData("x.json")]
    [InlineData("x.csv")]
    [InlineData("x.md")]
    public async Task A_report_file_is_written_where_asked(string name)
    {
        using var world = World.With(coupons: 1);

        await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C0", "new")]), "--dry-run", "--report", world.File(name));

        (await File.ReadAllTextAsync(world.File(name))).Should().Contain("C0").And.Contain("new");
    }

    [Fact]
    public async Task Arguments_that_make_no_sense_are_refused_before_anything_is_sent()
    {
        using var world = World.With();
        var file = world.WriteRows("coupons.csv", [("C0", "new")]);
        string[][] lines =
        [
            ["sync"],
            ["sync", file, "--no-such-option"],
            ["sync", file, "--fetch", "guess"],
            ["sync", file, "--rate", "0"],
            ["sync", file, "--rate", "-5"],
            ["sync", file, "--max-changes", "150%"],
            ["sync", file, "--report", "report.xls"],
            ["sync", file, "--detailed-exit-code"],
            ["sync", file, "--config", world.File("none.json")],
            ["sync", file, "--api-base", "ftp://example.com"],
            ["sync", file, "--api-base", "http://example.com"],
            ["sync", file, "--empty-cells", "maybe"],
            ["update", "C0"],
            ["update", "C0", "-m", "novalue"],
            ["update", "C0", "-m", "a=1", "--unset", "a"],
            ["frobnicate"],
        ];
        foreach (var line in lines)
        {
            var run = await world.RunRawAsync(line);
            run.ExitCode.Should().Be(4, string.Join(' ', line));
            run.Error.Should().StartWith("couponsync: ", string.Join(' ', line));
        }

        world.Emulator.Counters.Snapshot().Requests.Should().Be(0);
    }

    private static KeyValuePair<string, string>[] Pairs(params (string Key, string Value)[] pairs) =>
        [.. pairs.Select(p => KeyValuePair.Create(p.Key, p.Value))];
}
