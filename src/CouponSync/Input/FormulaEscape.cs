using System.Buffers;

namespace CouponSync.Input;

/// <summary>
/// Keeps a spreadsheet from running a cell as a formula, in a way that reads back exactly. A cell that begins with a
/// character a spreadsheet obeys, or with apostrophes and then such a character, gets one apostrophe more; reading
/// takes one away from every cell of that form. Only rows that say so in the column
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

    private static readonly SearchValues<char> Obeyed = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    /// <summary>Whether a cell must not be written as it is, or would not be read back as it is.</summary>
    public static bool Needs(string text)
    {
        var rest = text.AsSpan().TrimStart(Apostrophe);
        return rest.Length > 0 && Obeyed.Contains(rest[0]);
    }

    /// <summary>The cell as it is written in a marked row.</summary>
    public static string Escape(string text) => Needs(text) ? Apostrophe + text : text;

    /// <summary>The cell as it was before <see cref="Escape"/>.</summary>
    public static string Unescape(string text) =>
        text.Length > 0 && text[0] == Apostrophe && Needs(text) ? text[1..] : text;

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
