using CouponSync.Planning;
using CouponSync.Settings;

namespace CouponSync.Tests.Planning;

public sealed class PlanGuardTests
{
    [Theory]
    [InlineData("30%", 30, 100, false)]
    [InlineData("30%", 31, 100, true)]
    [InlineData("30 %", 300_001, 1_000_000, true)]
    [InlineData("0%", 1, 1_000_000, true)]
    [InlineData("0", 0, 10, false)]
    [InlineData("500", 500, 1000, false)]
    [InlineData("500", 501, 1000, true)]
    [InlineData("12.5%", 1, 8, false)]
    public void A_limit_is_exceeded_one_past_it(string limit, long count, long rows, bool exceeded)
    {
        CountLimit.TryParse(limit, out var parsed).Should().BeTrue();

        parsed!.Value.IsExceededBy(count, rows).Should().Be(exceeded);
    }

    [Theory]
    [InlineData("30%", 31, 100, "31 % is over 30 % (31/100)")]
    [InlineData("30%", 300_001, 1_000_000, "30.01 % is over 30 % (300001/1000000)")]
    [InlineData("500", 501, 1000, "501 is over 500")]
    public void The_arithmetic_is_shown_and_never_rounds_to_the_limit(string limit, long count, long rows, string shown)
    {
        CountLimit.TryParse(limit, out var parsed).Should().BeTrue();

        parsed!.Value.Arithmetic(count, rows).Should().Be(shown);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("1.5")]
    [InlineData("many")]
    [InlineData("1e3")]
    [InlineData("%")]
    public void What_is_no_limit_is_refused(string text) => CountLimit.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void A_plan_within_its_limits_passes_and_one_over_two_of_them_hears_of_both()
    {
        CountLimit.TryParse("10", out var ten).Should().BeTrue();
        var limits = new GuardLimits { MaxChanges = ten, MaxUnsets = ten };

        PlanGuard.Check(new RunCounts { Rows = 100, Update = 10, KeysUnset = 10 }, limits).Should().BeEmpty();
        PlanGuard.Check(new RunCounts { Rows = 100, Update = 11, KeysUnset = 12 }, limits)
            .Select(static r => r.ToString()).Should().HaveCount(2)
            .And.Contain(s => s.Contains("--max-changes", StringComparison.Ordinal) && s.Contains("11 is over 10", StringComparison.Ordinal))
            .And.Contain(s => s.Contains("--max-unsets", StringComparison.Ordinal) && s.Contains("12 is over 10", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(50, 100, false)]
    [InlineData(49, 100, true)]
    [InlineData(0, 1, true)]
    [InlineData(5, null, false)]
    public void A_file_is_held_against_what_it_was(long rows, int? former, bool isRefused) =>
        PlanGuard.Check(new RunCounts { Rows = rows }, new GuardLimits { MinRowsRatio = 0.5 }, former).Should().HaveCount(isRefused ? 1 : 0);

    [Fact]
    public void A_refusal_says_how_to_lift_its_guard_and_a_lifted_one_what_it_would_have_refused()
    {
        CountLimit.TryParse("10%", out var limit).Should().BeTrue();

        var refusal = PlanGuard.Check(new RunCounts { Rows = 100, Create = 11 }, new GuardLimits { MaxCreates = limit }).Should().ContainSingle().Subject;

        refusal.ToString().Should().Be("Counting coupons to create, 11 % is over 10 % (11/100), which --max-creates refuses. If you really mean it, add --force max-creates.");
        refusal.AsLifted.Should().Be("The guard --max-creates was lifted by --force: counting coupons to create, 11 % is over 10 % (11/100).");
    }
}
