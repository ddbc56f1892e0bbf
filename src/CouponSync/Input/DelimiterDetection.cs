using CouponSync.Coupons;
using CsvHelper;

namespace CouponSync.Input;

/// <summary>Finds what stands between the cells: a comma, a semicolon or a tab.</summary>
internal static class DelimiterDetection
{
    private const int SampleRecords = 20;

    private static readonly char[] Candidates = [',', ';', '\t'];

    /// <summary>Reads the first line <c>sep=;</c> with which Excel names the delimiter.</summary>
    /// <param name="head">The beginning of the text.</param>
    /// <returns>The delimiter, and the length of the line with its end; null when there is no such line.</returns>
    public static (char Delimiter, int Length)? SeparatorLine(ReadOnlySpan<char> head)
    {
        if (head.Length < 5 || !head.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return head[5..] switch
        {
            [] => (head[4], 5),
            ['\r', '\n', ..] => (head[4], 7),
            ['\r' or '\n', ..] => (head[4], 6),
            _ => null,
        };
    }

    /// <summary>Finds the delimiter from the header and the first rows.</summary>
    /// <param name="head">The beginning of the text, in UTF-8.</param>
    /// <param name="isAll">Whether that is the whole text, so that its last record is complete.</param>
    /// <param name="hasIdColumn">Whether the fields of a header include an id column.</param>
    /// <exception cref="InvalidInputException">More than one would do.</exception>
    public static char Find(byte[] head, bool isAll, Func<IReadOnlyList<string>, bool> hasIdColumn)
    {
        var possible = new List<Candidate>();
        foreach (var delimiter in Candidates)
        {
            if (Measure(head, isAll, delimiter, hasIdColumn) is { Columns: > 1 } candidate)
            {
                possible.Add(candidate);
            }
        }

        Keep(possible, static c => c.HasId);
        Keep(possible, static c => c.IsRegular);
        if (possible.Count > 1)
        {
            var most = possible.Max(static c => c.Columns);
            if (!possible.Exists(static c => c.HasId))
            {
                // Nothing fits; the missing id column is the better message, under the likeliest reading.
                Keep(possible, c => c.Columns == most);
                return possible[0].Delimiter;
            }

            throw new InvalidInputException(new Problem(
                "ambiguous_delimiter",
                $"The columns could be separated by {string.Join(" or by ", possible.Select(c => Name(c.Delimiter)))}. "
                + "Say which with Csv:Delimiter or --delimiter.")
            { Line = 1 });
        }

        return possible.Count == 0 ? ',' : possible[0].Delimiter;
    }

    /// <summary>The word for a delimiter.</summary>
    public static string Name(char delimiter) => delimiter switch
    {
        ',' => "a comma",
        ';' => "a semicolon",
        '\t' => "a tab",
        _ => $"`{delimiter}`",
    };

    private static void Keep(List<Candidate> candidates, Predicate<Candidate> condition)
    {
        if (candidates.Exists(condition))
        {
            candidates.RemoveAll(c => !condition(c));
        }
    }

    private static Candidate Measure(
        byte[] head, bool isAll, char delimiter, Func<IReadOnlyList<string>, bool> hasIdColumn)
    {
        string[]? header = null;
        var isRegular = true;
        using var csv = CsvReader.Create(head, CsvRecords.Options(delimiter));
        for (var records = 0; records < SampleRecords && csv.Read(); records++)
        {
            header ??= [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];

            // The last record may go on behind the head.
            var isComplete = isAll || csv.ByteOffset + csv.RawRecord.Length < head.Length;
            isRegular &= !isComplete || csv.FieldCount == header.Length;
        }

        return new Candidate(delimiter, header?.Length ?? 0, header is not null && hasIdColumn(header), isRegular);
    }

    private readonly record struct Candidate(char Delimiter, int Columns, bool HasId, bool IsRegular);
}
