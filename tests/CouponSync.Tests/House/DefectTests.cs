using CouponSync.Mutation;
using CouponSync.Tests.Reporting;

namespace CouponSync.Tests.House;

/// <summary>The list of deliberate defects is one that can be made of the program as it is.</summary>
public sealed class DefectTests
{
    /// <summary>What each defect is.</summary>
    public static TheoryData<string> Descriptions => [.. Defects.All.Select(static d => d.What)];

    [Theory]
    [MemberData(nameof(Descriptions))]
    public void A_defect_can_be_made(string what)
    {
        var defect = Defects.All.Single(d => d.What == what);

        defect.Fits(File.ReadAllText(RepositoryFiles.PathOf("src", "CouponSync", defect.File))).Should().BeTrue("its text stands in the source once");
    }

    [Fact]
    public void There_are_enough_of_them_in_every_stage() =>
        Defects.All.Select(static d => d.Stage).Distinct().Should().Contain(
            ["reader", "diff", "planner", "guards", "throttle", "retry", "updater", "results", "snapshot", "events", "lock", "revert", "reports", "exit codes", "settings"]);
}
