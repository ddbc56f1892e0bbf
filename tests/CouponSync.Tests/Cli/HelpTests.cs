using System.CommandLine;
using System.Text.RegularExpressions;
using CouponSync.Cli;
using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Cli;

/// <summary>The help has everything once, in groups, and can be read and copied at any width.</summary>
public sealed partial class HelpTests
{
    private static readonly string[] GroupTitles = ["File", "What to change", "Safety", "Reading", "Stripe", "Output", "Logging", "General"];

    private static readonly string[] SectionTitles = ["Usage", "Commands", "Arguments", "Options", .. GroupTitles, "Examples", "Exit codes"];

    private static readonly string[] Names = [.. CommandLine.Root(World.NoHost).Subcommands.Where(static c => !c.Hidden).Select(static c => c.Name)];

    public static TheoryData<string> Commands { get; } = [.. Names];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Each_option_stands_in_one_group_and_the_groups_in_their_order(string name)
    {
        var command = CommandLine.Root(World.NoHost).Subcommands.Single(c => c.Name == name);

        var lines = (await HelpAsync(80, name, "--help")).Split('\n');

        var titles = lines.Where(static l => l.EndsWith(':') && !l.StartsWith(' ')).Select(static l => l[..^1]).ToList();
        titles.Should().BeSubsetOf(SectionTitles).And.OnlyHaveUniqueItems();
        titles.Intersect(GroupTitles).Should().Equal(GroupTitles.Intersect(titles)).And.EndWith("General");
        foreach (var option in command.Options)
        {
            option.Description.Should().NotBeNullOrEmpty(option.Name);
            lines.Where(l => Regex.IsMatch(l, $"^  (-[a-z], )?{option.Name}( |$)")).Should().ContainSingle(option.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task No_default_is_shown_twice(string name) =>
        (await HelpAsync(120, name, "--help")).Should().NotContain("[default").And.NotMatchRegex(@"\[[^\[\]\n]*\][^\n]*\[[^\[\]\n]*\]$");

    [Fact]
    public async Task There_is_no_option_where_it_means_nothing()
    {
        foreach (var (command, options) in new[]
        {
            ("get", (string[])["--live", "--rate", "--max-in-flight"]), ("export", ["--live"]), ("check", ["--live", "--skip-invalid"]), ("update", ["--rate"]),
        })
        {
            (await HelpAsync(80, command, "--help")).Should().NotContainAny(options.Select(static o => $" {o} "), command);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public async Task Everything_wraps_at_words_but_what_is_to_be_copied(int? width)
    {
        foreach (var name in Names.Append(""))
        {
            var help = await HelpAsync(width, "help", name);

            help.Split('\n').Where(l => !l.TrimStart().StartsWith("couponsync", StringComparison.Ordinal) && !l.Contains(" couponsync ", StringComparison.Ordinal) && !l.Contains('|'))
                .Should().OnlyContain(l => l.Length <= (width ?? 80) || !l.Trim().Contains(' '), name);
            Prose().Replace(help, " ").Should().Be(Prose().Replace(await HelpAsync(200, "help", name), " "), "no word is broken");
        }
    }

    [Fact]
    public async Task Examples_are_command_lines_that_parse()
    {
        var root = CommandLine.Root(World.NoHost);
        var count = 0;
        foreach (var name in Names.Append(""))
        {
            foreach (var line in (await HelpAsync(40, "help", name)).Split('\n').Where(static l => Copied().IsMatch(l)))
            {
                var words = Quoted().Matches(Copied().Match(line).Groups["arguments"].Value).Select(static m => m.Value.Trim('\'')).ToArray();
                var parsed = root.Parse(words);
                parsed.Errors.Should().BeEmpty(line);
                Misspellings.Of(parsed, words).Should().BeNull(line);
                count++;
            }
        }

        count.Should().BeGreaterThan(15);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("runs")]
    public async Task Help_is_asked_for_in_every_usual_way(string command)
    {
        var help = await HelpAsync(80, "help", command);

        foreach (var ask in (string[])["--help", "-h", "-?"])
        {
            (await HelpAsync(80, command, ask)).Should().Be(help);
        }

        help.Should().Contain($"couponsync {command} ").And.Contain("Documentation: ");
    }

    [Fact]
    public async Task Without_arguments_the_help_stands_on_standard_error_and_nothing_was_done()
    {
        using var world = World.With();

        var nothing = await world.RunRawAsync();

        nothing.ExitCode.Should().Be(4);
        nothing.Out.Should().BeEmpty();
        nothing.Error.Should().Be(await HelpAsync(null, "--help")).And.Be(await HelpAsync(null, "help")).And.Contain("Exit codes:").And.Contain("Examples:");
    }

    [Fact]
    public async Task The_version_is_asked_for_in_both_ways()
    {
        using var world = World.With();

        var version = await world.RunRawAsync("version");

        version.Out.Should().StartWith("couponsync ").And.Be((await world.RunRawAsync("--version")).Out);
    }

    [Fact]
    public async Task The_exit_codes_are_the_readmes()
    {
        var shown = Prose().Replace(await HelpAsync(200, "--help"), " ");

        foreach (Match row in ExitRow().Matches(await File.ReadAllTextAsync(RepositoryFiles.PathOf("README.md"))))
        {
            shown.Should().Contain($" {row.Groups["code"].Value} {row.Groups["meaning"].Value} ".Replace("`", "", StringComparison.Ordinal));
        }
    }

    // What all command lines share would keep every former one alive, and each would be parsed more slowly than the one before.
    [Fact]
    public void No_two_command_lines_share_an_option()
    {
        var (first, second) = (Options().ToHashSet(), Options());

        second.Should().NotBeEmpty().And.NotContain(o => first.Contains(o));

        static IEnumerable<Option> Options() => CommandLine.Root(World.NoHost).Subcommands.SelectMany(static c => c.Options);
    }

    private static async Task<string> HelpAsync(int? width, params string[] arguments)
    {
        using var world = World.With();
        world.Terminal = new TerminalFacts { OutIsTerminal = width is not null, Width = width };
        var run = await world.RunRawAsync([.. arguments.Where(static a => a.Length > 0)]);
        run.ExitCode.Should().Be(0, run.Error);
        return run.Out;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Prose();

    [GeneratedRegex(@"^    (?:.*[|(] ?)?couponsync (?<arguments>[^|()>]*)")]
    private static partial Regex Copied();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?m)^\| (?<code>\d+) \| (?<meaning>.*) \|$")]
    private static partial Regex ExitRow();
}
