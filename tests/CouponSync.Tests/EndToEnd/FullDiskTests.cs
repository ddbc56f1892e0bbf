using System.Globalization;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>
/// Real processes that may write only so much to any one file, as on a disk that is full at that moment. Whatever file
/// it hits: one line says which and what to do, and the next run does what is left, once.
/// </summary>
[Trait("Needs", "Unix")]
public sealed class FullDiskTests
{
    private const int Rows = 300;

    [SkippableByPlatformTheory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(36)]
    [InlineData(60)]
    public async Task A_file_that_cannot_grow_ends_the_run_in_order_and_the_next_one_does_the_rest_once(int kibibytes)
    {
        await using var world = await World.ServedAsync(coupons: Rows);
        var file = world.WriteNew(Rows);
        using var full = world.StartInShell(
            string.Create(CultureInfo.InvariantCulture, $"ulimit -f {kibibytes}; exec \"$@\""), "sync", file, "-q");

        var ended = await full.EndAsync();

        ended.ExitCode.Should().BeOneOf([4, 7], ended.Out + ended.Error);
        ended.Error.Should().NotContain("   at ", "a stack is for nobody who runs it");
        var line = ended.Error.Split('\n').First(static l => l.StartsWith("couponsync: ", StringComparison.Ordinal) || l.StartsWith("The ", StringComparison.Ordinal));
        line.Should().Contain(world.Directory, "it names the file").And.MatchRegex("[Mm]ake room|State:Directory|Log:Directory");
        var next = ended.Directory is { } broken && File.Exists(Path.Combine(broken, "plan.jsonl"))
            ? await world.RunAsync("apply", ended.RunId())
            : await world.RunAsync("sync", file);
        next.ExitCode.Should().Be(0, next.Out + next.Error);
        (await world.RunAsync("sync", file)).ExitCode.Should().Be(0);
        world.Emulator.Coupons().Should().OnlyContain(c => World.IsNew(c) && world.Emulator.WritesApplied(c.Id, false) == 1);
    }
}
