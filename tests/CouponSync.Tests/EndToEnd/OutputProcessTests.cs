using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Real processes whose outputs a shell has made: redirections, descriptors and pipes.</summary>
[Trait("Needs", "Unix")]
public sealed class OutputProcessTests : IDisposable
{
    private readonly World _world = World.With();
    private readonly string _before;

    public OutputProcessTests()
    {
        File.Copy(RepositoryFiles.PathOf("samples", "coupons.csv"), _world.File("in.csv"));
        _before = File.ReadAllText(_world.File("in.csv"));
    }

    public void Dispose() => _world.Dispose();

    [SkippableByPlatformTheory]
    [InlineData("\"$@\" sync in.csv -n --emulator >>in.csv")]
    [InlineData("\"$@\" sync in.csv -n --emulator 2>>in.csv >/dev/null")]
    [InlineData("\"$@\" sync - -n --emulator --plan in.csv <in.csv")]
    [InlineData("\"$@\" sync - -n --emulator <in.csv >>in.csv")]
    [InlineData("\"$@\" sync in.csv -n --emulator --plan /dev/fd/3 3>>in.csv")]
    [InlineData("\"$@\" sync in.csv -n --emulator --plan out >out")]
    [InlineData("\"$@\" sync in.csv -n --emulator --plan /dev/fd/77")]
    public async Task A_stream_that_is_the_same_file_as_another_is_refused(string script)
    {
        using var run = _world.StartInShell(script);

        (await run.EndAsync()).ExitCode.Should().Be(4);
        var left = await File.ReadAllTextAsync(_world.File("in.csv"));
        left.Should().StartWith(_before);
        left.Should().NotContain("Dry run");
        Directory.Exists(_world.File(".couponsync/runs")).Should().BeFalse();
    }

    [SkippableByPlatformTheory]
    [InlineData("\"$@\" sync in.csv -n --emulator --plan p 2>/dev/null >/dev/null; cat p")]
    [InlineData("\"$@\" sync in.csv -n --emulator --plan /dev/stdout 2>/dev/null")]
    [InlineData("\"$@\" sync in.csv -n --emulator --plan /dev/fd/3 3>p >/dev/null 2>&1; cat p")]
    [InlineData("mkfifo f; cat f & \"$@\" sync in.csv -n --emulator --plan f >/dev/null 2>&1; wait")]
    [InlineData("ln -s p l; \"$@\" sync in.csv -n --emulator --plan l >/dev/null 2>&1; test -L l && cat p")]
    public async Task A_plan_gets_there_whatever_the_place_is(string script)
    {
        using var run = _world.StartInShell(script);

        var ended = await run.EndAsync();

        ended.Out.Split('\n').Count(static l => l.StartsWith("{\"seq\":", StringComparison.Ordinal)).Should().Be(40, ended.Error);
    }

    [SkippableByPlatformTheory]
    [InlineData("sync in.csv -n --plan f")]
    [InlineData("export -o f")]
    public async Task A_pipe_whose_reader_has_had_enough_is_no_failure(string command)
    {
        using var run = _world.StartInShell($"mkfifo f; head -c 1 f >/dev/null & \"$@\" {command} --emulator");

        var ended = await run.EndAsync();

        ended.ExitCode.Should().Be(0, ended.Error);
    }
}
