using System.IO.Enumeration;

namespace CouponSync.Comparison;

/// <summary>One line in which the programs differ.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Step">After which step.</param>
/// <param name="Part">In what.</param>
/// <param name="Line">The line, with <c>- </c> before it where only the base has it, and <c>+ </c> where only the present has.</param>
internal sealed record Difference(string Scenario, string Step, string Part, string Line)
{
    /// <summary>The expected one that it is; null when it is not expected.</summary>
    public ExpectedDifference? Expected { get; init; }

    /// <summary>Compares what was seen of both sides.</summary>
    public static IReadOnlyList<Difference> Find(
        string scenario, IReadOnlyList<Observation> before, IReadOnlyList<Observation> now, IReadOnlyList<ExpectedDifference> expected)
    {
        var (left, right) = (Numbered(before), Numbered(now));
        return
        [
            .. left.Keys.Union(right.Keys)
                .SelectMany(key => Compare(left.GetValueOrDefault(key), right.GetValueOrDefault(key)).Select(line => new Difference(scenario, key.Step, key.Part, line)))
                .Select(difference => difference with { Expected = expected.FirstOrDefault(e => e.Covers(difference)) }),
        ];
    }

    // A step may leave two files of one name, those of two runs.
    private static Dictionary<(string Step, string Part, int Number), string> Numbered(IReadOnlyList<Observation> seen) => seen
        .GroupBy(static o => (o.Step, o.Part))
        .SelectMany(static g => g.Select((o, i) => (Key: (o.Step, o.Part, i), o.Text)))
        .ToDictionary(static o => o.Key, static o => o.Text);

    private static List<string> Compare(string? before, string? now)
    {
        if (before == now)
        {
            return [];
        }

        if (before is null || now is null)
        {
            return [before is null ? "+ (there is one now)" : "- (there was one)", .. Lines((before ?? now)!).Select(l => (before is null ? "+ " : "- ") + l)];
        }

        var (gone, come) = (Without(Lines(before), Lines(now)), Without(Lines(now), Lines(before)));
        return gone.Count + come.Count == 0 ? ["* the same lines in another order"] : [.. gone.Select(static l => $"- {l}"), .. come.Select(static l => $"+ {l}")];
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.Split('\n');

    // As often as the other has a line, it is taken out.
    private static List<string> Without(string[] lines, string[] others)
    {
        var counts = others.CountBy(static line => line).ToDictionary(StringComparer.Ordinal);
        return [.. lines.Where(line => (counts[line] = counts.GetValueOrDefault(line) - 1) < 0)];
    }
}

/// <summary>A difference that is meant. In the patterns <c>*</c> stands for any characters, and <c>?</c> for one.</summary>
/// <param name="Place">The scenario and the step, such as <c>nights, step 3: sync coupons.csv</c>.</param>
/// <param name="Part">What differs, such as <c>report.json</c> or <c>standard output</c>.</param>
/// <param name="Line">The line, which begins with <c>- </c> or <c>+ </c>.</param>
/// <param name="Reason">Why it is meant.</param>
internal sealed record ExpectedDifference(string Place, string Part, string Line, string Reason)
{
    /// <summary>Whether a difference is this one.</summary>
    public bool Covers(Difference difference) =>
        IsMatch(Part, difference.Part) && IsMatch(Line, difference.Line) && IsMatch(Place, $"{difference.Scenario}, {difference.Step}");

    // A backslash in a pattern is a backslash.
    private static bool IsMatch(string pattern, string text) =>
        FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), text, ignoreCase: false);
}

/// <summary>Writes what differs.</summary>
/// <param name="full">Whether to write every line to its end.</param>
internal sealed class Report(bool full)
{
    private const int MostLines = 12;
    private const int MostCharacters = 300;

    /// <summary>Writes what differs unexpectedly.</summary>
    public void Write(IReadOnlyList<Difference> differences)
    {
        foreach (var place in differences.Where(static d => d.Expected is null).GroupBy(static d => (d.Scenario, d.Step, d.Part)))
        {
            Console.WriteLine($"\nDifferent in '{place.Key.Scenario}', {place.Key.Step}: {place.Key.Part}");
            foreach (var difference in full ? place : place.Take(MostLines))
            {
                Console.WriteLine($"  {(difference.Line.Length > MostCharacters && !full ? difference.Line[..MostCharacters] + " ..." : difference.Line)}");
            }

            if (place.Count() > MostLines && !full)
            {
                Console.WriteLine($"  ... and {place.Count() - MostLines} more lines");
            }
        }
    }

    /// <summary>Writes what differs on purpose, a line a reason.</summary>
    public static void WriteReasons(IReadOnlyList<Difference> differences)
    {
        Console.WriteLine("\nDifferent on purpose:");
        foreach (var reason in differences.Where(static d => d.Expected is not null).GroupBy(static d => d.Expected!.Reason))
        {
            Console.WriteLine($"  {reason.Count(),5} lines in {reason.DistinctBy(static d => d.Scenario).Count(),2} scenarios: {reason.Key}");
        }
    }
}
