using System.Text.RegularExpressions;
using CouponSync.Tests.Reporting;

namespace CouponSync.Tests.House;

/// <summary>Time is an argument, and so is randomness: the system's are named in the composition roots alone.</summary>
public sealed partial class SystemClockTests
{
    private static readonly string[] CompositionRoots =
    [
        "src/CouponSync/Program.cs",
        "src/CouponSync.Emulator.Server/Program.cs",
    ];

    public static TheoryData<string> Projects => ["src/CouponSync", "src/CouponSync.Emulator", "src/CouponSync.Emulator.Server"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_code_but_the_composition_roots_names_the_systems_clock_or_randomness(string project)
    {
        var files = Directory.EnumerateFiles(RepositoryFiles.PathOf(project.Split('/')), "*.cs", SearchOption.AllDirectories)
            .Where(static f => !f.Split(Path.DirectorySeparatorChar).Any(static part => part is "obj" or "bin"))
            .Where(static f => !CompositionRoots.Any(root => f.Replace('\\', '/').EndsWith(root, StringComparison.Ordinal)))
            .ToList();

        files.Should().HaveCountGreaterThan(3);
        foreach (var file in files)
        {
            Banned().Matches(WithoutComments(File.ReadAllText(file))).Select(static m => m.Value)
                .Should().BeEmpty($"{file} must take a TimeProvider or a Random");
        }
    }

    [Theory]
    [InlineData("var t = DateTime.UtcNow;", true)]
    [InlineData("await Task.Delay(wait, token);", true)]
    [InlineData("await Task.Delay(wait, clock, token);", false)]
    [InlineData("await Task.Delay(result.Wait.Value, _time, token);", false)]
    [InlineData("new CancellationTokenSource(timeout)", true)]
    [InlineData("new CancellationTokenSource(timeout, clock)", false)]
    [InlineData("new CancellationTokenSource()", false)]
    [InlineData("// TimeProvider.System is for others", false)]
    public void The_rule_finds_what_it_should(string code, bool isBanned) =>
        Banned().IsMatch(WithoutComments(code)).Should().Be(isBanned);

    private static string WithoutComments(string code) => Comments().Replace(code, "");

    [GeneratedRegex(
        @"\bDateTime(Offset)?\.(Utc)?Now\b|\bTimeProvider\.System\b|\bStopwatch\b|\bEnvironment\.TickCount|\bRandom\.Shared\b|\bnew Random\(\)"
        + @"|\bGuid\.NewGuid\b|\bThread\.Sleep\b|\bTask\.Delay\((?![^;]*(clock|[tT]ime\b|[tT]ime,|[tT]imeProvider))"
        + @"|\bnew CancellationTokenSource\([^(),]+\)|\bnew (System\.Threading\.)?Timer\(")]
    private static partial Regex Banned();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comments();
}
