using System.Text.Json;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>With <c>--log-format json</c> a container's log collector gets JSON, whatever happens and however early.</summary>
[Trait("Needs", "Unix")]
public sealed class JsonLogTests
{
    [Fact]
    public async Task A_run_that_is_told_to_stop_and_one_that_waits_for_it_say_so_in_JSON()
    {
        await using var world = await World.ServedAsync(coupons: 60);
        string[] sync = ["sync", world.WriteNew(60), "--log-format", "json"];
        using var first = world.Start([.. sync, "--rate", "1"]);
        await first.UntilContainsAsync("Applying");
        using var second = world.Start([.. sync, "--lock-wait", "10m"]);
        await second.UntilContainsAsync("Waiting for run");
        first.Signal("TERM");
        await first.UntilContainsAsync("Stopping");

        foreach (var run in new[] { first, second })
        {
            Messages((await run.EndAsync()).Error).Should().NotBeEmpty();
        }
    }

    [Theory]
    [InlineData("an option that is none", "sync", "coupons.csv", "--no-such-option", "--log-format", "json")]
    [InlineData("a setting out of its range", "sync", "coupons.csv", "--log-format=json", "--rate", "0")]
    [InlineData("a settings file that is missing", "sync", "coupons.csv", "--config", "none.json", "--log-format", "json")]
    [InlineData("a run that is none", "runs", "none", "--log-format", "json")]
    public async Task An_error_at_the_start_is_a_JSON_line(string what, params string[] command)
    {
        using var world = World.With();

        var run = await world.RunRawAsync(command);

        run.ExitCode.Should().Be(4, what);
        Messages(run.Error).Should().Contain(static m => m.Level == "Error" && m.Text.StartsWith("couponsync: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_settings_file_asks_for_JSON_too()
    {
        using var world = World.With();
        var config = world.Write("config.json", """{ "Log": { "Format": "json" } }""");

        var run = await world.RunAsync("sync", "none.csv", "--config", config, "--live", "--expect-livemode", "true");

        Messages(run.Error).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Without_it_errors_are_lines_for_people()
    {
        using var world = World.With();

        (await world.RunAsync("sync", "coupons.csv", "--rate", "0")).Error.Should().StartWith("couponsync: ");
    }

    private static List<(DateTimeOffset Time, string Level, string Text)> Messages(string error) =>
    [
        .. error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonElement.Parse(line))
            .Select(static line => (
                line.GetProperty("@t").GetDateTimeOffset(),
                line.TryGetProperty("@l", out var level) ? level.GetString()! : "Information",
                line.GetProperty("@m").GetString()!)),
    ];
}
