using System.Globalization;
using System.Text;
using CouponSync.Remote;
using CouponSync.Tests.Remote;

namespace CouponSync.Scenarios;

/// <summary>What the fetch policy costs on shapes of accounts and files, by arithmetic alone.</summary>
internal static class FetchPlanning
{
    /// <summary>The part's heading, and its column that has an aim.</summary>
    public const string Heading = "Fetch planning";
    public const string Ratio = "requests/optimum";

    private static readonly FetchShape[] Usual =
    [
        FetchShape.Spread(1_000_000, 1_000_000, 1),
        FetchShape.Spread(90_000, 100_000, 1),
        FetchShape.Spread(10, 80, 1),
        FetchShape.Spread(10, 250, 1),
        FetchShape.Clustered(10_000, 1_000_000, 1, 0),
        FetchShape.Spread(10, 1_000_000, 1),
    ];

    /// <summary>Plays the policy.</summary>
    /// <returns>Markdown with a table.</returns>
    public static string Measure()
    {
        var text = new StringBuilder($"""
            The optimum is that of somebody who knows the account: some pages, then the rest by id.

            | shape | requests | optimum | {Ratio} |
            |---|--:|--:|--:|

            """);
        foreach (var shape in Usual)
        {
            var cost = shape.Cost(new FetchPolicy(endpointsAddUp: false));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {shape.Name} | {cost:N0} | {shape.ClairvoyantOptimum:N0} | {(double)cost / shape.ClairvoyantOptimum:0.00} |");
        }

        var all = FetchShape.Generated()
            .SelectMany(static shape => (IEnumerable<(FetchShape Shape, long Cost)>)[(shape, shape.Cost(new FetchPolicy(false))), (shape, shape.Cost(new FetchPolicy(true)))])
            .ToList();
        var (worst, most) = all.MaxBy(static s => s.Shape.RatioToBetterPure(s.Cost));
        text.AppendLine(CultureInfo.InvariantCulture, $"\nThe bound is twice the better pure strategy and a page. Worst of {all.Count:N0} generated cases: {worst.Name}, {most:N0} requests against {worst.BetterPureStrategy:N0}.");
        return text.ToString();
    }
}
