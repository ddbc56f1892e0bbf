using System.Text;
using CouponSync.Reporting.Notify;
using CouponSync.Runs;

namespace CouponSync.Tests.Reporting;

public sealed class NotificationTests
{
    private static readonly NotifiedPlace Place = new("web-1", "/srv/report.html");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_stripe_says_goes_out_only_with_leave(bool includeValues) =>
        Sent("Stripe answered 400: 'secret value' is not allowed.", includeValues).Contains("secret value", StringComparison.Ordinal).Should().Be(includeValues);

    [Theory]
    [InlineData("@everyone")]
    [InlineData("<!channel>")]
    [InlineData("[click](https://example.com)")]
    public void What_is_quoted_calls_nobody_and_leads_nowhere(string reason) => Sent(reason, includeValues: true).Should().NotContain(reason);

    private static string Sent(string reason, bool includeValues)
    {
        var report = SampleReports.Create(0);
        report = report with { Run = report.Run with { ExitCode = ExitCode.StoppedEarly, StopReason = reason } };
        return Encoding.UTF8.GetString(Notification.Render(report, Place, includeValues));
    }
}
