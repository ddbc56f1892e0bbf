using System.Globalization;
using System.Text.RegularExpressions;
using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.House;

/// <summary>What docs/migration.md shows was printed by the program: its commands are run one after the other, as on the page.</summary>
public sealed partial class MigrationPageTests : IDisposable
{
    private readonly World _world = World.With();
    private string? _run;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Every_command_of_the_page_prints_what_the_page_says()
    {
        var blocks = Blocks(await File.ReadAllLinesAsync(RepositoryFiles.PathOf("docs", "migration.md")));
        _world.Write("migration.csv", string.Join('\n', blocks.Single(static b => b[0].StartsWith("id,percent_off", StringComparison.Ordinal))) + "\n");
        _world.Write("ids.txt", "25OFF\nXMAS20-10\n");
        var commands = blocks.Where(static b => b[0].StartsWith("$ ", StringComparison.Ordinal)).ToList();
        commands.Should().HaveCount(6);

        foreach (var block in commands)
        {
            await PrepareAsync(block[0]);
            var (exitCode, output) = await RunAsync(block[0]["$ couponsync ".Length..].Replace("RUN", _run, StringComparison.Ordinal).Split(' '));
            var wanted = block.Select(static l => ExitCodeLine().Match(l)).SingleOrDefault(static m => m.Success);

            exitCode.Should().Be(wanted is null ? 0 : int.Parse(wanted.Groups[1].Value, CultureInfo.InvariantCulture), $"{block[0]}\n{output}");
            ShouldShow(output, block.Skip(1).Where(static l => !ExitCodeLine().IsMatch(l)), block[0]);
            _run = RunId().Matches(output).LastOrDefault()?.Value ?? _run;
        }
    }

    // What the page tells in words between its commands.
    private async Task PrepareAsync(string command)
    {
        if (command.Contains("edited.jsonl", StringComparison.Ordinal))
        {
            _world.Write("edited.jsonl", (await File.ReadAllTextAsync(_world.File("plan.jsonl"))).Replace("\"crm\"", "\"me\"", StringComparison.Ordinal));
        }
        else if (command.Contains("apply plan.jsonl", StringComparison.Ordinal))
        {
            (await RunAsync("update", "XMAS20-10", "-m", "owner=finance", "--emulator")).ExitCode.Should().Be(0);
        }
        else if (command.Contains("export", StringComparison.Ordinal))
        {
            (await RunAsync("update", "25OFF", "-m", "note==HYPERLINK(\"http://example.com\")", "--emulator")).ExitCode.Should().Be(0);
        }
        else if (command.Contains("revert", StringComparison.Ordinal))
        {
            (await RunAsync("update", "25OFF", "-m", "channel=store", "--emulator")).ExitCode.Should().Be(0);
        }
    }

    // Lines may be broken otherwise on the page, and "..." stands for some that are left out. Each run has an id of its own.
    private static void ShouldShow(string output, IEnumerable<string> lines, string command)
    {
        var rest = Plain(output);
        foreach (var part in string.Join('\n', lines).Split("\n...\n").Select(Plain))
        {
            var at = rest.IndexOf(part, StringComparison.Ordinal);
            at.Should().BeGreaterThanOrEqualTo(0, $"{command} printed\n{output}\nand the page says\n{part}");
            rest = rest[(at + part.Length)..];
        }
    }

    private static string Plain(string text) => RunId().Replace(Spaces().Replace(text, " ").Trim(), "RUN");

    private static List<string[]> Blocks(string[] lines)
    {
        var blocks = new List<string[]>();
        var block = new List<string>();
        foreach (var line in lines.Append("end"))
        {
            if (line.StartsWith("    $ ", StringComparison.Ordinal) && block.Count > 0)
            {
                blocks.Add([.. block.SkipLast(1)]);
                block.Clear();
            }

            if (line.StartsWith("    ", StringComparison.Ordinal) || (line.Length == 0 && block.Count > 0))
            {
                block.Add(line.Length == 0 ? "" : RunId().Replace(line[4..], "RUN"));
            }
            else if (block.Count > 0)
            {
                blocks.Add([.. block]);
                block.Clear();
            }
        }

        return blocks;
    }

    // The page's files are those of the directory in which its commands are typed.
    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        string[] names = ["migration.csv", "ids.txt", "plan.jsonl", "edited.jsonl", "coupons.csv"];
        var run = await _world.RunAsync([.. arguments.Select(a => names.Contains(a) ? _world.File(a) : a)]);
        return (run.ExitCode, run.Out.Replace(_world.Directory + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d{6}Z-[0-9a-f]{4}")]
    private static partial Regex RunId();

    [GeneratedRegex(@"^\(exit code (\d+)")]
    private static partial Regex ExitCodeLine();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
