using System.Net;
using System.Text.Json;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Rows that are known to be missing or in conflict need not make every night a failure.</summary>
public sealed class ToleratedRowsTests : IDisposable
{
    private readonly World _world = World.With(coupons: 3);
    private readonly string _file;

    public ToleratedRowsTests()
    {
        _file = _world.Write("coupons.csv", "id,percent_off,metadata[order_id]\nC0,10,new\nGONE,,x\nGONE2,,x\nC1,15,y\n");
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(1, "--missing", "fail", "--conflicts", "fail")]
    [InlineData(1, "--missing", "warn")]
    [InlineData(1, "--conflicts", "warn")]
    [InlineData(0, "--missing", "warn", "--conflicts", "warn")]
    public async Task With_warn_they_are_reported_and_counted_and_the_run_is_a_success(int exitCode, params string[] options)
    {
        foreach (var arguments in (string[][])[["--dry-run", "--detailed-exit-code"], [], []])
        {
            var isDry = arguments.Length > 0;

            var run = await _world.RunAsync(["sync", _file, .. arguments, .. options]);

            run.ExitCode.Should().Be(isDry ? 2 : exitCode, run.Out);
            (run.Count("missing"), run.Count("conflict")).Should().Be((2, 1));
            (Tolerated(run, "missing"), Tolerated(run, "conflict")).Should().Be((
                options is ["--missing", "warn", ..] ? 2 : 0, options is [.., "--conflicts", "warn"] ? 1 : 0));
            run.Report.GetProperty("problems").GetArrayLength().Should().Be(3);
            run.Out.Should().Contain("GONE2").And.Contain("C1");
        }
    }

    [Fact]
    public async Task Nothing_but_tolerated_rows_is_a_dry_run_without_pending_changes()
    {
        string[] warn = ["--missing", "warn", "--conflicts", "warn"];
        await _world.RunAsync(["sync", _file, .. warn]);

        var dry = await _world.RunAsync(["sync", _file, "--dry-run", "--detailed-exit-code", .. warn]);
        var strict = await _world.RunAsync("sync", _file, "--dry-run", "--detailed-exit-code", "--missing", "warn");

        dry.ExitCode.Should().Be(0);
        dry.Out.Should().StartWith("There is nothing to change. 3 rows were skipped with a warning: 2 missing in Stripe and 1 in conflict.");
        strict.ExitCode.Should().Be(1);
        strict.Out.Should().StartWith("There is nothing to change, but 1 row needs attention: 1 in conflict. 2 rows were skipped with a warning: 2 missing in Stripe.");
    }

    [Fact]
    public async Task Everybody_who_watches_sees_a_success()
    {
        var config = _world.Write("config.json", """{ "Csv": { "Missing": "warn", "Conflicts": "Warn" } }""");
        var metrics = _world.File("m.prom");
        var told = default(JsonElement);
        _world.Notifying(async (request, _, cancellationToken) =>
        {
            told = JsonElement.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            return HopHandler.Answer(HttpStatusCode.OK);
        });

        var run = await _world.RunAsync("sync", _file, "--config", config, "--metrics", metrics, "--notify-url", "https://hooks.example.com/x");
        var listed = await _world.RunAsync("runs");

        run.ExitCode.Should().Be(0);
        (await File.ReadAllTextAsync(metrics)).Should().Contain("couponsync_last_success_timestamp_seconds{").And.Contain("verdict=\"missing\"} 2");
        told.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(0);
        told.GetProperty("text").GetString().Should().Contain("was applied. 3 rows were skipped with a warning");
        listed.Out.Should().Contain(" 1 applied ");
        File.Exists(Path.Combine(run.Directory!, "errors.csv")).Should().BeFalse("no row has failed");
        run.Out.Should().NotContain("Try the failed rows again");
    }

    [Fact]
    public async Task A_coupon_that_cannot_be_read_is_no_known_conflict()
    {
        _world.Refusing("GET /v1/coupons/C0", HttpStatusCode.BadRequest);

        var run = await _world.RunAsync("sync", _file, "--missing", "warn", "--conflicts", "warn", "--fetch", "retrieve");

        run.ExitCode.Should().Be(1, run.Out);
    }

    [Fact]
    public async Task Another_word_is_refused_as_whoever_gave_it_calls_it()
    {
        (await _world.RunAsync("sync", _file, "--missing", "ignore")).Error.Should().Contain("--missing is 'ignore', but must be one of fail, warn");
        _world.Variables["COUPONSYNC_Csv__Missing"] = "ignore";
        (await _world.RunAsync("sync", _file)).Error.Should().Contain("Csv:Missing is 'ignore', but must be one of fail, warn");
    }

    private static long Tolerated(RunOutcome run, string kind) =>
        run.Report.GetProperty("summary").TryGetProperty(kind + "Tolerated", out var count) ? count.GetInt64() : 0;
}
