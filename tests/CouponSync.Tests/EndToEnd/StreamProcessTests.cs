using System.Runtime.Versioning;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Real processes whose streams a shell has closed, or led to a device that is always full.</summary>
public sealed class StreamProcessTests : IAsyncLifetime, IDisposable
{
    private const int Rows = 60;

    private readonly TemporaryDirectory _directory = new();
    private readonly StripeEmulator _emulator = new(new EmulatorOptions(), TimeProvider.System);
    private EmulatorServer _server = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_directory.File("home"));
        _emulator.Seed(Enumerable.Range(0, Rows).Select(static i => new EmulatorCoupon { Id = $"C{i}", Created = 1_600_000_000 + i }));
        _directory.Write("coupons.csv", "id,metadata[order_id]\n" + string.Concat(Enumerable.Range(0, Rows).Select(static i => $"C{i},{i}\n")));
        _server = await EmulatorServer.StartAsync(_emulator);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [SkippableByPlatformTheory]
    [InlineData(">/dev/full", 7)]
    [InlineData(">&-", 7)]
    [InlineData("2>/dev/full", 0)]
    [InlineData("2>&-", 0)]
    [InlineData(">&- 2>&- <&-", 7)]
    [InlineData(">/dev/full 2>&1", 7)]
    [InlineData("</dev/null >/dev/null 2>&-", 0)]
    public async Task A_run_does_its_work_whatever_became_of_its_streams(string redirection, int exitCode)
    {
        using var run = Shell($"exec \"$@\" {redirection}", "sync", _directory.File("coupons.csv"), "--metrics", _directory.File("m.prom"));

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(exitCode, ended.Error);
        ended.Error.Should().NotContain("   at ");
        _emulator.Coupons().Should().OnlyContain(static c => c.Metadata["order_id"] == c.Id.Substring(1));
        Report().GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(exitCode);
        File.ReadLines(_directory.File("m.prom")).Should().Contain(
            l => l.StartsWith("couponsync_run_exit_code", StringComparison.Ordinal) && l.EndsWith($" {exitCode}", StringComparison.Ordinal));
    }

    [SkippableByPlatformTheory]
    [InlineData("get C1")]
    [InlineData("export")]
    public async Task Data_is_not_written_into_what_the_runtime_opened_in_place_of_a_closed_stream(string command)
    {
        using var run = Shell("exec \"$@\" <&- >&-", command.Split(' '));

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(7);
        ended.Error.Should().Contain("couponsync: standard output cannot be written: it is closed.");
    }

    [SkippableByPlatformTheory]
    [InlineData("<&-")]
    [InlineData("0>nothing.txt")]
    public async Task Standard_input_that_cannot_be_read_is_an_input_that_cannot_be_used(string redirection)
    {
        using var run = Shell($"exec \"$@\" {redirection}", "sync", "-");

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(3, ended.Error);
        ended.Out.Should().Contain("standard input cannot be read");
    }

    [SkippableByPlatformTheory]
    [InlineData("sync coupons.csv", 0)]
    [InlineData("export", 0)]
    [InlineData("--help", 0)]
    public async Task A_pipe_that_is_read_for_a_line_only_is_no_failure(string command, int exitCode)
    {
        using var run = Shell("\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", [.. command.Replace("coupons.csv", _directory.File("coupons.csv"), StringComparison.Ordinal).Split(' ')]);

        (await run.EndAsync()).ExitCode.Should().Be(exitCode);
    }

    [SkippableByPlatformTheory]
    [InlineData("HUP", "2>/dev/full >/dev/full")]
    [InlineData("HUP", "2>&- >&-")]
    [InlineData("TERM", "2>/dev/full")]
    [InlineData("INT", "2>/dev/full")]
    public async Task A_signal_ends_a_run_in_order_when_nobody_can_be_told(string signal, string redirection)
    {
        _emulator.Latency = TimeSpan.FromMilliseconds(20);
        // Whoever runs the tests in the background may have them ignore these signals, and what they start as well.
        using var run = Shell(
            $"env --default-signal true 2>&- && set -- env --default-signal \"$@\"; exec \"$@\" {redirection}", "sync", _directory.File("coupons.csv"), "--rate", "10");
        while (WritesApplied() < 5)
        {
            await Task.Yield();
        }

        run.Signal(signal);
        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(130, ended.Error);
        var summary = Report().GetProperty("summary");
        summary.GetProperty("applied").GetInt64().Should().Be(WritesApplied()).And.BeLessThan(Rows);
        summary.GetProperty("notAttempted").GetInt64().Should().Be(Rows - WritesApplied());
    }

    [UnsupportedOSPlatform("windows")]
    [SkippableByPlatformTheory]
    [InlineData("0022")]
    [InlineData("0077")]
    public async Task Only_the_owner_reads_what_a_run_leaves_and_everybody_the_metrics(string umask)
    {
        using var run = Shell(
            $"umask {umask}; exec \"$@\"",
            "sync", _directory.File("coupons.csv"), "--metrics", _directory.File("m.prom"), "--report", _directory.File("r.json"), "--plan", _directory.File("p.jsonl"));
        (await run.EndAsync()).ExitCode.Should().Be(0);

        File.GetUnixFileMode(_directory.File("m.prom")).Should().Be(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Directory.GetFiles(_directory.File("home"), "*", SearchOption.AllDirectories)
            .Concat([_directory.File("r.json"), _directory.File("p.jsonl")])
            .Where(static f => File.GetUnixFileMode(f) != (UnixFileMode.UserRead | UnixFileMode.UserWrite))
            .Should().BeEmpty();
    }

    [SkippableOnWindowsFact]
    public async Task A_log_on_a_full_disk_ends_nothing()
    {
        // The two days that it may be by the time it is written.
        Directory.CreateDirectory(_directory.File("home/logs"));
        foreach (var day in new[] { DateTime.Now, DateTime.Now.AddDays(1) })
        {
            File.CreateSymbolicLink(_directory.File($"home/logs/couponsync-{day:yyyyMMdd}.log"), "/dev/full");
        }

        using var run = Shell("exec \"$@\"", "sync", _directory.File("coupons.csv"));

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(0, ended.Error);
        ended.Error.Should().NotContain("   at ");
    }

    private RealProcess Shell(string script, params IEnumerable<string> arguments)
    {
        var command = arguments.ToList();
        var remote = command.Count > 0 && command[0] is "--help" ? [] : new[] { "--api-base", _server.Address.ToString().TrimEnd('/') };
        return RealProcess.StartInShell(script, _directory.File("home"), [.. command, .. remote]);
    }

    private long WritesApplied() => Enumerable.Range(0, Rows).Sum(i => _emulator.WritesApplied($"C{i}"));

    private System.Text.Json.JsonElement Report() => System.Text.Json.JsonElement.Parse(File.ReadAllBytes(
        Path.Combine(Directory.GetDirectories(_directory.File("home/.couponsync/runs")).Single(), "report.json")));
}
