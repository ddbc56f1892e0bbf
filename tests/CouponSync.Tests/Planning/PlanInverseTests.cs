using CouponSync.Coupons;
using CouponSync.Planning;

namespace CouponSync.Tests.Planning;

public sealed class PlanInverseTests
{
    private static readonly PlannedChange Deletion = new()
    {
        Sequence = 1,
        Id = "C",
        Action = ChangeAction.Delete,
        Metadata = [new KeyChange("a", "1", null)],
        Name = new ValueChange("Sale", null),
        Terms = new CouponTerms { PercentOff = 10, Duration = "once" },
    };

    [Fact]
    public void A_deleted_coupon_is_created_again_as_it_was()
    {
        var verdict = Undo(Deletion, null);

        verdict.Change.Should().BeEquivalentTo(Deletion with
        {
            Action = ChangeAction.Create,
            Sequence = 7,
            Metadata = [new KeyChange("a", null, "1")],
            Name = new ValueChange(null, "Sale"),
        });
        verdict.Problems.Should().BeEmpty();
    }

    [Theory]
    [InlineData(10, "1", false)]
    [InlineData(20, "1", true)]
    [InlineData(10, "2", true)]
    public void Where_a_coupon_with_its_id_exists_again_another_one_is_told(int percent, string value, bool isAnother)
    {
        var verdict = Undo(Deletion, Remote(percent, value));

        verdict.Change.Should().BeNull();
        verdict.Problems.Select(static p => p.Kind).Should().Equal(isAnother ? ["changed_since"] : []);
    }

    [Fact]
    public void An_update_is_taken_back_key_by_key_and_a_key_that_was_unset_comes_back()
    {
        var update = new PlannedChange
        {
            Sequence = 1,
            Id = "C",
            Action = ChangeAction.Update,
            Metadata = [new KeyChange("a", "0", "1"), new KeyChange("gone", "x", null), new KeyChange("theirs", "0", "1")],
        };
        var remote = Remote(10, "1") with { Metadata = CouponMetadata.From([new("a", "1"), new("theirs", "2")]) };

        var verdict = Undo(update, remote);

        verdict.Change!.Metadata.Should().Equal(new KeyChange("a", "1", "0"), new KeyChange("gone", null, "x"));
        verdict.Problems.Select(static p => p.Column).Should().Equal("theirs");
    }

    private static InverseVerdict Undo(PlannedChange done, RemoteCoupon? remote) =>
        new PlanInverse(deletesCreated: true).Of(done, isCertain: true, remote, sequence: 7);

    private static RemoteCoupon Remote(int percent, string value) => new()
    {
        Id = "C",
        Created = 1,
        Livemode = false,
        Name = "Sale",
        Metadata = CouponMetadata.From([new("a", value)]),
        Terms = new CouponTerms { PercentOff = percent, Duration = "once" },
    };
}
