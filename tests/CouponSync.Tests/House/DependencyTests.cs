using System.Xml.Linq;
using CouponSync.Tests.Reporting;

namespace CouponSync.Tests.House;

public sealed class DependencyTests
{
    [Fact]
    public void Each_package_has_a_line_in_the_list_and_the_list_has_no_others()
    {
        var used = XDocument.Load(RepositoryFiles.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(static package => package.Attribute("Include")!.Value);

        var listed = File.ReadLines(RepositoryFiles.PathOf("docs", "dependencies.md"))
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(static line => line.Split('|')[1].Trim())
            .Where(static name => name != "package");

        listed.Should().BeEquivalentTo(used);
    }
}
