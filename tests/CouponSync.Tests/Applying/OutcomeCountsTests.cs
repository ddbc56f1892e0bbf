using CouponSync.Applying;
using CouponSync.Planning;

namespace CouponSync.Tests.Applying;

public sealed class OutcomeCountsTests
{
    [Fact]
    public void Each_outcome_is_counted_under_its_own_name()
    {
        var counts = new OutcomeCounts(new RunCounts { Update = 15 });
        foreach (var (outcome, times) in new[]
        {
            (ChangeOutcome.Applied, 5), (ChangeOutcome.Unchanged, 4), (ChangeOutcome.Stale, 3), (ChangeOutcome.Failed, 2), (ChangeOutcome.Unknown, 1),
        })
        {
            for (var i = 0; i < times; i++)
            {
                counts.Add(new ChangeResult { Sequence = 1, Id = "A", Outcome = outcome });
            }
        }

        var now = counts.Now;
        (now.Applied, now.AlreadyApplied, now.Stale, now.Failed, now.Unknown, now.Undecided).Should().Be((5, 4, 3, 2, 1, 0));
    }
}
