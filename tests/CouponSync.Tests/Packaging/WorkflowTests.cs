using System.Text.RegularExpressions;
using CouponSync.Tests.Reporting;
using YamlDotNet.RepresentationModel;

namespace CouponSync.Tests.Packaging;

/// <summary>What can be seen of the workflows without running them.</summary>
public sealed partial class WorkflowTests
{
    [Theory]
    [InlineData("ci.yml")]
    [InlineData("release.yml")]
    public void Jobs_and_expressions_name_what_there_is(string file)
    {
        var text = File.ReadAllText(RepositoryFiles.PathOf(".github", "workflows", file));
        var jobs = (YamlMappingNode)Parse(text)["jobs"];
        var names = jobs.Children.Keys.Select(static k => k.ToString()).ToList();

        var needed = jobs.Children.Values.OfType<YamlMappingNode>()
            .Where(static j => j.Children.ContainsKey("needs"))
            .SelectMany(static j => j["needs"] is YamlSequenceNode many ? many.Select(static n => n.ToString()) : [j["needs"].ToString()]);
        var contexts = Context.Matches(text).Select(static m => m.Groups[1].Value).Distinct();

        needed.Should().BeSubsetOf(names);
        contexts.Should().BeSubsetOf(["github", "matrix", "needs", "runner", "secrets", "steps", "vars"]);
    }

    [Fact]
    public void Each_system_of_the_release_has_its_line_in_the_documentation()
    {
        var release = Parse(File.ReadAllText(RepositoryFiles.PathOf(".github", "workflows", "release.yml")));
        var released = ((YamlSequenceNode)release["jobs"]["binary"]["strategy"]["matrix"]["include"]).Select(static i => i["rid"].ToString());

        var documented = File.ReadLines(RepositoryFiles.PathOf("docs", "install.md"))
            .Select(static l => SystemLine.Match(l)).Where(static m => m.Success).Select(static m => m.Groups[1].Value);

        documented.Should().BeEquivalentTo(released);
    }

    private static YamlNode Parse(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return yaml.Documents[0].RootNode;
    }

    [GeneratedRegex(@"\$\{\{ ([a-z]+)\.")]
    private static partial Regex Context { get; }

    [GeneratedRegex(@"^\| `((?:linux|osx|win)-[a-z0-9-]+)` \|")]
    private static partial Regex SystemLine { get; }
}
