using System.Globalization;

namespace CouponSync.Scenarios;

/// <summary>What the figures show to be worse than what was aimed at, and where somebody else is better.</summary>
internal static class Shortfalls
{
    private const string Ours = "CouponSync";
    private const double Slack = 0.004;

    /// <summary>Finds them.</summary>
    /// <param name="markdown">The parts of the results.</param>
    /// <returns>A sentence each.</returns>
    public static IReadOnlyList<string> In(string markdown) => [.. ResultTable.In(markdown).SelectMany(Of)];

    private static IEnumerable<string> Of(ResultTable table) => table.Section switch
    {
        Contest.Heading => OfContest(table),
        ChangingLimit.Heading => table.Rows.SelectMany(static row => OfLimit(row)),
        FetchPlanning.Heading => table.Rows.SelectMany(static row => OfFetch(row)),
        "Memory" => table.Rows.SelectMany(static row => OfMemory(row)),
        _ => [],
    };

    private static IEnumerable<string> OfContest(ResultTable table)
    {
        if (table.Rows.FirstOrDefault(static r => r["contender"] == Ours) is not { } ours)
        {
            yield break;
        }

        // One request asks whose key it is, once for each key.
        var (asked, fewest) = (Number(ours, "requests") - 1, Number(ours, "requests") / Number(ours, Contest.RequestRatio));
        if (asked > Math.Max(1.10 * fewest, table.Title.StartsWith("Ten rows", StringComparison.Ordinal) ? (2 * fewest) + 1 : 0) + Slack)
        {
            yield return $"{table.Title}: {ours["requests"]} requests, {ours[Contest.RequestRatio]} times the fewest that somebody who knew the account would need.";
        }

        if (Scenario.All.FirstOrDefault(s => s.Name == table.Title) is { AllowsWhatIsConfigured: true } && Number(ours, "refused") > 0)
        {
            yield return $"{table.Title}: a server that allows just what is configured refused {ours["refused"]}; aimed at: none.";
        }

        if (Number(ours, "updates lost") > 0)
        {
            yield return $"{table.Title}: {ours["updates lost"]} updates lost; aimed at: none.";
        }

        // Whoever lost updates or gave up has not done the job.
        var done = table.Rows.Where(static r => r["contender"] != Ours && Number(r, "updates lost") == 0 && r["exit"] == "0").ToList();
        foreach (var other in done.Where(r => Number(r, "wall") < Number(ours, "wall") - 0.05))
        {
            yield return $"{table.Title}: {other["contender"]} takes {other["wall"]}, {Ours} {ours["wall"]}.";
        }

        foreach (var other in done.Where(r => Number(r, "requests") < Number(ours, "requests")))
        {
            yield return $"{table.Title}: {other["contender"]} sends {other["requests"]} requests, {Ours} {ours["requests"]}.";
        }
    }

    private static IEnumerable<string> OfFetch(IReadOnlyDictionary<string, string> row)
    {
        var (better, first, second) = (Number(row, FetchPlanning.Better), Number(row, FetchPlanning.First), Number(row, FetchPlanning.Second));
        if (first > (2 * better) + 1)
        {
            yield return $"Fetch planning, {row["account"]}, {row["wanted"]}: {first:N0} requests; aimed at: at most twice {better:N0} and a page.";
        }

        if (second > 1.2 * better)
        {
            yield return $"Fetch planning, {row["account"]}, {row["wanted"]}: {second:N0} requests the second time; aimed at: at most 1.2 times {better:N0}.";
        }
    }

    private static IEnumerable<string> OfLimit(IReadOnlyDictionary<string, string> row)
    {
        if (Number(row, ChangingLimit.UsedSettled) < 85)
        {
            yield return $"A limit of {row["limit"]}: {row[ChangingLimit.UsedSettled]} {ChangingLimit.UsedSettled}; aimed at: at least 85 %.";
        }

        if (Number(row, ChangingLimit.RefusedSettled) > 3)
        {
            yield return $"A limit of {row["limit"]}: {row[ChangingLimit.RefusedSettled]} {ChangingLimit.RefusedSettled}; aimed at: at most 3 %.";
        }

        if (row[ChangingLimit.BackAfter] == "never" || Number(row, ChangingLimit.BackAfter) > 60)
        {
            yield return $"A limit of {row["limit"]}: back at the full rate {row[ChangingLimit.BackAfter]} after it was lifted; aimed at: 60 s.";
        }

        if (Number(row, "updates lost") > 0)
        {
            yield return $"A limit of {row["limit"]}: {row["updates lost"]} updates lost; aimed at: none.";
        }
    }

    private static IEnumerable<string> OfMemory(IReadOnlyDictionary<string, string> row)
    {
        if (Number(row, "ratio of peaks") > 1.3 + Slack)
        {
            yield return $"Memory: the large {row["command"]} has {row["ratio of peaks"]} times the peak of the small one; aimed at: at most 1.3.";
        }

        foreach (var (column, cell) in row.Where(static c => c.Key.EndsWith(": peak", StringComparison.Ordinal) && Number(c.Value) > 150))
        {
            yield return $"Memory: {row["command"]}, {column} of {cell}; aimed at: at most 150 MB.";
        }
    }

    private static double Number(IReadOnlyDictionary<string, string> row, string column) => Number(row[column]);

    private static double Number(string cell)
    {
        // Before a unit.
        var number = cell.Split(' ')[0];
        return double.TryParse(number, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
    }
}
