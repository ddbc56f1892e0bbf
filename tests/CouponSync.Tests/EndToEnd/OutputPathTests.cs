using System.Diagnostics;
using System.Text.Json;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Outputs that would destroy something are refused before anything is read, by what they are and not by how they
/// are spelled; links stay, pipes and devices are written into.</summary>
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
        using var shop = Create(out var file);
        var before = await File.ReadAllTextAsync(file);

        var run = await shop.RunAsync("sync", file, "--dry-run", option, shop.File(name));

        Refused(shop, run, option, "the input");
        (await File.ReadAllTextAsync(file)).Should().Be(before);
    }

    [Theory]
    [InlineData("--plan", "same", "--metrics", "./same")]
    [InlineData("--report", "a.md", "--report", "sub/../a.md")]
    [InlineData("--plan", "a.md", "--report", "sub/up/a.md")]
    [InlineData("--report", "old.md", "--report", "linked.md")]
    public async Task Two_outputs_that_are_one_file_are_refused(string option, string name, string other, string otherName)
    {
        using var shop = Create(out var file);
        shop.Write("old.md", "old");
        File.CreateSymbolicLink(shop.File("linked.md"), "old.md");

        var run = await shop.RunAsync("sync", file, "--dry-run", option, shop.File(name), other, shop.File(otherName));

        Refused(shop, run, other, "also what " + option);
        (await File.ReadAllTextAsync(shop.File("old.md"))).Should().Be("old");
    }

    [Fact]
    public async Task Settings_keys_plans_and_lists_are_inputs_too()
    {
        using var shop = Create(out var file);
        var config = shop.Write("config.json", $$"""{ "Stripe": { "ApiKeyFile": {{JsonSerializer.Serialize(shop.File("key.json"))}} } }""");
        shop.Write("key.json", Shop.TestKey);
        var ids = shop.Write("ids.txt", "C1\n");
        (await shop.RunAsync("sync", file, "--dry-run", "--plan", shop.File("plan.json"))).ExitCode.Should().Be(0);
        var plan = await File.ReadAllBytesAsync(shop.File("plan.json"));

        Refused(shop, await shop.RunAsync("sync", file, "--dry-run", "--config", config, "--report", config), "--report", "settings file", runs: 1);
        Refused(shop, await shop.RunAsync("sync", file, "--dry-run", "--config", config, "--report", shop.File("key.json")), "--report", "key file", runs: 1);
        Refused(shop, await shop.RunAsync("apply", shop.File("plan.json"), "--dry-run", "--report", shop.File("plan.json")), "--report", "the plan", runs: 1);
        Refused(shop, await shop.RunAsync("export", "--ids-from", ids, "-o", ids), "--output", "the ids", runs: 1);
        (await File.ReadAllBytesAsync(shop.File("plan.json"))).Should().Equal(plan);
        (await File.ReadAllTextAsync(ids)).Should().Be("C1\n");
    }

    [Fact]
    public async Task What_runs_keep_and_the_log_are_not_written_over()
    {
        using var shop = Create(out var file);
        var run = await shop.RunAsync("sync", file);
        var id = Path.GetFileName(run.Directory!);
        File.CreateSymbolicLink(shop.File("link.json"), Path.Combine(run.Directory!, "report.json"));
        var log = Directory.GetFiles(shop.File("logs")).First();

        Refused(shop, await shop.RunAsync("sync", file, "--dry-run", "--report", Path.Combine(run.Directory!, "report.json")), "--report", "State:Directory", runs: 1);
        Refused(shop, await shop.RunAsync("sync", file, "--dry-run", "--report", shop.File("link.json")), "--report", "State:Directory", runs: 1);
        Refused(shop, await shop.RunAsync("sync", file, "--dry-run", "--plan", shop.File("state/snapshots/new.jsonl")), "--plan", "State:Directory", runs: 1);
        Refused(shop, await shop.RunAsync("revert", id, "--dry-run", "--plan", Path.Combine(run.Directory!, "plan.jsonl")), "--plan", "plan.jsonl of the run", runs: 1);
        Refused(shop, await shop.RunAsync("sync", file, "--dry-run", "--plan", log), "--plan", "Log:Directory", runs: 1);

        (await shop.RunAsync("sync", file, "--dry-run", "--metrics", shop.File("state/couponsync.prom"))).ExitCode.Should().Be(0, "deploy/ has it there");
    }

    [Theory]
    [InlineData("sync", "--plan", "-")]
    [InlineData("sync", "--metrics", "-")]
    [InlineData("sync", "--report", "-")]
    [InlineData("sync", "--plan", "")]
    [InlineData("export", "--output", "")]
    public async Task No_file_is_named_by_nothing_or_a_dash(string command, string option, string name)
    {
        using var shop = Create(out var file);

        var run = await shop.RunAsync(command == "sync" ? ["sync", file, "--dry-run", option, name] : [command, option, name]);

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain(option);
        run.Directory.Should().BeNull();
    }

    [Fact]
    public async Task A_dash_is_standard_output_for_an_export()
    {
        using var shop = Create(out _);

        var export = await shop.RunAsync("export", "-o", "-");

        export.ExitCode.Should().Be(0);
        export.Out.Should().StartWith("id,name,");
    }

    [Fact]
    public async Task What_could_not_be_written_in_the_end_shows_in_the_exit_code_and_in_what_could()
    {
        using var shop = Create(out var file);
        Directory.CreateDirectory(shop.File("gone"));
        shop.Transport = () =>
        {
            Directory.Delete(shop.File("gone"), recursive: true);
            return shop.Emulator.CreateHandler();
        };

        var run = await shop.RunAsync("sync", file, "--report", shop.File("good.json"), "--report", shop.File("gone/bad.json"));

        run.ExitCode.Should().Be(7);
        run.Error.Should().Contain("The report " + shop.File("gone/bad.json") + " cannot be written");
        run.Out.Should().StartWith("All 3 changes were applied. The report ");
        foreach (var report in new[] { run.Report, JsonElement.Parse(await File.ReadAllBytesAsync(shop.File("good.json"))) })
        {
            report.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(7);
            report.GetProperty("run").GetProperty("stopReason").GetString().Should().Contain("gone/bad.json");
        }
    }

    [Fact]
    public async Task A_plan_that_could_not_be_saved_ends_the_run_before_anything_is_changed()
    {
        using var shop = Create(out var file);
        Directory.CreateDirectory(shop.File("gone"));
        shop.Transport = () =>
        {
            Directory.Delete(shop.File("gone"), recursive: true);
            return shop.Emulator.CreateHandler();
        };

        var run = await shop.RunAsync("sync", file, "--plan", shop.File("gone/plan.jsonl"));

        run.ExitCode.Should().Be(7);
        run.Out.Should().Contain("The plan cannot be saved as " + shop.File("gone/plan.jsonl"));
        shop.Emulator.Counters.Snapshot().WritesApplied.Should().Be(0);
    }

    [SkippableOnWindowsFact]
    public async Task A_device_may_be_named_more_than_once()
    {
        using var shop = Create(out var file);

        var run = await shop.RunAsync("sync", file, "--dry-run", "--plan", "/dev/null", "--metrics", "/dev/null");

        run.ExitCode.Should().Be(0, run.Error);
        (await shop.RunAsync("export", "-o", "/dev/null")).ExitCode.Should().Be(0);
        File.GetAttributes("/dev/null").Should().NotHaveFlag(FileAttributes.Directory);
        new FileInfo("/dev/null").Length.Should().Be(0);
    }

    private static void Refused(Shop shop, RunOutcome run, string option, string why, int runs = 0)
    {
        run.ExitCode.Should().Be(4, run.Error);
        run.Error.Should().Contain($"couponsync: {option}").And.Contain(why);
        run.Directory.Should().BeNull("it leaves no run");
        (Directory.Exists(shop.File("state/runs")) ? Directory.GetDirectories(shop.File("state/runs")).Length : 0).Should().Be(runs);
    }

    private static Shop Create(out string file)
    {
        var shop = new Shop();
        shop.SeedPlain(3);
        file = shop.WriteRows("coupons.csv", Enumerable.Range(0, 3).Select(static i => ($"C{i}", "new")));
        Directory.CreateDirectory(shop.File("sub"));
        Directory.CreateSymbolicLink(shop.File("sub/up"), "..");
        File.CreateSymbolicLink(shop.File("soft.html"), "coupons.csv");
        using var link = Process.Start("ln", [file, shop.File("hard.md")]);
        link.WaitForExit();
        return shop;
    }
}
