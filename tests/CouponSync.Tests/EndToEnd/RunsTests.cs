using System.Text.Json;
using CouponSync.Cli;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Past runs are listed for people and programs, and named by as little as tells them apart.</summary>
public sealed class RunsTests
{
    [Fact]
    public async Task The_list_fits_80_columns_and_says_of_each_run_what_became_of_it()
    {
        using var world = World.With(coupons: 20);
        await world.RunAsync("sync", world.WriteNew(12, "coupons-of-the-whole-winter-season-2026.csv"), "--dry-run");
        await world.RunAsync("sync", world.WriteRows("some.csv", [("C1", "new"), ("GONE", "x")]));
        world.Emulator.Faults.Add("array-body@POST /v1/coupons/C2");
        await world.RunAsync("sync", world.WriteRows("some.csv", [("C2", "new"), ("C3", "new"), ("GONE", "x")]));
        await world.RunAsync("sync", world.WriteRows("some.csv", [("C3", "new"), ("C4", "old")]));
        await world.RunAsync("sync", world.WriteRows("some.csv", [("C3", "newer"), ("C4", "newer")]), "--max-changes", "1");
        await world.RunAsync("sync", world.Write("bad.csv", "id\n"));
        world.Answer = "no";
        await world.RunAsync("sync", world.WriteRows("some.csv", [("C3", "newer"), ("C4", "newer")]));
        world.Terminal = new TerminalFacts { OutIsTerminal = true, Width = 80 };

        var list = await world.RunAsync("runs");

        var lines = list.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().OnlyContain(static l => l.Length <= 80);
        lines[0].Should().MatchRegex("^RUN +COMMAND +OUTCOME +FILE +ACCOUNT$");
        foreach (var (outcome, file) in new[]
        {
            ("12 pending", "coupons-"), ("1 applied, 1 missing", "some.csv"), ("1 applied, 2 open", "some.csv"), ("nothing to do", "some.csv"),
            ("guard refused", "some.csv"), ("input invalid", "bad.csv"), ("cancelled, 2 left", "some.csv"),
        })
        {
            lines.Should().ContainSingle(l => l.Contains($"  {outcome}  ", StringComparison.Ordinal) && l.Contains($"  {file}", StringComparison.Ordinal), outcome);
        }

        lines.Should().Contain(static l => l.EndsWith("  test …ulat"));
        lines.Should().Contain(static l => l.Contains("sync (dry)"));
    }

    [Fact]
    public async Task The_list_is_whole_where_no_terminal_is()
    {
        using var world = World.With(coupons: 20);
        var file = world.WriteNew(12, "coupons-of-the-whole-winter-season-2026.csv");
        await world.RunAsync("sync", file);

        (await world.RunAsync("runs")).Out.Should().Contain($"  {file}  test acct_1CouponSyncEmulat");
    }

    [Fact]
    public async Task Programs_get_the_same_as_json()
    {
        using var world = World.With(coupons: 3);
        var none = await world.RunAsync("runs", "--json");
        var first = await world.RunAsync("sync", world.WriteNew(1));
        world.Clock.Advance(TimeSpan.FromDays(1));
        var second = await world.RunAsync("sync", world.WriteNew(3), "--dry-run");
        File.Delete(Path.Combine(second.Directory!, "report.json"));

        var all = JsonElement.Parse((await world.RunAsync("runs", "--json")).Out);
        var one = JsonElement.Parse((await world.RunAsync("runs", first.RunId(), "--json")).Out);

        JsonElement.Parse(none.Out).GetArrayLength().Should().Be(0);
        none.Error.Should().BeEmpty();
        all.EnumerateArray().Select(static r => (r.GetProperty("id").GetString(), r.GetProperty("state").GetString()))
            .Should().Equal((second.RunId(), "broken"), (first.RunId(), "reported"));
        all[0].GetProperty("left").GetProperty("notAttempted").GetInt64().Should().Be(2);
        foreach (var part in (string[])["run", "summary", "requests"])
        {
            JsonElement.DeepEquals(one.GetProperty(part), first.Report.GetProperty(part)).Should().BeTrue(part);
        }
    }

    [Fact]
    public async Task A_run_is_named_by_its_beginning_its_last_four_characters_or_as_the_latest()
    {
        using var world = World.With(coupons: 2);
        var first = await world.RunAsync("sync", world.WriteNew(1));
        world.Clock.Advance(TimeSpan.FromDays(1));
        var second = await world.RunAsync("sync", world.WriteNew(2), "--dry-run");

        foreach (var (text, id) in new[] { ("latest", second.RunId()), (first.RunId()[^4..], first.RunId()), (first.RunId()[..10], first.RunId()) })
        {
            (await world.RunAsync("runs", text)).Out.Should().Contain(id);
        }

        var ambiguous = await world.RunAsync("revert", first.RunId()[..8], "-n");
        var short3 = await world.RunAsync("revert", first.RunId()[^3..], "-n");
        var none = await world.RunAsync("apply", "ffff");
        var applied = await world.RunAsync("apply", "latest");
        var reverted = await world.RunAsync("revert", first.RunId()[^4..], "-n");

        (ambiguous.ExitCode, short3.ExitCode, none.ExitCode).Should().Be((4, 4, 4));
        ambiguous.Error.Should().Contain("fits 2 runs").And.Contain(first.RunId()).And.Contain(second.RunId());
        (applied.ExitCode, applied.Count("applied")).Should().Be((0, 1L), applied.Error);
        (reverted.ExitCode, reverted.Count("update")).Should().Be((0, 1L), reverted.Error);
    }

    [Fact]
    public async Task What_is_proposed_after_a_run_on_the_latest_names_that_run()
    {
        using var world = World.With(coupons: 2);
        var dry = await world.RunAsync("sync", world.WriteNew(2), "--dry-run");

        var again = await world.RunAsync("apply", "latest", "--dry-run");

        again.Out.Should().Contain($"  couponsync apply {dry.RunId()} --state-dir");
        (await world.RunAsync("apply", "latest", "-n")).Count("update").Should().Be(2);
    }

    [Fact]
    public async Task Without_a_run_there_is_no_latest()
    {
        using var world = World.With();

        var run = await world.RunAsync("revert", "latest");

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain("There is no run 'latest'").And.NotContain("Did you mean");
    }

    [Theory]
    [InlineData("runs", "lastest")]
    [InlineData("revert", "latst")]
    public async Task Latest_may_be_misspelled(string command, string typed)
    {
        using var world = World.With(coupons: 1);

        var run = await world.RunAsync(command, typed);

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain($"There is no run '{typed}'").And.Contain("Did you mean latest?");
    }
}
