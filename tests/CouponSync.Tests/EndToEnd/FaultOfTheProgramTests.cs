using System.Text.Json;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Exceptions that nobody expected: one line for the user, the trace in the log, exit code 70.</summary>
public sealed class FaultOfTheProgramTests
{
    [Theory]
    [InlineData("sync")]
    [InlineData("apply")]
    [InlineData("get")]
    [InlineData("update")]
    [InlineData("export")]
    public async Task A_fault_is_one_line_and_the_trace_is_in_the_log(string command)
    {
        using var world = Create();

        var run = await RunAsync(world, command);

        run.ExitCode.Should().Be(70);
        var line = run.Error.Split('\n').Single(static l => l.StartsWith("couponsync: ", StringComparison.Ordinal));
        line.Should().Contain("a fault of the program itself: A bug with a second line").And.Contain($"the log in '{world.File("logs")}'");
        (run.Error + run.Out).Should().NotContain("   at ");
        world.Log().Should().Contain("\"Fatal\"").And.Contain("NotImplementedException").And.Contain("   at ");
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("get")]
    public async Task In_JSON_it_is_a_line_of_JSON(string command)
    {
        using var world = Create();

        var run = await RunAsync(world, command, "--log-format", "json");

        run.ExitCode.Should().Be(70);
        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonElement.Parse(l).GetProperty("@m").GetString())
            .Should().ContainSingle(static m => m!.StartsWith("couponsync: a fault of the program itself"));
        run.Error.Should().NotContain("   at ");
    }

    [Fact]
    public async Task A_run_that_ends_so_says_so_in_its_report()
    {
        using var world = Create();

        var run = await RunAsync(world, "sync");

        run.Report.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(70);
        run.Report.GetProperty("run").GetProperty("stopReason").GetString().Should().StartWith("A fault of the program itself");
        run.Out.Should().StartWith("Ended by a fault before anything was changed: A fault of the program itself");
    }

    [Fact]
    public async Task Without_a_log_the_trace_is_in_a_file_that_the_line_names()
    {
        using var world = Create();
        File.WriteAllText(world.File("config.json"), """{ "Log": { "Enabled": false } }""");

        var run = await world.RunRawAsync("get", "C1", "--state-dir", world.File("state"), "--config", world.File("config.json"));

        run.ExitCode.Should().Be(70);
        var path = run.Error.Split('\'').Single(static p => p.EndsWith(".txt", StringComparison.Ordinal));
        (await File.ReadAllTextAsync(path)).Should().Contain("NotImplementedException").And.Contain("   at ");
        File.Delete(path);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("get")]
    public async Task A_key_in_a_fault_stays_out_of_all_that_is_shown_and_kept(string command)
    {
        using var world = Create($"A bug with {World.TestKey}");

        var run = await RunAsync(world, command);

        run.ExitCode.Should().Be(70);
        (run.Out + run.Error + world.Log()).Should().NotContain(World.TestKey).And.Contain("A bug with sk_test_");
        foreach (var file in Directory.EnumerateFiles(world.Directory, "*", SearchOption.AllDirectories).Where(static f => !f.EndsWith(".log", StringComparison.Ordinal)))
        {
            (await File.ReadAllTextAsync(file)).Should().NotContain(World.TestKey, file);
        }
    }

    private static Task<RunOutcome> RunAsync(World world, string command, params string[] options)
    {
        var file = world.WriteRows("coupons.csv", [("C1", "new")]);
        return world.RunAsync([.. command switch
        {
            "get" => new[] { "get", "C1" },
            "update" => ["update", "C1", "-m", "a=b"],
            "export" => ["export"],
            "apply" => ["apply", Plan(world, file)],
            _ => [command, file],
        }, .. options]);
    }

    private static string Plan(World world, string file)
    {
        var transport = world.Transport;
        world.Transport = null;
        world.RunAsync("sync", file, "--dry-run", "--plan", world.File("plan.jsonl")).GetAwaiter().GetResult().ExitCode.Should().Be(0);
        world.Transport = transport;
        return world.File("plan.jsonl");
    }

    private static World Create(string message = "A bug\nwith a second line") =>
        World.With(coupons: 3).Through((_, _, _) => throw new NotImplementedException(message));

}
