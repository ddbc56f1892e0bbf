using System.Text.RegularExpressions;
using CouponSync.Cli;
using CouponSync.Emulator.Server;
using CouponSync.Settings;
using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.House.Documentation;

/// <summary>Names, defaults and links of the documentation are those there are.</summary>
public sealed partial class DocumentedNamesTests
{
    // Options of dotnet, Docker, Stripe's CLI and their like; and those of the simulation.
    private static readonly string[] OfOthers =
    [
        "--project", "--self-contained", "--global", "--source", "--filter", "--check", "--ignore-missing", "--rm", "--read-only", "--user",
        "--api-key", "--months", "--seed", "--replay", "--log", "--sabotage",
    ];

    public static TheoryData<string> Pages() => DocumentedExampleTests.Pages();

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_option_that_a_page_names_exists(string name)
    {
        var program = CommandLine.Root(World.NoHost);
        var emulator = new ServerCommand().Create(static (_, _) => Task.FromResult(0));
        var known = program.Subcommands.Append(program).Append(emulator).SelectMany(static c => c.Options).SelectMany(static o => o.Aliases.Append(o.Name));

        Option().Matches(Page(name).Text).Select(static m => m.Value).Distinct().Should().BeSubsetOf(known.Concat(OfOthers).Append("--help").Append("--version"));
    }

    /// <summary>Set <c>TESTS_WRITE_SCHEMA=1</c> to write them anew.</summary>
    [Fact]
    public void The_tables_of_settings_are_made_from_the_option_classes()
    {
        var page = RepositoryFiles.PathOf("docs", "configuration.md");
        const string begin = "<!-- made from the option classes -->\n", end = "\n<!-- until here -->";
        var text = File.ReadAllText(page).ReplaceLineEndings("\n");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("TESTS_WRITE_SCHEMA") is "1")
        {
            File.WriteAllText(page, text = text[..from] + SettingsTable.Make() + text[to..]);
            to = text.IndexOf(end, StringComparison.Ordinal);
        }

        text[from..to].Should().Be(SettingsTable.Make());
    }

    [Fact]
    public void Every_option_that_stands_for_a_setting_is_in_the_tables()
    {
        var root = CommandLine.Root(World.NoHost);

        SettingsTable.Options.Select(static o => o.Key).Should().BeSubsetOf(Setting.All.Select(static s => s.Name));
        SettingsTable.Options.SelectMany(static o => o).Select(static o => o.Option.Name)
            .Should().BeSubsetOf(root.Subcommands.SelectMany(static c => c.Options).Select(static o => o.Name));
    }

    [Fact]
    public void The_defaults_that_help_shows_are_those_of_the_settings()
    {
        var shown = SettingsTable.Options.SelectMany(static o => o)
            .Select(static o => (o.Setting, Default: ShownDefault().Match(o.Option.Description!)))
            .Where(static o => o.Default.Success).ToList();

        shown.Should().HaveCountGreaterThan(5).And.AllSatisfy(static o => SettingsTable.Default(Setting.Find(o.Setting)!).Should().Be(o.Default.Groups[1].Value, o.Setting));
    }

    [Fact]
    public async Task Every_metric_that_the_page_of_the_nightly_job_names_is_written()
    {
        using var world = World.With(1);
        await world.RunAsync("sync", world.WriteNew(1), "--metrics", world.File("metrics.prom"));
        var written = await File.ReadAllTextAsync(world.File("metrics.prom"));

        var named = Metric().Matches(Page("docs/nightly.md").Text).Select(static m => m.Value).Distinct().ToList();

        named.Should().HaveCountGreaterThan(1).And.OnlyContain(m => written.Contains(m, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_of_a_page_leads_somewhere(string name)
    {
        var directory = Path.GetDirectoryName(RepositoryFiles.PathOf(name.Split('/')))!;
        var links = Link().Matches(Page(name).Text).Select(static m => m.Groups[1].Value).Where(static l => !l.Contains("://", StringComparison.Ordinal));
        foreach (var link in links)
        {
            var parts = link.Split('#');
            var target = parts[0].Length == 0 ? RepositoryFiles.PathOf(name.Split('/')) : Path.GetFullPath(Path.Combine(directory, parts[0]));
            Path.Exists(target).Should().BeTrue($"{name} links to {link}");
            if (parts.Length > 1)
            {
                File.ReadLines(target).Where(static l => l.StartsWith('#')).Select(Anchor).Should().Contain(parts[1], $"{name} links to {link}");
            }
        }
    }

    // As GitHub makes them.
    private static string Anchor(string heading) => NoAnchor().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static DocumentedPage Page(string name) => DocumentedPage.All.Single(p => p.Name == name);

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z0-9-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"\bcouponsync_\w+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\[([^\]]+)\]$")]
    private static partial Regex ShownDefault();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
