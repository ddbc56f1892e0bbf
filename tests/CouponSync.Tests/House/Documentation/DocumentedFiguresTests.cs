using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Settings;
using CouponSync.Tests.Reporting;

namespace CouponSync.Tests.House.Documentation;

/// <summary>Figures of the documentation are those of the program and of its measurements.</summary>
public sealed class DocumentedFiguresTests
{
    [Fact]
    public void The_pace_on_the_page_of_limits_is_that_of_the_program()
    {
        var (live, test) = (ThrottleOptions.For(livemode: true), ThrottleOptions.For(livemode: false));

        Cells("docs/limits.md").Should()
            .Contain(Row("the account", live.RequestsPerSecond, test.RequestsPerSecond, Used(live.AccountCeiling, test.AccountCeiling)))
            .And.Contain(Row("each endpoint, such as \"update a coupon\"", live.EndpointRequestsPerSecond, test.EndpointRequestsPerSecond, Used(live.EndpointCeiling, test.EndpointCeiling)))
            .And.Contain(Row("at once", "not published", "not published", live.MaxInFlight));
        string Used(double inLive, double inTest) => string.Create(CultureInfo.InvariantCulture, $"{inLive} a second live, {inTest} in test mode");
    }

    [Fact]
    public void The_limits_on_the_page_of_the_file_are_those_that_are_checked() =>
        Cells("docs/csv-format.md").Should()
            .Contain(Row("metadata keys of a coupon", StripeLimits.MetadataKeys))
            .And.Contain(Row("a metadata key", $"{StripeLimits.MetadataKeyLength} characters, without `[` and `]`"))
            .And.Contain(Row("a metadata value", $"{StripeLimits.MetadataValueLength} characters"))
            .And.Contain(Row("a name", $"{StripeLimits.NameLength} characters"))
            .And.Contain(Row("an id", string.Create(CultureInfo.InvariantCulture, $"{StripeLimits.IdLength:N0} characters; a new one has only letters, digits, `_` and `-`")))
            .And.Contain(Row("`redeem_by` of a new coupon", $"{StripeLimits.RedeemByYears} years ahead"));

    [Fact]
    public void The_comparison_on_the_page_of_performance_was_measured()
    {
        var measured = Cells("bench/RESULTS.md").Select(static row => row.Split('|')).Where(static c => c.Length == 10)
            .Select(static c => Row(c[0], c[1], c[4], c[5])).ToList();

        var compared = Cells("docs/performance.md").Where(static row => row.Split('|') is [_, _, _, var took] && took.EndsWith(" s", StringComparison.Ordinal)).ToList();

        compared.Should().HaveCountGreaterThan(10).And.BeSubsetOf(measured);
    }

    // The rows of the tables of a page.
    private static List<string> Cells(string name) =>
    [
        .. File.ReadLines(RepositoryFiles.PathOf(name.Split('/'))).Where(static l => l.StartsWith('|'))
            .Select(static l => Row([.. l.Trim('|', ' ').Split('|').Select(static c => c.Trim())])),
    ];

    private static string Row(params object[] cells) => string.Join('|', cells.Select(static c => Convert.ToString(c, CultureInfo.InvariantCulture)));
}
