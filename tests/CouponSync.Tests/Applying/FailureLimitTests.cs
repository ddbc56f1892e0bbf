using CouponSync.Applying;
using CouponSync.Settings;

namespace CouponSync.Tests.Applying;

public sealed class FailureLimitTests
{
    [Theory]
    [InlineData("2", 100, 3)]
    [InlineData("5%", 100, 6)]
    [InlineData("0", 10, 1)]
    public void A_run_stops_with_the_first_failure_beyond_it(string text, long changes, int stopsAt)
    {
        CountLimit.TryParse(text, out var most).Should().BeTrue();
        var limit = new FailureLimit(most, changes);

        Enumerable.Range(1, stopsAt).Select(_ => limit.Count()).Select(static reason => reason is not null)
            .Should().Equal(Enumerable.Repeat(false, stopsAt - 1).Append(true));
    }

    [Fact]
    public void Without_one_nothing_stops()
    {
        var limit = new FailureLimit(null, 3);

        Enumerable.Range(0, 10).Select(_ => limit.Count()).Should().AllSatisfy(static reason => reason.Should().BeNull());
    }
}
