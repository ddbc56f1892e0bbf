using System.Globalization;
using System.Text.Json;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Real processes, real signals, a real socket.</summary>
public sealed class SignalTests : IAsyncLifetime, IDisposable
{
    private const int Rows = 60;

    private readonly TemporaryDirectory _directory = new();
    private readonly StripeEmulator _emulator = new(new EmulatorOptions(), TimeProvider.System);
    private EmulatorServer _server = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_directory.File("home"));
        Directory.CreateDirectory(_directory.File("elsewhere"));
        var lines = string.Concat(Enumerable.Range(0, Rows).Select(static i => string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"id\":\"C{i}\",\"object\":\"coupon\",\"created\":{1_600_000_000 + i},\"percent_off\":10,\"duration\":\"once\",\"livemode\":false,\"metadata\":{{}}}}\n")));
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(lines));
        _emulator.SeedJsonLines(stream);
        _directory.Write("coupons.csv", "id,metadata[order_id]\n" + string.Concat(Enumerable.Range(0, Rows).Select(static i => $"C{i},{i}\n")));
        _server = await EmulatorServer.StartAsync(_emulator);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Of_two_runs_started_together_one_works_and_the_other_is_told_who()
    {
        // So slow that it is still at work when the others come, however busy the machine.
        using var first = Sync("home", "--rate", "0.5");
        await first.UntilAsync("Applying");

        using var second = Sync("home");
        var refused = await second.EndAsync();
        first.Signal("TERM");
        var stopped = await first.EndAsync();
        using var last = Sync("home");

        (stopped.ExitCode, (await last.EndAsync()).ExitCode).Should().Be((130, 0));
        refused.ExitCode.Should().Be(6);
        refused.Out.Should().Contain($"process {first.Id} on {Environment.MachineName}");
        WritesApplied().Should().Be(Rows);
    }

    [Fact]
    public async Task Runs_from_different_state_directories_do_not_meet()
    {
        using var here = Sync("home", "--rate", "0.5");
        await here.UntilAsync("Applying");

        using var there = Sync("elsewhere");

        (await there.EndAsync()).ExitCode.Should().Be(0);
        here.Signal("TERM");
        (await here.EndAsync()).ExitCode.Should().Be(130);
        WritesApplied().Should().BeGreaterThanOrEqualTo(Rows);
    }

    [Fact]
    public async Task Runs_that_wait_for_each_other_all_succeed_and_write_once()
    {
        using var first = Sync("home", "--lock-wait", "60s");
        using var second = Sync("home", "--lock-wait", "60s");
        using var third = Sync("home", "--lock-wait", "60s");

        foreach (var run in new[] { first, second, third })
        {
            (await run.EndAsync()).ExitCode.Should().Be(0);
        }

        WritesApplied().Should().Be(Rows);
    }

    [Fact]
    public async Task One_coupon_can_be_updated_while_a_run_holds_the_account()
    {
        using var run = Sync("home", "--rate", "10");
        await run.UntilAsync("Applying");
        using var update = RealProcess.Start(
            _directory.File("home"), "update", "C59", "-m", "note=seen", "--api-base", _server.Address.ToString().TrimEnd('/'));

        (await update.EndAsync()).ExitCode.Should().Be(0);
        (await run.EndAsync()).ExitCode.Should().Be(0);

        _emulator.Find("C59")!.Metadata.Should().BeEquivalentTo(
            [KeyValuePair.Create("note", "seen"), KeyValuePair.Create("order_id", "59")]);
    }

    [Fact]
    public async Task A_first_signal_finishes_what_is_under_way_and_reports_the_rest()
    {
        using var run = Sync("home");
        await run.UntilAsync("Applying");
        run.Signal("TERM");

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(130);
        var report = Report("home");
        var applied = report.GetProperty("summary").GetProperty("applied").GetInt64();
        applied.Should().Be(WritesApplied());
        (applied + report.GetProperty("summary").GetProperty("notAttempted").GetInt64()).Should().Be(Rows);
        report.GetProperty("run").GetProperty("stopReason").GetString().Should().Contain("left");
    }

    [Fact]
    public async Task A_second_signal_ends_the_process_at_once()
    {
        _emulator.Faults.Add("hang@POST /v1/coupons/*");
        using var run = Sync("home");
        await run.UntilAsync("Applying");
        run.Signal("TERM");
        await run.UntilAsync("Stopping");
        run.Signal("TERM");

        (await run.EndAsync()).ExitCode.Should().Be(128 + 15);
    }

    [Fact]
    public async Task The_time_budget_ends_a_run_in_order()
    {
        using var run = Sync("home", "--max-duration", "2s", "--rate", "4");

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(7);
        ended.Out.Should().Contain("--max-duration").And.Contain("left");
        Report("home").GetProperty("summary").GetProperty("notAttempted").GetInt64().Should().BePositive();
    }

    [Fact]
    public async Task After_a_kill_the_run_can_be_read_and_the_next_one_does_the_rest_once()
    {
        using (var run = Sync("home", "--rate", "10"))
        {
            await run.UntilAsync("Applying");
            while (WritesApplied() < 5)
            {
                await Task.Yield();
            }

            run.Signal("KILL");
            await run.EndAsync();
        }

        using var list = RealProcess.Start(_directory.File("home"), "runs");
        var (_, table, _) = await list.EndAsync();
        table.Should().Contain("broken");
        var broken = Path.GetFileName(Directory.GetDirectories(Path.Combine(_directory.File("home"), ".couponsync", "runs")).Single());
        using var show = RealProcess.Start(_directory.File("home"), "runs", broken);
        (await show.EndAsync()).Out.Should().Contain("ended without a report").And.Contain($"Of {Rows} planned changes");

        using var next = Sync("home");
        (await next.EndAsync()).ExitCode.Should().Be(0);
        WritesApplied().Should().BeInRange(Rows, Rows + 1, "one write may have been under way; sending it again changes nothing");
        _emulator.Coupons().Should().OnlyContain(c => c.Metadata["order_id"] == c.Id.Substring(1));
    }

    private RealProcess Sync(string directory, params string[] options) => RealProcess.Start(
        _directory.File(directory),
        ["sync", _directory.File("coupons.csv"), "--api-base", _server.Address.ToString().TrimEnd('/'), .. options]);

    private long WritesApplied() => Enumerable.Range(0, Rows).Sum(i => _emulator.WritesApplied($"C{i}"));

    private JsonElement Report(string directory)
    {
        var run = Directory.GetDirectories(Path.Combine(_directory.File(directory), ".couponsync", "runs")).Single();
        return JsonElement.Parse(File.ReadAllBytes(Path.Combine(run, "report.json")));
    }
}
