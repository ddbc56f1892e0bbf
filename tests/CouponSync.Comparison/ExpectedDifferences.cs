namespace CouponSync.Comparison;

/// <summary>
/// What the present program does otherwise on purpose, each with its reason. One line of one part is matched at a time, so a
/// changed line takes two: one with <c>- </c> for the old and one with <c>+ </c> for the new, or one that begins with
/// <c>*</c>. One that no longer occurs fails the comparison and is to be taken out.
/// </summary>
/// <example><c>new("*", "report.json", "* run.sdk: *", "The library is named by itself.")</c></example>
internal static class ExpectedDifferences
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExpectedDifference> All { get; } =
    [
    ];
}
