using System.Globalization;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Real processes that may hold only so much: whatever is wrong with a large file, it is not kept in memory.</summary>
public sealed class LargeInputTests
{
    private const int Rows = 50_000;
    private const string HeapLimit = "0xA00000"; // 10 MB

    [SkippableByPlatformTheory]
    [InlineData("SAME,{0}", Rows, "again on line 3", "first on line 2")]
    [InlineData("ID{1},{0}", Rows, "again on line 25002", "first on line 25001")]
    [InlineData("ID{0}", Rows, "The row has 1 cell", "The row has 1 cell")]
    [InlineData("ID{0},name {0}", 0, null, null)]
    public async Task A_large_file_is_checked_in_little_memory_whatever_is_wrong_with_it(string row, int errors, string? first, string? last)
    {
        using var world = World.With();
        var file = world.File("large.csv");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, Rows)
            .Select(i => string.Format(CultureInfo.InvariantCulture, row, i, i % (Rows / 2))).Prepend("id,name"));

        world.Variables["DOTNET_GCHeapHardLimit"] = HeapLimit;
        using var check = world.Start("check", file, "--all");
        var ended = await check.EndAsync();

        ended.Error.Should().BeEmpty();
        ended.ExitCode.Should().Be(errors == 0 ? 0 : 3);
        var problems = ended.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1];
        problems.Should().HaveCount(errors);
        if (errors > 0)
        {
            problems[0].Should().StartWith($"{file}:2: ").And.Contain(first);
            problems[^1].Should().StartWith($"{file}:{Rows + 1}: ").And.Contain(last);
        }
    }
}
