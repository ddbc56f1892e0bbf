namespace CouponSync.Scenarios;

/// <summary>A table of the results.</summary>
/// <param name="Section">The heading of the second level above it.</param>
/// <param name="Title">The heading of the third level above it; empty when there is none.</param>
/// <param name="Rows">The cells of each row by their column's name.</param>
internal sealed record ResultTable(string Section, string Title, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows)
{
    /// <summary>Finds the tables of a Markdown text.</summary>
    public static IReadOnlyList<ResultTable> In(string markdown)
    {
        var tables = new List<ResultTable>();
        var (section, title) = ("", "");
        string[]? columns = null;
        List<IReadOnlyDictionary<string, string>> rows = [];
        foreach (var line in markdown.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (!line.StartsWith('|'))
            {
                columns = null;
                (section, title) = line.StartsWith("## ", StringComparison.Ordinal) ? (line[3..], "")
                    : line.StartsWith("### ", StringComparison.Ordinal) ? (section, line[4..])
                    : (section, title);
            }
            else if (columns is null)
            {
                columns = Cells(line);
                rows = [];
                tables.Add(new ResultTable(section, title, rows));
            }
            else if (!line.StartsWith("|-", StringComparison.Ordinal))
            {
                rows.Add(columns.Zip(Cells(line)).DistinctBy(static c => c.First).ToDictionary(static c => c.First, static c => c.Second));
            }
        }

        return tables;
    }

    private static string[] Cells(string line) => line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
}
