using System.Globalization;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Real processes that may open few files: one line says so before anything is done, or the run is as any other.</summary>
public sealed class OpenFilesTests
{
    [SkippableByPlatformTheory]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(64)]
    [InlineData(150)]
    [InlineData(255)]
    public async Task Too_few_are_named_with_the_remedy(int files)
    {
        await using var world = await World.ServedAsync(coupons: 1);
        using var process = Start(world, files);

        var ended = await process.EndAsync();

        ended.ExitCode.Should().Be(4, ended.Error);
        ended.Error.Trim().Should().Be($"couponsync: this process may have {files} files open, and the program needs 256. Raise the limit of open files (ulimit -n).");
        world.Runs().Should().BeEmpty();
    }

    [SkippableByPlatformTheory]
    [InlineData(256)]
    public async Task As_many_as_the_program_says_it_needs_are_enough(int files)
    {
        await using var world = await World.ServedAsync(coupons: 1);
        using var process = Start(world, files);

        var ended = await process.EndAsync();

        ended.ExitCode.Should().Be(0, ended.Out + ended.Error);
        world.Emulator.Coupons().Should().OnlyContain(static c => World.IsNew(c));
    }

    private static RealProcess Start(World world, int files) =>
        world.StartInShell(string.Create(CultureInfo.InvariantCulture, $"ulimit -n {files}; exec \"$@\""), "sync", world.WriteNew(1));
}
