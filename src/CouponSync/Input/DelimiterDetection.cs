using System.Text;
using System.Text.RegularExpressions;
using CouponSync.Coupons;
using CsvHelper;

namespace CouponSync.Input;

/// <summary>Finds what stands between the cells: a comma, a semicolon or a tab.</summary>
internal static partial class DelimiterDetection
{
    private const int SampleRecords = 20;

    private static readonly char[] Candidates = [',', ';', '\t'];

    /// <summary>Reads the first line <c>sep=;</c> with which Excel names the delimiter.</summary>
    /// <param name="head">The beginning of the text.</param>
    /// <returns>The delimiter, and the length of the line with its end; null when there is no such line. A program that did not
    /// know the line for what it is has written it as a row, <c>"sep=;",,</c>: then the delimiter is none it names.</returns>
    public static (char? Delimiter, int Length)? SeparatorLine(string head)
    {
        var line = SeparatorRow().Match(head);
        return !line.Success ? null
            : (line.Groups["saved"].Length > 0 || line.Groups["quote"].Length > 0 ? null : line.Groups["delimiter"].Value[0], line.Length);
    }

    /// <summary>The cells of a line by each delimiter that may stand between them.</summary>
    public static IEnumerable<string[]> Splits(string line)
    {
        foreach (var delimiter in Candidates)
        {
            using var csv = CsvReader.Create(Encoding.UTF8.GetBytes(line), CsvRecords.Options(delimiter));
            if (csv.Read())
            {
                yield return [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
            }
        }
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

    [GeneratedRegex(@"\A(?<quote>""?)sep=(?<delimiter>[^\r\n""])\k<quote>(?<saved>[,;\t ""]*)(?:\r\n|\r|\n|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SeparatorRow();

    private readonly record struct Candidate(char Delimiter, int Columns, bool HasId, bool IsRegular);
}
