using System.Diagnostics;
using System.Text.Json;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Outputs that would destroy something are refused before anything is read, by what they are and not by how they
/// are spelled; links stay, pipes and devices are written into.</summary>
[Trait("Needs", "Unix")]
public sealed class OutputPathTests
{
    [Theory]
    [InlineData("--plan", "coupons.csv")]
    [InlineData("--plan", "sub/../coupons.csv")]
    [InlineData("--plan", "sub/up/coupons.csv")]
    [InlineData("--plan", "hard.md")]
    [InlineData("--report", "hard.md")]
    [InlineData("--report", "soft.html")]
    [InlineData("--metrics", "coupons.csv")]
    [InlineData("--metrics", "soft.html")]
    public async Task An_output_that_is_the_input_is_refused(string option, string name)
    {
        using var world = Create(out var file);
        var before = await File.ReadAllTextAsync(file);

        var run = await world.RunAsync("sync", file, "--dry-run", option, world.File(name));

        Refused(world, run, option, "the input");
        (await File.ReadAllTextAsync(file)).Should().Be(before);
    }

    [Theory]
    [InlineData("--plan", "same", "--metrics", "./same")]
    [InlineData("--report", "a.md", "--report", "sub/../a.md")]
    [InlineData("--plan", "a.md", "--report", "sub/up/a.md")]
    [InlineData("--report", "old.md", "--report", "linked.md")]
    public async Task Two_outputs_that_are_one_file_are_refused(string option, string name, string other, string otherName)
    {
        using var world = Create(out var file);
        world.Write("old.md", "old");
        File.CreateSymbolicLink(world.File("linked.md"), "old.md");

        var run = await world.RunAsync("sync", file, "--dry-run", option, world.File(name), other, world.File(otherName));

        Refused(world, run, other, "also what " + option);
        (await File.ReadAllTextAsync(world.File("old.md"))).Should().Be("old");
    }

    [Fact]
    public async Task Settings_keys_plans_and_lists_are_inputs_too()
    {
        using var world = Create(out var file);
        var config = world.Write("config.json", $$"""{ "Stripe": { "ApiKeyFile": {{JsonSerializer.Serialize(world.File("key.json"))}} } }""");
        world.Write("key.json", World.TestKey);
        var ids = world.Write("ids.txt", "C1\n");
        (await world.RunAsync("sync", file, "--dry-run", "--plan", world.File("plan.json"))).ExitCode.Should().Be(0);
        var plan = await File.ReadAllBytesAsync(world.File("plan.json"));

        Refused(world, await world.RunAsync("sync", file, "--dry-run", "--config", config, "--report", config), "--report", "settings file", runs: 1);
        Refused(world, await world.RunAsync("sync", file, "--dry-run", "--config", config, "--report", world.File("key.json")), "--report", "key file", runs: 1);
        Refused(world, await world.RunAsync("apply", world.File("plan.json"), "--dry-run", "--report", world.File("plan.json")), "--report", "the plan", runs: 1);
        Refused(world, await world.RunAsync("export", "--ids-from", ids, "-o", ids), "--output", "the ids", runs: 1);
        (await File.ReadAllBytesAsync(world.File("plan.json"))).Should().Equal(plan);
        (await File.ReadAllTextAsync(ids)).Should().Be("C1\n");
    }

    [Fact]
    public async Task What_runs_keep_and_the_log_are_not_written_over()
    {
        using var world = Create(out var file);
        var run = await world.RunAsync("sync", file);
        var id = run.RunId();
        File.CreateSymbolicLink(world.File("link.json"), Path.Combine(run.Directory!, "report.json"));
        var log = Directory.GetFiles(world.File("logs")).First();

        Refused(world, await world.RunAsync("sync", file, "--dry-run", "--report", Path.Combine(run.Directory!, "report.json")), "--report", "State:Directory", runs: 1);
        Refused(world, await world.RunAsync("sync", file, "--dry-run", "--report", world.File("link.json")), "--report", "State:Directory", runs: 1);
        Refused(world, await world.RunAsync("sync", file, "--dry-run", "--plan", world.File("state/snapshots/new.jsonl")), "--plan", "State:Directory", runs: 1);
        Refused(world, await world.RunAsync("revert", id, "--dry-run", "--plan", Path.Combine(run.Directory!, "plan.jsonl")), "--plan", "plan.jsonl of the run", runs: 1);
        Refused(world, await world.RunAsync("sync", file, "--dry-run", "--plan", log), "--plan", "Log:Directory", runs: 1);

        (await world.RunAsync("sync", file, "--dry-run", "--metrics", world.File("state/couponsync.prom"))).ExitCode.Should().Be(0, "deploy/ has it there");
    }

    [Theory]
    [InlineData("sync", "--plan", "-")]
    [InlineData("sync", "--metrics", "-")]
    [InlineData("sync", "--report", "-")]
    [InlineData("sync", "--plan", "")]
    [InlineData("export", "--output", "")]
    public async Task No_file_is_named_by_nothing_or_a_dash(string command, string option, string name)
    {
        using var world = Create(out var file);

        var run = await world.RunAsync(command == "sync" ? ["sync", file, "--dry-run", option, name] : [command, option, name]);

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain(option);
        run.Directory.Should().BeNull();
    }

    [Fact]
    public async Task A_dash_is_standard_output_for_an_export()
    {
        using var world = Create(out _);

        var export = await world.RunAsync("export", "-o", "-");

        export.ExitCode.Should().Be(0);
        export.Out.Should().StartWith("id,name,");
    }

    [Fact]
    public async Task What_could_not_be_written_in_the_end_shows_in_the_exit_code_and_in_what_could()
    {
        using var world = Create(out var file);
        Directory.CreateDirectory(world.File("gone"));
        world.Transport = () =>
        {
            Directory.Delete(world.File("gone"), recursive: true);
            return world.Emulator.CreateHandler();
        };

        var run = await world.RunAsync("sync", file, "--report", world.File("good.json"), "--report", world.File("gone/bad.json"));

        run.ExitCode.Should().Be(7);
        run.Error.Should().Contain("The report " + world.File("gone/bad.json") + " cannot be written");
        run.Out.Should().StartWith("All 3 changes were applied. The report ");
        run.Out.Split('\n').Where(static l => l.StartsWith("Report ", StringComparison.Ordinal)).Should().Equal(
            $"Report    {world.File("good.json")}", $"Report    {Path.Combine(run.Directory!, "report.html")}");
        foreach (var report in new[] { run.Report, JsonElement.Parse(await File.ReadAllBytesAsync(world.File("good.json"))) })
        {
            report.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(7);
            report.GetProperty("run").GetProperty("stopReason").GetString().Should().Contain("gone/bad.json");
        }
    }

    [Fact]
    public async Task A_plan_that_could_not_be_saved_ends_the_run_before_anything_is_changed()
    {
        using var world = Create(out var file);
        Directory.CreateDirectory(world.File("gone"));
        world.Transport = () =>
        {
            Directory.Delete(world.File("gone"), recursive: true);
            return world.Emulator.CreateHandler();
        };

        var run = await world.RunAsync("sync", file, "--plan", world.File("gone/plan.jsonl"));

        run.ExitCode.Should().Be(7);
        run.Out.Should().Contain("The plan cannot be saved as " + world.File("gone/plan.jsonl"));
        world.Writes.Should().Be(0);
    }

    [SkippableOnWindowsFact]
    public async Task A_device_may_be_named_more_than_once()
    {
        using var world = Create(out var file);

        var run = await world.RunAsync("sync", file, "--dry-run", "--plan", "/dev/null", "--metrics", "/dev/null");

        run.ExitCode.Should().Be(0, run.Error);
        (await world.RunAsync("export", "-o", "/dev/null")).ExitCode.Should().Be(0);
        File.GetAttributes("/dev/null").Should().NotHaveFlag(FileAttributes.Directory);
        new FileInfo("/dev/null").Length.Should().Be(0);
    }

    private static void Refused(World world, RunOutcome run, string option, string why, int runs = 0)
    {
        run.ExitCode.Should().Be(4, run.Error);
        run.Error.Should().Contain($"couponsync: {option}").And.Contain(why);
        run.Directory.Should().BeNull("it leaves no run");
        (Directory.Exists(world.File("state/runs")) ? Directory.GetDirectories(world.File("state/runs")).Length : 0).Should().Be(runs);
    }

    private static World Create(out string file)
    {
        var world = World.With(coupons: 3);
        file = world.WriteChanged(3, 3);
        Directory.CreateDirectory(world.File("sub"));
        Directory.CreateSymbolicLink(world.File("sub/up"), "..");
        File.CreateSymbolicLink(world.File("soft.html"), "coupons.csv");
        using var link = Process.Start("ln", [file, world.File("hard.md")]);
        link.WaitForExit();
        return world;
    }
}
