using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Settings;

namespace CouponSync.Tests.Planning;

/// <summary>An id that no coupon has, and that is most likely a slip, is told as one.</summary>
public sealed class IdHintTests
{
    [Theory]
    [InlineData("1.00E+10")]
    [InlineData("1,23E+15")]
    [InlineData("2E-05")]
    [InlineData("1.0E10")]
    [InlineData("1.E+10")]
    [InlineData("123456789012345000")]
    [InlineData("TRUE")]
    [InlineData("falsch")]
    [InlineData("1-Mar")]
    [InlineData("Mar-24")]
    [InlineData("01-Okt-2025")]
    [InlineData("3/1/2025")]
    [InlineData("01.03.2025")]
    [InlineData("2025-03-01")]
    [InlineData("12:30:00")]
    [InlineData("3月1日")]
    [InlineData("2026年3月1日")]
    [InlineData("3월 1일")]
    [InlineData("1234.0")]
    [InlineData("1.234,50")]
    [InlineData("(blank)")]
    [InlineData("null")]
    [InlineData("NaN")]
    [InlineData("#REF!")]
    public void A_mangled_id_is_told(string id)
    {
        MangledId.Origin(id).Should().NotBeNull();
        new CouponDiff(new PlanOptions()).Compare(Row(id), null, 1).Problems.Single().Message.Should().Contain("looks like");
    }

    [Theory]
    [InlineData("SUMMER10")]
    [InlineData("25OFF")]
    [InlineData("12E5")]
    [InlineData("1234567890123456")]
    [InlineData("100000")]
    [InlineData("TRUELOVE")]
    [InlineData("MARCH-SALE")]
    [InlineData("MAY10")]
    [InlineData("Z4OV52SU")]
    [InlineData("10-OFF-NOW")]
    public void An_ordinary_id_is_not(string id) => MangledId.Origin(id).Should().BeNull();

    [Fact]
    public void A_creation_is_made_all_the_same_and_warned_of()
    {
        var verdict = new CouponDiff(new PlanOptions { CreateMissing = true }) { Near = static _ => "True" }.Compare(Row("TRUE"), null, 1);

        verdict.Kind.Should().Be(VerdictKind.Change);
        verdict.Problems.Select(static p => (p.Kind, p.Severity, p.Line, p.Id)).Should().Equal(
            ("near_id", ProblemSeverity.Warning, 7, "TRUE"), ("mangled_id", ProblemSeverity.Warning, 7, "TRUE"));
    }

    [Theory]
    [InlineData("summer10", "SUMMER10")]
    [InlineData("ＳＵＭＭＥＲ１０", "SUMMER10")]
    [InlineData("'SUMMER10'", "SUMMER10")]
    [InlineData("“SUMMER10”", "SUMMER10")]
    [InlineData("SUMMER10 ", "SUMMER10")]
    [InlineData("SUMMER\u00A010", "SUMMER10")]
    [InlineData("SUM\u200BMER10", "SUMMER10")]
    [InlineData("\uFEFFSUMMER10", "SUMMER10")]
    [InlineData("SUMM\u0415R10", "SUMMER10")]
    [InlineData("A\u2011B", "A-B")]
    [InlineData("ｻﾏｰ10", "サマー10")]
    [InlineData("2×1", "2X1")]
    [InlineData("42", "0042")]
    [InlineData("00042", "042")]
    [InlineData("CAFE\u0301", "CAF\u00C9")]
    public void A_slip_folds_to_what_was_meant(string id, string meant) => IdFolding.Fold(id).Should().Be(IdFolding.Fold(meant));

    [Theory]
    [InlineData("SUMMER10", "SUMMER1")]
    [InlineData("A-B", "AB")]
    [InlineData("420", "42")]
    [InlineData("O", "0")]
    public void Another_id_does_not(string id, string other) => IdFolding.Fold(id).Should().NotBe(IdFolding.Fold(other));

    private static CouponRow Row(string id) => new()
    {
        Line = 7,
        Id = id,
        Metadata = [],
        Cells = [],
        Terms = new CouponTerms { PercentOff = 10, Duration = "once" },
    };
}
