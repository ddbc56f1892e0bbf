namespace CouponSync.Comparison;

/// <summary>One line in which the programs differ.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Step">After which step.</param>
/// <param name="Part">In what.</param>
/// <param name="Line">The line, with <c>- </c> before it where only the base has it, and <c>+ </c> where only the present has.</param>
internal sealed record Difference(string Scenario, string Step, string Part, string Line)
{
    /// <summary>Compares what was seen of both sides.</summary>
    public static IReadOnlyList<Difference> Find(string scenario, IReadOnlyList<Observation> before, IReadOnlyList<Observation> now)
    {
        var (left, right) = (Numbered(before), Numbered(now));
        return
        [
            .. left.Keys.Union(right.Keys)
                .SelectMany(key => Compare(left.GetValueOrDefault(key), right.GetValueOrDefault(key)).Select(line => new Difference(scenario, key.Step, key.Part, line))),
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

/// <summary>Writes what differs.</summary>
/// <param name="full">Whether to write every line to its end.</param>
internal sealed class Report(bool full)
{
    private const int MostLines = 12;
    private const int MostCharacters = 300;

    /// <summary>Writes it.</summary>
    public void Write(IReadOnlyList<Difference> differences)
    {
        foreach (var place in differences.GroupBy(static d => (d.Scenario, d.Step, d.Part)))
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
}
