using System.Text;
using CouponSync.Tests.Reporting;

namespace CouponSync.Tests.Contracts;

/// <summary>Files as 615a264 wrote them, byte by byte.</summary>
internal static class ContractFile
{
    public static string PathOf(string name) =>
        RepositoryFiles.PathOf("tests", "CouponSync.Tests", "Contracts", "Data", name);

    public static void ShouldHold(string name, byte[] actual)
    {
        var expected = File.ReadAllBytes(PathOf(name));
        if (!actual.AsSpan().SequenceEqual(expected))
        {
            // Lines are easier to compare than bytes; what differs in no line differs in how lines end.
            Encoding.UTF8.GetString(actual).Split('\n').Should().Equal(Encoding.UTF8.GetString(expected).Split('\n'), $"{name} is a contract");
            actual.Should().Equal(expected);
        }
    }
}
