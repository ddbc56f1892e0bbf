using System.Globalization;
using System.Net;
using System.Text.Json;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The log alone says why a night failed.</summary>
public sealed class FailureLogTests : IDisposable
{
    private readonly World _world = World.With(coupons: 3);

    public void Dispose() => _world.Dispose();

    [Theory]
    [Trait("Needs", "Unix")]
    [InlineData(1, "Warning")]
    [InlineData(3, "Error")]
    [InlineData(4, "Error")]
    [InlineData(5, "Error")]
    [InlineData(7, "Error")]
    public async Task The_headline_the_problems_and_the_counts_are_there(int exitCode, string level)
    {
        var (file, options) = exitCode switch
        {
            1 => (_world.WriteRows("coupons.csv", [("C0", "new"), ("GONE", "x")]), (string[])[]),
            3 => (_world.Write("coupons.csv", "id,metadata[order_id]\nC0,x,y\nC1,x\n"), []),
            5 => (_world.WriteNew(3), ["--max-changes", "2"]),
            _ => (_world.WriteNew(3), []),
        };
        if (exitCode is 4 or 7)
        {
            _world.Emulator.Faults.Add(exitCode == 4 ? "401@GET /v1/coupons" : "500-before@GET /v1/coupons");
        }

        var run = await _world.RunAsync(["sync", file, .. options]);

        run.ExitCode.Should().Be(exitCode, run.Out);
        var log = Log();
        var headline = run.Out.Split('\n')[0].TrimEnd();
        log.Should().Contain((level, headline));
        log[^1].Level.Should().Be(level);
        log[^1].Message.Should().StartWith($"Run {run.RunId()} ends with exit code {exitCode} after ").And.Contain(" s: ").And.Contain(" requests");
        foreach (var problem in run.Problems)
        {
            log.Should().Contain(l => l.Level == "Warning" && l.Message.Contains(problem.GetProperty("message").GetString()!, StringComparison.Ordinal));
        }
    }

    // Simulated case 5000627: it was glued to the torn one.
    [Fact]
    public async Task The_first_line_after_one_that_was_torn_is_a_line_of_its_own()
    {
        await using var world = await World.ServedAsync(coupons: 1);
        var file = world.WriteNew(1);
        await world.RunAsync("sync", file);
        var log = Directory.GetFiles(world.File("logs")).Max(StringComparer.Ordinal)!;
        using (var torn = new FileStream(log, FileMode.Open))
        {
            torn.SetLength(torn.Length - 9);
        }

        var lines = (await File.ReadAllLinesAsync(log)).Length;
        await world.RunAsync("sync", file);

        var then = (await File.ReadAllLinesAsync(log))[lines..];
        then.Should().HaveCountGreaterThan(1).And.OnlyContain(static line => line.StartsWith('{') && line.EndsWith('}'));
        then[0].Should().Contain("\"Command\":\"sync\"");
    }

    [SkippableOnWindowsFact]
    public async Task A_log_that_cannot_be_written_is_told_in_the_report_and_on_standard_error()
    {
        Directory.CreateDirectory(_world.File("logs"));
        // The log's library names its file by the system's clock.
        var today = TimeProvider.System.GetLocalNow();
        foreach (var day in new[] { today, today.AddDays(1) })
        {
            File.CreateSymbolicLink(_world.File($"logs/couponsync-{day:yyyyMMdd}.log"), "/dev/full");
        }

        var run = await _world.RunAsync("sync", _world.WriteNew(3));

        run.ExitCode.Should().Be(0);
        run.Error.Should().Contain("cannot be written: No space left on device");
        run.Report.GetProperty("run").GetProperty("notes").EnumerateArray().Should().Contain(static n => n.GetString()!.StartsWith("The log in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_change_is_told_with_what_can_be_done()
    {
        _world.Refusing("POST /v1/coupons/C1", HttpStatusCode.BadRequest);

        var run = await _world.RunAsync("sync", _world.WriteNew(2));

        run.ExitCode.Should().Be(1, run.Out);
        Log().Should().Contain(static l => l.Level == "Warning" && l.Message.Contains("C1", StringComparison.Ordinal) && l.Message.Contains("400", StringComparison.Ordinal));
        Log().Should().Contain(static l => l.Message.StartsWith("Undo this run: couponsync revert ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Very_many_problems_are_counted_after_the_first_hundred()
    {
        await _world.RunAsync("sync", _world.WriteRows("coupons.csv", Enumerable.Range(0, 250).Select(static i => (string.Create(CultureInfo.InvariantCulture, $"NO{i}"), "x"))));

        var problems = Log().Where(static l => l.Message.StartsWith("missing: ", StringComparison.Ordinal)).ToList();

        problems.Should().HaveCount(101);
        problems[^1].Message.Should().Be("missing: 150 more");
    }

    [Fact]
    public async Task A_good_night_is_one_line_of_information_with_its_counts()
    {
        await _world.RunAsync("sync", _world.WriteNew(3));

        Log().Should().OnlyContain(static l => l.Level == "Information");
        Log()[^1].Message.Should().Contain("Applied 3");
    }

    [Theory]
    [InlineData("a wrong option", 4, "sync", "coupons.csv", "--dry-rum")]
    [InlineData("a wrong value", 4, "sync", "coupons.csv", "--rate", "0")]
    [InlineData("a wrong delimiter", 4, "sync", "coupons.csv", "--delimiter", "both")]
    [InlineData("an empty value", 4, "sync", "coupons.csv", "--expect-account", "")]
    [InlineData("a missing settings file", 4, "sync", "coupons.csv", "--config", "none.json")]
    [InlineData("a plan that is none", 4, "apply", "none.jsonl")]
    [InlineData("a run that is none", 4, "revert", "none")]
    [InlineData("a report of no kind", 4, "sync", "coupons.csv", "--report", "r.docx")]
    [InlineData("a live key without leave", 4, "sync", "coupons.csv")]
    [InlineData("a key of no form", 4, "sync", "coupons.csv")]
    [InlineData("a coupon that does not exist", 1, "get", "GONE")]
    [InlineData("an account that is not expected", 4, "export", "--expect-account", "acct_2")]
    public async Task A_command_that_is_refused_leaves_a_line_in_the_log_and_no_run(string what, int exitCode, params string[] command)
    {
        _world.Variables["STRIPE_API_KEY"] = what switch
        {
            "a live key without leave" => "sk_live_0123456789",
            "a key of no form" => "sesame",
            _ => World.TestKey,
        };

        var run = await _world.RunAsync(command);

        run.ExitCode.Should().Be(exitCode, run.Error);
        var said = run.Error.Split('\n').First(static l => l.StartsWith("couponsync: ", StringComparison.Ordinal))["couponsync: ".Length..];
        Log().Should().Contain(l => l.Level == (exitCode == 1 ? "Warning" : "Error") && l.Message.Contains(said, StringComparison.Ordinal));
        Directory.Exists(_world.File("state/runs")).Should().BeFalse();
    }

    [Fact]
    public async Task The_log_names_the_coupon_that_was_asked_for_wherever_it_stands()
    {
        await _world.RunAsync("get", "--expect-livemode", "false", "C1");
        await _world.RunAsync("update", "-m", "a=b", "C2");

        Log().Select(static l => l.Message).Should().Contain("\"get\" \"C1\"").And.Contain("\"update\" \"C2\"");
    }

    private List<(string Level, string Message)> Log() =>
    [
        .. Directory.GetFiles(_world.File("logs")).Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines)
            .Select(static line => JsonElement.Parse(line))
            .Select(static line => (line.TryGetProperty("@l", out var level) ? level.GetString()! : "Information", line.GetProperty("@m").GetString()!)),
    ];
}
