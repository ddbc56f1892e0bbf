using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Input;

/// <summary>
/// What can be used as it stands, and what a person most likely did not mean. Each check is a stable word, a predicate and a
/// sentence; of one cell the first that applies is told. Nothing of it keeps a row from being used.
/// </summary>
internal static partial class CellWarnings
{
    private static readonly Check[] Checks =
    [
        new("spreadsheet_error", static t => SpreadsheetError().IsMatch(t),
            static (what, t) => $"The {what} is `{t}`, which a spreadsheet shows for a formula that failed or a column that is too narrow. Correct it in the spreadsheet."),
        new("byte_order_mark", static t => t.Contains('\uFEFF', StringComparison.Ordinal),
            static (what, t) => $"The {what} `{t}` contains a byte order mark; most likely two files were joined. Remove it."),
        new("replacement_character", static t => t.Contains('\uFFFD', StringComparison.Ordinal),
            static (what, t) => $"The {what} `{t}` contains U+FFFD, which stands for a character that was lost: a program read the text in the wrong encoding. Enter it again."),
        new("double_encoded", static t => DoubleEncoding.Repair(t) is not null,
            static (what, t) => $"The {what} `{t}` is UTF-8 that a program read in another encoding and saved; `{DoubleEncoding.Repair(t)}` is most likely meant. Correct it."),
        new("invisible_character", static t => HoldsUnseen(t, isName: false), Invisible),
    ];

    /// <summary>Checks a cell that is not blank.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="what">What it is: the id, the name, a value.</param>
    /// <param name="column">The place of its column.</param>
    /// <param name="problems">Takes what is found.</param>
    public static void Add(string text, string what, int column, RowProblems problems)
    {
        if (Find(text, what) is { } found)
        {
            problems.Add(found.Kind, found.Sentence, column, ProblemSeverity.Warning);
        }
    }

    /// <summary>Checks a text that is not blank.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is: the id, the name, a value.</param>
    /// <returns>What is to be told of it; null for nothing.</returns>
    public static CellWarning? Find(string text, string what)
    {
        // Nearly all cells are printable ASCII, of which only what begins like an error can be one.
        if (text.Length == 0 || (text[0] is not ('#' or 'E' or 'L') && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            return null;
        }

        // What is around it has a warning of its own.
        var trimmed = text.Trim();
        return Array.Find(Checks, check => check.Applies(trimmed)) is { } found
            ? new CellWarning(found.Kind, found.Sentence(what, Shown(trimmed)))
            : null;
    }

    /// <summary>Whether a name for programs, an id or a key, holds a character that nobody sees in it.</summary>
    public static bool HoldsUnseen(string name) => HoldsUnseen(name, isName: true);

    /// <summary>The sentence for that.</summary>
    /// <param name="what">What holds it.</param>
    /// <param name="text">It.</param>
    public static string Invisible(string what, string text) =>
        $"The {what} `{VisibleText.Escape(text)}` contains an invisible character or an unusual space. Remove it unless you mean it.";

    // A line break and a tab can be meant in a value, and so can the no-break spaces of typography: beside a figure or a sign.
    private static bool HoldsUnseen(string text, bool isName)
    {
        var before = default(Rune);
        for (var i = 0; i < text.Length; i += before.Utf16SequenceLength)
        {
            _ = Rune.TryGetRuneAt(text, i, out var rune) || Rune.TryCreate('\uFFFD', out rune);
            var isUnseen = Unseen.IsInvisible(rune, before)
                || (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control && rune.Value != 0 && (isName || rune.Value is not ('\n' or '\r' or '\t')))
                || (Unseen.IsOddSpace(rune) && (isName || !IsTypographic(text, i)));
            if (isUnseen)
            {
                return true;
            }

            before = rune;
        }

        return false;
    }

    private static bool IsTypographic(string text, int space) => text[space] is '\u00A0' or '\u202F' or '\u2009'
        && !(space > 0 && char.IsLetter(text[space - 1]) && space + 1 < text.Length && char.IsLetter(text[space + 1]));

    private static string Shown(string text) => CellText.Shorten(text);

    // In all languages of the common spreadsheets: #REF! and #BEZUG!, #N/A and #NV, #¿NOMBRE?, Err:502.
    [GeneratedRegex(@"^(?:#{2,}|#(?:N/?[ADVB]|NV|I/T|Н/Д|GETTING_DATA)(?: .*)?|#[¡¿]?[\p{Lu}0-9/_]{2,16}[!?]|Err:\d{3}|Loading\.\.\.)$", RegexOptions.CultureInvariant)]
    private static partial Regex SpreadsheetError();

    private sealed record Check(string Kind, Func<string, bool> Applies, Func<string, string, string> Sentence);
}

/// <summary>What there is to be told of a cell.</summary>
/// <param name="Kind">A stable word.</param>
/// <param name="Sentence">The sentence.</param>
internal sealed record CellWarning(string Kind, string Sentence);
