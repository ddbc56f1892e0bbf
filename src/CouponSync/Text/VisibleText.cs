using System.Globalization;
using System.Text;
using Spectre.Console.Rendering;

namespace CouponSync.Text;

/// <summary>
/// Text from outside, made safe to look at: characters that a terminal would obey, or that change how their
/// neighbours are read (controls, escape sequences, direction overrides, invisible ones), become visible escapes.
/// </summary>
internal static class VisibleText
{
    // Beyond this a single "character" is a pile of combining marks; it is then cut like any other text.
    private const int LongestTextElement = 16;

    /// <summary>Whether a character must not reach a reader as it is: a terminal would obey it, it changes how its neighbours are
    /// read, or it cannot be seen for what it is.</summary>
    /// <param name="rune">The character.</param>
    /// <param name="before">What stands before it; none for the beginning.</param>
    /// <remarks>See https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing.</remarks>
    public static bool IsUnsafe(Rune rune, Rune before = default) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        _ => Unseen.IsOddSpace(rune) || Unseen.IsInvisible(rune, before),
    };

    /// <summary>The text with unsafe characters escaped: <c>\n</c>, <c>\t</c>, <c>\u{1B}</c>.</summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length);
        AppendEscaped(result, text, quoted: false, null);
        return result.ToString();
    }

    /// <summary>A text of several lines, escaped but for what ends them.</summary>
    public static string EscapeLines(string text) => string.Join('\n', text.Split('\n').Select(static line => Escape(line)));

    /// <summary>JSON that means the same, with unsafe characters in its strings as <c>\u001B</c>.</summary>
    public static string EscapeJson(string json)
    {
        var result = new StringBuilder(json.Length);
        var before = default(Rune);
        foreach (var rune in json.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\r' || !IsUnsafe(rune, before))
            {
                result.Append(rune);
            }
            else
            {
                foreach (var unit in rune.ToString())
                {
                    result.Append("\\u").Append(((int)unit).ToString("X4", CultureInfo.InvariantCulture));
                }
            }

            before = rune;
        }

        return result.ToString();
    }

    /// <summary>The text in double quotes, with quotes and backslashes escaped too, so that it has one reading.</summary>
    public static string Quote(string text) => Quote(text, int.MaxValue);

    /// <summary>
    /// As <see cref="Quote(string)"/>, no wider than <paramref name="maxCells"/> terminal cells: what is too long
    /// is cut in the middle, with the number of characters left out.
    /// </summary>
    public static string Quote(string text, int maxCells) => '"' + Fit(text, maxCells - 2, quoted: true) + '"';

    /// <summary>
    /// Two values in quotes, each no wider than <paramref name="maxCells"/>. Where they differ and look the same, what differs
    /// is spelled out: <c>"Caf\u{E9}"</c> and <c>"Cafe\u{301}"</c>. Where cutting in the middle would hide what differs, it is
    /// the common beginning that is left out, with the number of its characters.
    /// </summary>
    public static (string Before, string After) QuotePair(string before, string after, int maxCells) =>
        Pair(before, after, maxCells == int.MaxValue ? maxCells : maxCells - 2, quoted: true) is var (left, right) ? ($"\"{left}\"", $"\"{right}\"") : default;

    /// <summary>The same without quotes.</summary>
    public static (string Before, string After) EscapePair(string before, string after, int maxCells = int.MaxValue) =>
        Pair(before, after, maxCells, quoted: false);

    /// <summary>
    /// A name as it is, or quoted when it is empty or holds anything that could be taken for something else.
    /// </summary>
    public static string Bare(string text, int maxCells = int.MaxValue) =>
        text.Length > 0 && !text.Any(static c => char.IsWhiteSpace(c) || c == '"') && Escape(text) == text
            ? Fit(text, maxCells, quoted: false)
            : Quote(text, maxCells);

    /// <summary>As <see cref="Escape"/>, no wider than <paramref name="maxCells"/> cells, cut in the middle.</summary>
    public static string Shorten(string text, int maxCells) => Fit(text, maxCells, quoted: false);

    /// <summary>How many terminal cells a text takes.</summary>
    public static int Cells(string text) => new Segment(text).CellCount();

    /// <summary>Whether a text holds letters that are written from right to left.</summary>
    public static bool IsRightToLeft(string? text) => text is not null && text.EnumerateRunes().Any(r =>
        r.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF)
            or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF));

    private static (string Before, string After) Pair(string before, string after, int maxCells, bool quoted)
    {
        var (spelledBefore, spelledAfter) = LookAlike.Differences(before, after) is var (first, second) ? (first, second) : default;
        var common = before.AsSpan().CommonPrefixLength(after);
        if (common > 0 && char.IsHighSurrogate(before[common - 1]))
        {
            common--;
        }

        var (left, right) = (Fit(before, int.MaxValue, quoted, spelledBefore), Fit(after, int.MaxValue, quoted, spelledAfter));
        if (maxCells == int.MaxValue || (Cells(left) <= maxCells && Cells(right) <= maxCells))
        {
            return (left, right);
        }

        if (common <= maxCells / 3)
        {
            return (Fit(before, maxCells, quoted, spelledBefore), Fit(after, maxCells, quoted, spelledAfter));
        }

        // A little of it stays, to find the place by.
        var skipped = common - Math.Min(common, 8);
        if (skipped > 0 && char.IsLowSurrogate(before[skipped]))
        {
            skipped--;
        }

        var marker = $"[…{Figures.Count(skipped)} same…]";
        return (Tail(before, spelledBefore), Tail(after, spelledAfter));

        string Tail(string text, IReadOnlySet<int>? spelled) =>
            marker + Fit(text, Math.Max(2, maxCells - Cells(marker)), quoted, spelled, skipped);
    }

    private static string Fit(string text, int maxCells, bool quoted, IReadOnlySet<int>? spelled = null, int from = 0)
    {
        var whole = new StringBuilder(text.Length);
        AppendEscaped(whole, text.AsSpan(from), quoted, spelled, from);
        if (maxCells == int.MaxValue || (whole.Length <= maxCells && Cells(whole.ToString()) <= maxCells))
        {
            return whole.ToString();
        }

        var pieces = Pieces(text, quoted, spelled, from);
        if (pieces.Sum(p => p.Cells) <= maxCells)
        {
            return whole.ToString();
        }

        // The widest the count can get is reserved, so that the result never outgrows its room.
        var room = Math.Max(2, maxCells - Cells(Marker(pieces.Count)));
        var head = 0;
        for (var used = 0; head < pieces.Count && used + pieces[head].Cells <= (room + 1) / 2; head++)
        {
            used += pieces[head].Cells;
        }

        var tail = pieces.Count;
        for (var used = 0; tail > head && used + pieces[tail - 1].Cells <= room / 2; tail--)
        {
            used += pieces[tail - 1].Cells;
        }

        return string.Concat(pieces.Take(head).Select(p => p.Text))
            + Marker(tail - head)
            + string.Concat(pieces.Skip(tail).Select(p => p.Text));
    }

    private static string Marker(int count) => $"[…{Figures.Count(count)} more…]";

    private static List<(string Text, int Cells)> Pieces(string text, bool quoted, IReadOnlySet<int>? spelled, int from)
    {
        var pieces = new List<(string, int)>();
        for (var at = from; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            if (length > LongestTextElement)
            {
                length = char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
            }

            var escaped = new StringBuilder();
            AppendEscaped(escaped, text.AsSpan(at, length), quoted, spelled, at);
            var shown = escaped.ToString();
            pieces.Add((shown, Math.Max(1, Cells(shown))));
            at += length;
        }

        return pieces;
    }

    private static void AppendEscaped(StringBuilder result, ReadOnlySpan<char> text, bool quoted, IReadOnlySet<int>? spelled, int at = 0)
    {
        var before = default(Rune);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\n':
                    result.Append("\\n");
                    break;
                case '\r':
                    result.Append("\\r");
                    break;
                case '\t':
                    result.Append("\\t");
                    break;
                case '"' or '\\' when quoted:
                    result.Append('\\').Append((char)rune.Value);
                    break;
                default:
                    if (spelled?.Contains(at) == true || IsUnsafe(rune, before))
                    {
                        result.Append("\\u{").Append(rune.Value.ToString("X", CultureInfo.InvariantCulture)).Append('}');
                    }
                    else
                    {
                        result.Append(rune);
                    }

                    break;
            }

            before = rune;
            at += rune.Utf16SequenceLength;
        }
    }
}
