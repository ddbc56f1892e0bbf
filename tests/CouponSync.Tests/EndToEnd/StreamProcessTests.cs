using System.Runtime.Versioning;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Real processes whose streams a shell has closed, or led to a device that is always full.</summary>
[Trait("Needs", "Unix")]
public sealed class StreamProcessTests
{
    private const int Rows = 60;

    [SkippableByPlatformTheory]
    [InlineData(">/dev/full", 7)]
    [InlineData(">&-", 7)]
    [InlineData("2>/dev/full", 0)]
    [InlineData("2>&-", 0)]
    [InlineData(">&- 2>&- <&-", 7)]
    [InlineData(">/dev/full 2>&1", 7)]
    public async Task A_run_does_its_work_whatever_became_of_its_streams(string redirection, int exitCode)
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        using var run = world.StartInShell($"exec \"$@\" {redirection}", "sync", world.WriteNew(Rows), "--metrics", world.File("m.prom"));

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(exitCode, ended.Error);
        ended.Error.Should().NotContain("   at ");
        world.Emulator.Coupons().Should().OnlyContain(static c => c.Metadata["order_id"] != "old");
        ended.Report.GetProperty("run").GetProperty("exitCode").GetInt32().Should().Be(exitCode);
        File.ReadLines(world.File("m.prom")).Should().Contain(
            l => l.StartsWith("couponsync_run_exit_code", StringComparison.Ordinal) && l.EndsWith($" {exitCode}", StringComparison.Ordinal));
    }

    [SkippableByPlatformTheory]
    [InlineData("get C1")]
    [InlineData("export")]
    public async Task Data_is_not_written_into_what_the_runtime_opened_in_place_of_a_closed_stream(string command)
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        using var run = world.StartInShell("exec \"$@\" <&- >&-", command.Split(' '));

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(7);
        ended.Error.Should().Contain("couponsync: standard output cannot be written: it is closed.");
    }

    [SkippableByPlatformTheory]
    [InlineData("<&-")]
    [InlineData("0>nothing.txt")]
    public async Task Standard_input_that_cannot_be_read_is_an_input_that_cannot_be_used(string redirection)
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        using var run = world.StartInShell($"exec \"$@\" {redirection}", "sync", "-");

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(3, ended.Error);
        ended.Out.Should().Contain("standard input cannot be read");
    }

    [SkippableByPlatformTheory]
    [InlineData("sync", "coupons.csv")]
    [InlineData("export")]
    [InlineData("--help")]
    public async Task A_pipe_that_is_read_for_a_line_only_is_no_failure(params string[] command)
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        world.WriteNew(Rows);
        using var run = world.StartInShell("\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", command);

        (await run.EndAsync()).ExitCode.Should().Be(0);
    }

    [SkippableByPlatformTheory]
    [InlineData("HUP", "2>/dev/full >/dev/full")]
    [InlineData("HUP", "2>&- >&-")]
    [InlineData("TERM", "2>/dev/full")]
    [InlineData("INT", "2>/dev/full")]
    public async Task A_signal_ends_a_run_in_order_when_nobody_can_be_told(string signal, string redirection)
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        // Whoever runs the tests in the background may have them ignore these signals, and what they start as well.
        using var run = world.StartInShell(
            $"env --default-signal true 2>&- && set -- env --default-signal \"$@\"; exec \"$@\" {redirection}", "sync", world.WriteNew(Rows), "--rate", "5");
        await run.UntilWritesAsync(5);

        run.Signal(signal);
        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(130, ended.Error);
        ended.Count("applied").Should().Be(world.Writes).And.BeLessThan(Rows);
        ended.Count("notAttempted").Should().Be(Rows - world.Writes);
    }

    [UnsupportedOSPlatform("windows")]
    [SkippableByPlatformTheory]
    [InlineData("0022")]
    [InlineData("0077")]
    public async Task Only_the_owner_reads_what_a_run_leaves_and_everybody_the_metrics(string umask)
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        using var run = world.StartInShell(
            $"umask {umask}; exec \"$@\"",
            "sync", world.WriteNew(Rows), "--metrics", world.File("m.prom"), "--report", world.File("r.json"), "--plan", world.File("p.jsonl"));
        (await run.EndAsync()).ExitCode.Should().Be(0);

        File.GetUnixFileMode(world.File("m.prom")).Should().Be(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        string[] left = [.. Directory.GetFiles(world.File("state"), "*", SearchOption.AllDirectories), .. Directory.GetFiles(world.File("logs")), world.File("r.json"), world.File("p.jsonl")];
        left.Where(static f => File.GetUnixFileMode(f) != (UnixFileMode.UserRead | UnixFileMode.UserWrite)).Should().BeEmpty();
    }
}
