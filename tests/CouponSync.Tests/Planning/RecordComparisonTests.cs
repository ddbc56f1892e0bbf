using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Remote;
using CouponSync.Settings;

namespace CouponSync.Tests.Planning;

public sealed class RecordComparisonTests
{
    private static readonly string?[] Names = [null, "", "Sale", "Größe \"L\" \\ \n"];
    private static readonly string[] Values = ["", "a", "b", "ä\u2028\"\\/<>&'", "😀"];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void It_agrees_with_the_diff_on_generated_rows(bool unsetEmptyCells, bool pruneMetadata)
    {
        var options = new PlanOptions { UnsetEmptyCells = unsetEmptyCells, PruneMetadata = pruneMetadata };
        var diff = new CouponDiff(options);
        using var codec = new CouponRecord();
        var random = new Random(7);
        var held = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var coupon = Coupon(random);
            var row = Row(random, coupon);

            var unchanged = diff.Compare(row, coupon, 1).Kind == VerdictKind.Unchanged;
            var holds = RecordComparison.Holds(row, codec.Encode(coupon), options);

            holds.Should().Be(unchanged, "row {0} and coupon {1} are as the diff says", row, string.Join(';', coupon.Metadata));
            held += holds ? 1 : 0;
        }

        held.Should().BeInRange(500, 19_500);
    }

    [Fact]
    public void A_missing_coupon_never_holds() =>
        RecordComparison.Holds(Row(new Random(1), Coupon(new Random(1))), default, new PlanOptions()).Should().BeFalse();

    [Fact]
    public void A_row_with_terms_is_for_the_diff()
    {
        using var codec = new CouponRecord();
        var coupon = Coupon(new Random(1));
        var row = new CouponRow { Line = 2, Id = coupon.Id, Metadata = [], Cells = [], Terms = new CouponTerms { PercentOff = 10 } };

        RecordComparison.Holds(row, codec.Encode(coupon), new PlanOptions()).Should().BeFalse();
    }

    private static RemoteCoupon Coupon(Random random) => new()
    {
        Id = "C",
        Created = 1,
        Livemode = false,
        Name = Names[random.Next(Names.Length)] is { Length: > 0 } name ? name : null,
        Metadata = CouponMetadata.From(Enumerable.Range(0, random.Next(4))
            .Select(i => KeyValuePair.Create($"k{i}", Values[random.Next(1, Values.Length)]))),
        Terms = new CouponTerms { PercentOff = 10, Duration = "once" },
    };

    // Mostly what the coupon has, so that many rows hold and the others differ in little.
    private static CouponRow Row(Random random, RemoteCoupon coupon) => new()
    {
        Line = 2,
        Id = coupon.Id,
        Name = random.Next(3) == 0 ? Names[random.Next(Names.Length)] : coupon.Name,
        Metadata = [.. Enumerable.Range(0, random.Next(5)).Select(i => new MetadataCell(
            $"k{i}", random.Next(6) == 0 ? Values[random.Next(Values.Length)] : coupon.Metadata.Find($"k{i}") ?? ""))],
        Cells = [],
    };
}
