using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Settings;

namespace CouponSync.Tests.Planning;

public sealed class CouponPlannerTests
{
    [Fact]
    public void Changes_are_numbered_without_a_gap_and_every_row_is_counted_once()
    {
        var changes = new List<PlannedChange>();
        var problems = new List<Problem>();
        var planner = new CouponPlanner(
            new CouponDiff(new PlanOptions { CreateMissing = true }),
            static id => id is "NEW" or "GONE" ? null : Coupon(id),
            static id => id == "ODD" ? new Problem("unreadable", "It cannot be read.") : null);

        var counts = planner.Plan(
            [Row("A", "1"), Row("SAME", "0"), Row("GONE", "1"), Row("NEW", "1", new CouponTerms { PercentOff = 10, Duration = "once" }), Row("ODD", "1"), Row("B", "1")],
            (change, _) => changes.Add(change),
            problems.Add,
            CancellationToken.None);

        changes.Select(static c => (c.Sequence, c.Id, c.Action)).Should().Equal(
            (1, "A", ChangeAction.Update), (2, "NEW", ChangeAction.Create), (3, "B", ChangeAction.Update));
        (counts.Rows, counts.Unchanged, counts.Update, counts.Create, counts.Missing, counts.Conflict).Should().Be((6, 1, 2, 1, 1, 1));
        counts.Changes.Should().Be(3, "creations are changes, too");
        problems.Select(static p => p.Id).Distinct().Should().Equal("GONE", "ODD");
    }

    [Theory]
    [InlineData(VerdictKind.Missing, 1, 0)]
    [InlineData(VerdictKind.Conflict, 0, 1)]
    public void What_is_tolerated_is_a_warning_and_counts_as_met(object tolerated, int missing, int conflict)
    {
        var problems = new List<Problem>();
        var planner = new CouponPlanner(new CouponDiff(new PlanOptions()), static id => id == "GONE" ? null : Coupon(id), static _ => null)
        {
            Tolerates = kind => kind == (VerdictKind)tolerated,
        };

        var counts = planner.Plan(
            [Row("GONE", "1"), Row("OTHER", "1", new CouponTerms { PercentOff = 20 })], static (_, _) => { }, problems.Add, CancellationToken.None);

        (counts.MissingTolerated, counts.ConflictTolerated, counts.Unfulfillable).Should().Be((missing, conflict, 1));
        problems.Select(static p => (p.Kind, p.Severity)).Should().Equal(
            ("missing", missing > 0 ? ProblemSeverity.Warning : ProblemSeverity.Error),
            ("conflict", conflict > 0 ? ProblemSeverity.Warning : ProblemSeverity.Error));
    }

    [Fact]
    public void Every_key_that_is_unset_is_counted()
    {
        var planner = new CouponPlanner(
            new CouponDiff(new PlanOptions { PruneMetadata = true }),
            static id => Coupon(id) with { Metadata = CouponMetadata.From([new("a", "1"), new("b", "2"), new("c", "3")]) },
            static _ => null);

        planner.Plan([Row("A", "1"), Row("B", "1")], static (_, _) => { }, static _ => { }, CancellationToken.None).KeysUnset.Should().Be(4);
    }

    private static CouponRow Row(string id, string value, CouponTerms? terms = null) => new()
    {
        Line = 2,
        Id = id,
        Metadata = [new MetadataCell("a", value)],
        Terms = terms,
        Cells = [],
    };

    private static RemoteCoupon Coupon(string id) => new()
    {
        Id = id,
        Created = 1,
        Livemode = false,
        Metadata = CouponMetadata.From(new Dictionary<string, string> { ["a"] = "0" }),
        Terms = new CouponTerms { PercentOff = 10, Duration = "once" },
    };
}
