using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Runs;

namespace CouponSync.Tests.Reporting;

public sealed class HeadlineTests
{
    private static readonly RunInfo Run = SampleReports.Create(0).Run;

    public static TheoryData<string, int, bool, object> Cases => new()
    {
        {
            "Dry run: 1,204 of 40,000 coupons would be updated; nothing was written.",
            ExitCode.Done, true, new RunCounts { Rows = 40_000, Unchanged = 38_796, Update = 1_204 }
        },
        {
            "Dry run: 1 of 3 coupons would be updated; nothing was written.",
            ExitCode.ChangesPending, true, new RunCounts { Rows = 3, Unchanged = 2, Update = 1 }
        },
        {
            "Dry run: 7 coupons would be updated, 3 created and 1 deleted; nothing was written. "
                + "3 rows need attention: 2 missing in Stripe and 1 in conflict.",
            ExitCode.SomeFailed, true, new RunCounts { Rows = 20, Update = 7, Create = 3, Delete = 1, Missing = 2, Conflict = 1 }
        },
        {
            "There is nothing to do: all 250 coupons already match the file.",
            ExitCode.Done, true, new RunCounts { Rows = 250, Unchanged = 250 }
        },
        {
            "There is nothing to do: the coupon already matches the file.",
            ExitCode.Done, false, new RunCounts { Rows = 1, Unchanged = 1 }
        },
        {
            "There is nothing to change, but 1 row needs attention: 1 missing in Stripe.",
            ExitCode.SomeFailed, false, new RunCounts { Rows = 2, Unchanged = 1, Missing = 1 }
        },
        {
            "All 1,204 changes were applied.",
            ExitCode.Done, false, new RunCounts { Rows = 1_204, Update = 1_204, Applied = 1_204 }
        },
        {
            "1,190 of 1,204 changes were applied, 1 was already in place, 2 were refused as stale and 11 failed, "
                + "but 1 row needs attention: 1 invalid.",
            ExitCode.SomeFailed, false,
            new RunCounts { Rows = 1_205, Update = 1_204, Applied = 1_190, AlreadyApplied = 1, Stale = 2, Failed = 11, Invalid = 1 }
        },
        {
            "All 3 changes were applied, but something was left as it is: see below.",
            ExitCode.SomeFailed, false, new RunCounts { Rows = 3, Update = 3, Applied = 3 }
        },
        {
            "8 of 10 changes were applied and 2 failed (1 of them made, but not as asked).",
            ExitCode.SomeFailed, false, new RunCounts { Rows = 10, Create = 10, Applied = 8, Failed = 2, Deviating = 1 }
        },
        {
            "The one change was made, but not as asked.",
            ExitCode.SomeFailed, false, new RunCounts { Rows = 1, Create = 1, Failed = 1, Deviating = 1 }
        },
        {
            "Dry run: 6 of 10 changes would be applied; 3 are already in place and 1 is stale. Nothing was written.",
            ExitCode.Done, true, new RunCounts { Rows = 10, Update = 10, AlreadyApplied = 3, Stale = 1 }
        },
        {
            "Dry run: none of 10 changes is left to apply; 9 were applied before and 1 is already in place. Nothing was written.",
            ExitCode.Done, true, new RunCounts { Rows = 10, Update = 10, Applied = 9, AlreadyApplied = 1 }
        },
        {
            "Stopped early: 100 of 1,204 changes were applied, 4 failed and 1,100 were not attempted (it was tired).",
            ExitCode.StoppedEarly, false, new RunCounts { Rows = 1_204, Update = 1_204, Applied = 100, Failed = 4, NotAttempted = 1_100 }
        },
        {
            "Stopped early before the plan was complete; nothing was changed: it was tired.",
            ExitCode.StoppedEarly, true, new RunCounts { Rows = 1_204 }
        },
        {
            "Cancelled before anything was changed: it was tired.",
            ExitCode.Cancelled, false, new RunCounts { Rows = 1_204 }
        },
        {
            "A guard refused the plan of 31 changes; nothing was changed: it was tired.",
            ExitCode.GuardRefused, false, new RunCounts { Rows = 100, Update = 31 }
        },
        {
            "Nothing was changed, because 12 of 40,000 rows in data/coupons.csv are not valid: it was tired.",
            ExitCode.InvalidInput, true, new RunCounts { Rows = 40_000, Invalid = 12 }
        },
        {
            "Nothing was changed: it was tired.",
            ExitCode.Configuration, false, new RunCounts { Rows = 40_000, Update = 5, NotAttempted = 5 }
        },
        {
            "Stopped early: 3 of 5 changes were applied and 2 were not attempted (it was tired).",
            ExitCode.Configuration, false, new RunCounts { Rows = 5, Update = 5, Applied = 3, NotAttempted = 2 }
        },
        {
            "3 of 6 changes were applied and 3 are unknown (sent, perhaps made).",
            ExitCode.SomeFailed, false, new RunCounts { Rows = 6, Update = 6, Applied = 3, Unknown = 3 }
        },
        {
            "All 3 changes were applied, but 1 row needs attention: 1 in conflict. 3 rows were skipped with a warning: 2 missing in Stripe and 1 in conflict.",
            ExitCode.SomeFailed, false,
            new RunCounts { Rows = 7, Update = 3, Applied = 3, Missing = 2, MissingTolerated = 2, Conflict = 2, ConflictTolerated = 1 }
        },
        {
            "Nothing was done: it was tired.",
            ExitCode.Locked, false, new RunCounts()
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_headline_says_what_happened(string expected, int exitCode, bool dryRun, object summary)
    {
        var run = Run with { ExitCode = exitCode, DryRun = dryRun, StopReason = "it was tired." };

        Headline.Of(run, (RunCounts)summary).Text.Should().Be(expected);
    }

    [Theory]
    [InlineData(true, "1 of 2 changes was applied and 1 failed. The report cannot be written.")]
    [InlineData(false, "Stopped early: 1 of 2 changes was applied and 1 failed (The report cannot be written).")]
    public void A_run_that_went_to_its_end_and_could_not_deliver_is_told_from_one_that_stopped(bool undelivered, string expected)
    {
        var run = Run with
        {
            DryRun = false,
            ExitCode = ExitCode.StoppedEarly,
            Undelivered = undelivered,
            PlanSha256 = "a",
            StopReason = "The report cannot be written.",
        };

        Headline.Of(run, new RunCounts { Rows = 2, Update = 2, Applied = 1, Failed = 1 }).Text.Should().Be(expected);
    }

    [Fact]
    public void A_reason_cannot_smuggle_anything_in()
    {
        var run = Run with { ExitCode = ExitCode.StoppedEarly, StopReason = "bad \u001b[2J\nmessage" };

        Headline.Of(run, new RunCounts()).Text.Should().EndWith("bad \\u{1B}[2J\\nmessage.");
    }
}
