using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.StripeApi;

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

    [Fact]
    public void What_was_made_otherwise_is_counted_among_the_failed_and_by_itself()
    {
        var counts = new OutcomeCounts(new RunCounts { Update = 2 });

        counts.Add(new ChangeResult { Sequence = 1, Id = "A", Outcome = ChangeOutcome.Failed, Error = new ChangeError(StripeFailure.AnswerDiffers, "It differs.") });
        counts.Add(new ChangeResult { Sequence = 2, Id = "B", Outcome = ChangeOutcome.Failed, Error = new ChangeError("x", "No.") });

        (counts.Now.Failed, counts.Now.Deviating).Should().Be((2, 1));
    }
}
