using CouponSync.Cli;
using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.House;

/// <summary>What the README shows is what the program prints.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_first_example_is_what_the_program_prints()
    {
        using var world = World.With();
        world.Emulator.SeedSampleAccount();
        var run = await world.RunAsync("sync", RepositoryFiles.PathOf("samples", "coupons.csv"), "--dry-run");
        // The README's command names the file from the root of the repository.
        var printed = Lines(run.Out.Replace(RepositoryFiles.PathOf("samples", "coupons.csv"), "samples/coupons.csv", StringComparison.Ordinal));

        var shown = Example();

        shown.Should().HaveCountGreaterThan(8);
        printed.Should().ContainInOrder(shown);
    }

    [Fact]
    public void Every_option_the_readme_names_exists()
    {
        var root = CommandLine.Root(World.NoHost);
        var known = root.Subcommands.SelectMany(static c => c.Options).Concat(root.Options).SelectMany(static o => o.Aliases.Append(o.Name));
        var named = System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(RepositoryFiles.PathOf("README.md")), @"(?<![\w-])--[a-z][a-z0-9-]+")
            .Select(static m => m.Value)
            .Except(["--project", "--self-contained"])
            .Distinct();

        named.Should().HaveCountGreaterThan(20).And.BeSubsetOf(known);
    }

    private static List<string> Example() =>
    [
        .. File.ReadLines(RepositoryFiles.PathOf("README.md"))
            .SkipWhile(static l => !l.StartsWith("    Dry run:", StringComparison.Ordinal))
            .TakeWhile(static l => l.Length == 0 || l.StartsWith("    ", StringComparison.Ordinal))
            .Where(static l => l.Trim() is not ("" or "..."))
            .Select(static l => l[4..].TrimEnd()),
    ];

    private static List<string> Lines(string text) => [.. text.Split('\n').Select(static l => l.TrimEnd())];
}
