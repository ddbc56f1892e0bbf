using System.Text.Json;

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
        using var shop = Create();

        var run = await RunAsync(shop, command);

        run.ExitCode.Should().Be(70);
        var line = run.Error.Split('\n').Single(static l => l.StartsWith("couponsync: ", StringComparison.Ordinal));
        line.Should().Contain("a fault of the program itself: A bug with a second line").And.Contain($"the log in '{shop.File("logs")}'");
        (run.Error + run.Out).Should().NotContain("   at ");
        Log(shop).Should().Contain("\"Fatal\"").And.Contain("NotImplementedException").And.Contain("   at ");
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("get")]
    public async Task In_JSON_it_is_a_line_of_JSON(string command)
    {
        using var shop = Create();

        var run = await RunAsync(shop, command, "--log-format", "json");

        run.ExitCode.Should().Be(70);
        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonElement.Parse(l).GetProperty("@m").GetString())
            .Should().ContainSingle(static m => m!.StartsWith("couponsync: a fault of the program itself"));
        run.Error.Should().NotContain("   at ");
    }

    [Fact]
    public async Task A_run_that_ends_so_says_so_in_its_report()
    {
        using var shop = Create();

        var run = await RunAsync(shop, "sync");

        run.Report.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(70);
        run.Report.GetProperty("run").GetProperty("stopReason").GetString().Should().StartWith("A fault of the program itself");
        run.Out.Should().StartWith("Ended by a fault before anything was changed: A fault of the program itself");
    }

    [Fact]
    public async Task Without_a_log_the_trace_is_in_a_file_that_the_line_names()
    {
        using var shop = Create();
        File.WriteAllText(shop.File("config.json"), """{ "Log": { "Enabled": false } }""");

        var run = await shop.RunRawAsync("get", "C1", "--state-dir", shop.File("state"), "--config", shop.File("config.json"));

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
        using var shop = Create();
        shop.Transport = static () => new Faulty($"A bug with {Shop.TestKey}");

        var run = await RunAsync(shop, command);

        run.ExitCode.Should().Be(70);
        (run.Out + run.Error + Log(shop)).Should().NotContain(Shop.TestKey).And.Contain("A bug with sk_test_");
        foreach (var file in Directory.EnumerateFiles(shop.Directory, "*", SearchOption.AllDirectories).Where(static f => !f.EndsWith(".log", StringComparison.Ordinal)))
        {
            (await File.ReadAllTextAsync(file)).Should().NotContain(Shop.TestKey, file);
        }
    }

    private static Task<RunOutcome> RunAsync(Shop shop, string command, params string[] options)
    {
        var file = shop.WriteRows("coupons.csv", [("C1", "new")]);
        return shop.RunAsync([.. command switch
        {
            "get" => new[] { "get", "C1" },
            "update" => ["update", "C1", "-m", "a=b"],
            "export" => ["export"],
            "apply" => ["apply", Plan(shop, file)],
            _ => [command, file],
        }, .. options]);
    }

    private static string Plan(Shop shop, string file)
    {
        var transport = shop.Transport;
        shop.Transport = null;
        shop.RunAsync("sync", file, "--dry-run", "--plan", shop.File("plan.jsonl")).GetAwaiter().GetResult().ExitCode.Should().Be(0);
        shop.Transport = transport;
        return shop.File("plan.jsonl");
    }

    private static Shop Create()
    {
        var shop = new Shop { Transport = static () => new Faulty() };
        shop.SeedPlain(3);
        return shop;
    }

    private static string Log(Shop shop) => string.Concat(Directory.GetFiles(shop.File("logs")).Select(static f =>
    {
        using var reader = new StreamReader(new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }));

    private sealed class Faulty(string message = "A bug\nwith a second line") : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new NotImplementedException(message);
    }
}
