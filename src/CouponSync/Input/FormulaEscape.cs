using System.Buffers;
using CouponSync.Text;

namespace CouponSync.Input;

/// <summary>
/// Keeps a spreadsheet from running a cell as a formula, and tells white space that is meant from a slip, in a way that reads
/// back exactly. A cell that begins with a character a spreadsheet obeys or holds white space alone, or has apostrophes and then
/// such text, gets one apostrophe more; reading takes one away from every cell of that form. Only rows that say so in the column
/// <see cref="Column"/> are read like that: in all other files an apostrophe is an apostrophe.
/// </summary>
/// <remarks>The characters are those of https://owasp.org/www-community/attacks/CSV_Injection.</remarks>
internal static class FormulaEscape
{
    /// <summary>The column that marks the rows with escaped cells.</summary>
    public const string Column = "couponsync_escaped";

    /// <summary>What such a row has in it.</summary>
    public const string Mark = "apostrophe";

    /// <summary>The same in UTF-8.</summary>
    public static ReadOnlySpan<byte> MarkUtf8 => "apostrophe"u8;

    private const char Apostrophe = '\'';

    // Stands before white space that is meant, in cells as they are held, and before a value that begins with it itself: it is no
    // character, but Stripe keeps it all the same.
    private const char Meant = '\uFFFE';

    private static readonly SearchValues<char> Obeyed = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    /// <summary>Whether a cell must not be written as it is, or would not be read back as it is.</summary>
    public static bool Needs(string text)
    {
        if (Unseen.IsBlank(text))
        {
            return false;
        }

        var rest = text.AsSpan().TrimStart(Apostrophe);
        return rest.Length > 0 && (rest[0] == Meant || Obeyed.Contains(rest[0]) || Unseen.IsBlank(rest));
    }

    /// <summary>The cell as it is written in a marked row.</summary>
    public static string Escape(string text) => Needs(text) ? Apostrophe + (text[0] == Meant ? text[1..] : text) : text;

    /// <summary>The cell as it was before <see cref="Escape"/>.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="isValue">Whether white space can be a value there.</param>
    public static string Unescape(string text, bool isValue = true) => text is not [Apostrophe, .. var rest] || !Needs(text) ? (isValue ? Held(text) : text)
        : isValue ? Intended(rest) : rest;

    /// <summary>A value as the cell that means it: white space is told from a slip.</summary>
    public static string Intended(string value) => Unseen.IsBlank(value) ? Meant + value : Held(value);

    /// <summary>A cell as it stands in a file, as it is held: white space in it is a slip.</summary>
    public static string Held(string text) => text is [Meant, ..] ? Meant + text : text;

    /// <summary>What a cell means: null when nothing can be seen in it, and nothing says that it is meant.</summary>
    public static string? Value(string cell) => Unseen.IsBlank(cell) ? null : cell.Length > 0 && cell[0] == Meant ? cell[1..] : cell;

    /// <summary>What a row with these cells has in <see cref="Column"/> when they are escaped.</summary>
    public static string MarkOf(IEnumerable<string> cells) => cells.Any(Needs) ? Mark : "";

    /// <summary>Checks the mark of a row.</summary>
    /// <param name="cells">The row's cells, one for each column; the mark is empty where it was taken for what it is.</param>
    /// <param name="column">The place of the column of the mark, or -1.</param>
    /// <param name="problems">Takes what is wrong with the mark.</param>
    public static void CheckMark(string[] cells, int column, RowProblems problems)
    {
        if (column >= 0 && cells[column].Length > 0)
        {
            problems.Add(
                "invalid_escape_mark",
                $"The mark is `{CellText.Shorten(cells[column])}`. It must be `{Mark}`, as export writes it, or empty.",
                column);
        }
    }
}
