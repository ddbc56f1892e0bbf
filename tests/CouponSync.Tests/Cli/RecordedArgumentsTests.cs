using CouponSync.Cli;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Cli;

/// <summary>Of a command line is kept what it takes to run it again, in one way of writing it, and no secret.</summary>
public sealed class RecordedArgumentsTests
{
    [Theory]
    [InlineData("sync a.csv --dry-run", "sync a.csv --dry-run")]
    [InlineData("sync a.csv -n", "sync a.csv -n")]
    [InlineData("sync a.csv --dry-run=true", "sync a.csv --dry-run")]
    [InlineData("sync a.csv --dry-run:true", "sync a.csv --dry-run")]
    [InlineData("sync --dry-run true a.csv", "sync --dry-run a.csv")]
    [InlineData("sync a.csv --dry-run=false -y", "sync a.csv -y")]
    [InlineData("sync a.csv -ny", "sync a.csv -n -y")]
    [InlineData("sync a.csv --report=r.md --report:s.md --report t.md", "sync a.csv --report r.md --report s.md --report t.md")]
    [InlineData("sync a.csv --plan=-p.jsonl", "sync a.csv --plan=-p.jsonl")]
    [InlineData("sync a.csv --plan -", "sync a.csv --plan -")]
    [InlineData("sync --yes -- -a.csv", "sync --yes ./-a.csv")]
    [InlineData("sync - --yes", "sync - --yes")]
    [InlineData("sync a.csv --notify-url https://hooks.example.com/T0/SECRET", "sync a.csv --notify-url ***")]
    [InlineData("sync a.csv --notify-url=https://hooks.example.com/T0/SECRET", "sync a.csv --notify-url ***")]
    [InlineData("sync a.csv --api-base https://user:SECRET@example.com", "sync a.csv --api-base https://***@example.com")]
    [InlineData("sync sk_live_SECRET --state-dir rk_test_SECRET", "sync sk_live_*** --state-dir rk_test_***")]
    public void A_command_line_is_written_down_in_one_way(string typed, string recorded) =>
        string.Join(' ', RecordedArguments.Of(CommandLine.Root(World.NoHost).Parse(typed.Split(' ')))).Should().Be(recorded);
}
