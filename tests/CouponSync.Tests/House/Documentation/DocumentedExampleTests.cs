using System.Text.Json;
using System.Text.RegularExpressions;
using CouponSync.Emulator;
using CouponSync.Settings;
using CouponSync.Tests.Reporting;
using Json.Schema;
using YamlDotNet.RepresentationModel;

namespace CouponSync.Tests.House.Documentation;

/// <summary>
/// The README and the pages of <c>docs/</c> are followed to the letter: commands are run in the order in which they stand and must print
/// what the page shows; settings and other files are read by what they are for.
/// </summary>
[Trait("Needs", "Unix")]
public sealed partial class DocumentedExampleTests
{
    public static TheoryData<string> Pages() => [.. DocumentedPage.All.Select(static p => p.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_commands_of_a_page_do_and_print_what_it_says(string name)
    {
        await using var reader = await PageReader.OpenAsync();
        foreach (var block in Page(name).Blocks())
        {
            if (block.FileName is { } file)
            {
                reader.Save(file, block.Text);
            }

            foreach (var command in block.Commands().Where(static c => NotRunHere.Reason(c.Line) is null))
            {
                await reader.FollowAsync(command);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_files_that_a_page_shows_are_accepted_by_what_reads_them(string name)
    {
        foreach (var block in Page(name).Blocks())
        {
            switch (block.Language)
            {
                case "json":
                    ShouldBeSettings(block.Text);
                    break;
                case "yaml":
                    new YamlStream().Load(new StringReader(block.Text));
                    break;
                case "faults":
                    block.Lines.Should().AllSatisfy(static l => FaultRule.Parse(l.Split("  ")[0]));
                    break;
                case "csharp":
                    Squeezed(File.ReadAllText(RepositoryFiles.PathOf("tests", "CouponSync.Tests", "House", "Documentation", nameof(DocumentedCodeTests) + ".cs")))
                        .Should().Contain(Squeezed(block.Text), "a test runs it");
                    break;
                default:
                    block.Language.Should().BeOneOf(["", "sh", "console", "csv", "text", "powershell", "bat"], "no other is checked here");
                    break;
            }
        }
    }

    [Fact]
    public void Every_reason_not_to_run_a_command_is_needed()
    {
        var lines = DocumentedPage.All.SelectMany(static p => p.Blocks()).SelectMany(static b => b.Commands()).Select(static c => c.Line).ToList();

        NotRunHere.Reasons.Keys.Should().OnlyContain(beginning => lines.Any(l => l.StartsWith(beginning, StringComparison.Ordinal)));
    }

    private static DocumentedPage Page(string name) => DocumentedPage.All.Single(p => p.Name == name);

    private static void ShouldBeSettings(string json)
    {
        var schema = JsonSchema.FromText(File.ReadAllText(RepositoryFiles.PathOf("docs", "schema", "appsettings.schema.json")));
        schema.Evaluate(JsonElement.Parse(json)).IsValid.Should().BeTrue(json);
        using var directory = new Support.TemporaryDirectory();
        var read = () => SyncSettings.From(SettingSources.Load(directory.Write("settings.json", json), [], new Dictionary<string, string>()));
        read.Should().NotThrow();
    }

    private static string Squeezed(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
