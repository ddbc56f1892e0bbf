using System.IO.Enumeration;

namespace CouponSync.Comparison;

/// <summary>One line in which the programs differ.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Step">After which step.</param>
/// <param name="Part">In what.</param>
/// <param name="Line">The line, with <c>- </c> before it where only the base has it, and <c>+ </c> where only the present has.</param>
internal sealed record Difference(string Scenario, string Step, string Part, string Line)
{
    /// <summary>Why it is meant; null when it is not.</summary>
    public string? Reason => ExpectedDifferences.All.FirstOrDefault(e => e.Covers(this))?.Reason;

    /// <summary>Compares what was seen of both sides.</summary>
    public static IReadOnlyList<Difference> Find(string scenario, IReadOnlyList<Observation> before, IReadOnlyList<Observation> now)
    {
        var (left, right) = (Numbered(before), Numbered(now));
        return
        [
            .. left.Keys.Union(right.Keys).SelectMany(key =>
                Lines(left.GetValueOrDefault(key), right.GetValueOrDefault(key)).Select(line => new Difference(scenario, key.Step, key.Part, line))),
        ];
    }

    // A step may leave two files of one name, those of two runs.
    private static Dictionary<(string Step, string Part, int Number), string> Numbered(IReadOnlyList<Observation> seen) => seen
        .GroupBy(static o => (o.Step, o.Part))
        .SelectMany(static g => g.Select((o, i) => (Key: (o.Step, o.Part, i), o.Text)))
        .ToDictionary(static o => o.Key, static o => o.Text);

    private static List<string> Lines(string? before, string? now)
    {
        if (before == now)
        {
            return [];
        }

        if (before is null || now is null)
        {
            return [before is null ? "+ (there is one now)" : "- (there was one)", .. (before ?? now)!.Split('\n').Select(l => (before is null ? "+ " : "- ") + l)];
        }

        var (gone, come) = (Without(before, now), Without(now, before));
        return gone.Count + come.Count == 0 ? ["* the same lines in another order"] : [.. gone.Select(static l => $"- {l}"), .. come.Select(static l => $"+ {l}")];
    }

    // As often as the other has a line, it is taken out.
    private static List<string> Without(string text, string other)
    {
        var counts = other.Split('\n').CountBy(static line => line).ToDictionary(StringComparer.Ordinal);
        return [.. text.Split('\n').Where(line => (counts[line] = counts.GetValueOrDefault(line) - 1) < 0)];
    }
}

/// <summary>A difference that is meant. In the patterns <c>*</c> stands for any characters.</summary>
/// <param name="Scenario">The scenarios' names.</param>
/// <param name="Part">What differs, such as <c>report.json</c> or <c>standard output</c>.</param>
/// <param name="Line">The line, which begins with <c>- </c> or <c>+ </c>.</param>
/// <param name="Reason">Why it is meant.</param>
internal sealed record ExpectedDifference(string Scenario, string Part, string Line, string Reason)
{
    /// <summary>Whether a difference is this one.</summary>
    public bool Covers(Difference difference) =>
        IsMatch(Scenario, difference.Scenario) && IsMatch(Part, difference.Part) && IsMatch(Line, difference.Line);

    private static bool IsMatch(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
}

/// <summary>Writes what differs in a scenario.</summary>
internal static class Report
{
    private const int MostLines = 12;
    private const int MostCharacters = 300;

    /// <summary>Writes it, unexpected differences in full and expected ones by their reasons.</summary>
    public static void Write(string scenario, IReadOnlyList<Difference> differences)
    {
        foreach (var reason in differences.Select(static d => d.Reason).OfType<string>().CountBy(static r => r))
        {
            Console.WriteLine($"\nOn purpose in '{scenario}', {reason.Value} lines: {reason.Key}");
        }

        foreach (var place in differences.Where(static d => d.Reason is null).GroupBy(static d => (d.Step, d.Part)))
        {
            Console.WriteLine($"\nDifferent in '{scenario}', {place.Key.Step}: {place.Key.Part}");
            foreach (var difference in place.Take(MostLines))
            {
                Console.WriteLine($"  {(difference.Line.Length > MostCharacters ? difference.Line[..MostCharacters] + " ..." : difference.Line)}");
            }

            if (place.Count() > MostLines)
            {
                Console.WriteLine($"  ... and {place.Count() - MostLines} more lines");
            }
        }
    }
}
