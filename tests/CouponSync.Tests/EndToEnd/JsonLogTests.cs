using System.Text.Json;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>With <c>--log-format json</c> a container's log collector gets JSON, whatever happens and however early.</summary>
public sealed class JsonLogTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StripeEmulator _emulator = new(new EmulatorOptions(), TimeProvider.System);
    private EmulatorServer _server = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_directory.File("home"));
        _emulator.Seed(Enumerable.Range(0, 60).Select(static i => new EmulatorCoupon { Id = $"C{i}", Created = 1_600_000_000 + i }));
        _directory.Write("coupons.csv", "id,metadata[order_id]\n" + string.Concat(Enumerable.Range(0, 60).Select(static i => $"C{i},{i}\n")));
        _server = await EmulatorServer.StartAsync(_emulator);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_run_that_is_told_to_stop_and_one_that_waits_for_it_say_so_in_JSON()
    {
        using var first = Start(["sync", Input, "--rate", "10", .. Remote]);
        await first.UntilContainsAsync("Applying");
        using var second = Start(["sync", Input, "--lock-wait", "60s", .. Remote]);
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
        using var run = Start(command);

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(4, what);
        Messages(ended.Error).Should().Contain(static m => m.Level == "Error" && m.Text.StartsWith("couponsync: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_settings_file_asks_for_JSON_too()
    {
        File.WriteAllText(_directory.File("home/config.json"), """{ "Log": { "Format": "json" } }""");
        using var run = Start(["sync", "none.csv", "--config", "config.json", "--live", "--expect-livemode", "true"]);

        Messages((await run.EndAsync()).Error).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Without_it_errors_are_lines_for_people()
    {
        using var run = Start(["sync", "coupons.csv", "--rate", "0"]);

        (await run.EndAsync()).Error.Should().StartWith("couponsync: ");
    }

    private string Input => _directory.File("coupons.csv");

    private string[] Remote => ["--log-format", "json", "--api-base", _server.Address.ToString().TrimEnd('/')];

    private RealProcess Start(string[] command) => RealProcess.Start(_directory.File("home"), command);

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
