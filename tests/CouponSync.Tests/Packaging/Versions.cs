using System.Xml.Linq;
using CouponSync.Tests.Reporting;

namespace CouponSync.Tests.Packaging;

/// <summary>The version, from its one place.</summary>
internal static class Versions
{
    public static string Current { get; } =
        XDocument.Load(RepositoryFiles.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;
}
