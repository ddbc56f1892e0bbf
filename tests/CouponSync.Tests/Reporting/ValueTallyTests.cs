using CouponSync.Reporting;

namespace CouponSync.Tests.Reporting;

public sealed class ValueTallyTests
{
    [Fact]
    public void A_shared_value_is_counted_to_the_last_beside_many_that_differ()
    {
        var tally = new ValueTally();
        for (var i = 0; i < 300_000; i++)
        {
            tally.Add(SampleReports.Update($"C{i}", "order_id", null, $"{i}"));
            tally.Add(SampleReports.Update($"C{i}", "campaign", "spring", i % 3 == 0 ? "summer" : "autumn"));
        }

        tally.Shared.Should().Equal(
            new ValueCount("campaign", "spring", "autumn", 200_000), new ValueCount("campaign", "spring", "summer", 100_000));
        tally.Others().Should().Equal(("order_id", 300_000L));
    }
}
