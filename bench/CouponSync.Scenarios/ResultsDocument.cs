using System.Text;

namespace CouponSync.Scenarios;

/// <summary>
/// The file of results: a head, what fell short, the notes by hand, and the parts between markers, so that a part
/// which was not measured this time keeps its text.
/// </summary>
internal sealed class ResultsDocument
{
    private readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal);

    /// <summary>Takes the parts of an earlier file.</summary>
    /// <param name="text">The file; empty for none.</param>
    public static ResultsDocument Parse(string text)
    {
        var document = new ResultsDocument();
        var rest = text.AsSpan();
        while (rest.IndexOf("<!-- begin ") is >= 0 and var begin)
        {
            rest = rest[(begin + "<!-- begin ".Length)..];
            var name = rest[..rest.IndexOf(" -->")].ToString();
            var end = $"<!-- end {name} -->";
            var length = rest.IndexOf(end) is >= 0 and var at ? at : throw new FormatException($"The part '{name}' of the results has no end.");
            document._parts[name] = rest[(name.Length + " -->".Length)..length].Trim().ToString();
            rest = rest[(length + end.Length)..];
        }

        return document;
    }

    /// <summary>Puts a part in, in place of what was measured before.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Markdown; null when there is none any more.</param>
    public void Set(string name, string? text)
    {
        if (text is null)
        {
            _parts.Remove(name);
        }
        else
        {
            _parts[name] = text.Trim();
        }
    }

    /// <summary>The whole file.</summary>
    /// <param name="order">The parts' names, in the order of the file; others come last.</param>
    /// <param name="notes">The notes by hand.</param>
    public string Compose(IReadOnlyList<string> order, string notes)
    {
        var names = order.Distinct(StringComparer.Ordinal).Where(_parts.ContainsKey)
            .Concat(_parts.Keys.Except(order, StringComparer.Ordinal).Order(StringComparer.Ordinal)).ToList();
        var body = string.Join("\n\n", names.Select(name => _parts[name]));
        var text = new StringBuilder("""
            # Measured

            Made by `dotnet run -c Release --project bench/CouponSync.Scenarios`; each part says when and where. Every contender runs as a process against the emulator as another process, over loopback, with the same data; the server's cost is not in the figures.

            ## What falls short

            From the figures below.


            """.ReplaceLineEndings("\n"));
        var shortfalls = Shortfalls.In(body);
        text.AppendJoin("\n", shortfalls.Count == 0 ? ["Nothing does."] : shortfalls.Select(static s => "- " + s));
        text.Append("\n\n").Append(notes.Trim()).Append('\n');
        foreach (var name in names)
        {
            text.Append($"\n<!-- begin {name} -->\n\n{_parts[name]}\n\n<!-- end {name} -->\n");
        }

        return text.ToString();
    }
}
