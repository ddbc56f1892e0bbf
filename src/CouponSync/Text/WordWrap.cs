using System.Text.RegularExpressions;

namespace CouponSync.Text;

/// <summary>Breaks lines at words. A command line that is proposed is one word, so that it can be copied whole: a line that
/// begins with <c>couponsync</c>, or <c>'couponsync ...'</c> in quotes.</summary>
internal static partial class WordWrap
{
    /// <summary>Finds the lines of a text.</summary>
    /// <param name="text">One line of text, indented or not.</param>
    /// <param name="width">Columns there are; a word that is longer stays where it is, and is the terminal's to break.</param>
    /// <param name="hanging">Columns that all lines but the first are indented by.</param>
    /// <param name="cells">Measures a text in columns; null where each character takes one.</param>
    /// <returns>Where each line begins and ends in the text.</returns>
    public static IReadOnlyList<Range> Lines(string text, int width, int hanging, Func<string, int>? cells = null)
    {
        var lines = new List<Range>();
        var (start, end, used) = (0, 0, 0);
        foreach (var word in Words().EnumerateMatches(text))
        {
            var wordEnd = word.Index + word.Length;
            var size = Size(end, wordEnd);
            if (end > start && used + size > width && hanging + Size(word.Index, wordEnd) <= width)
            {
                lines.Add(start..end);
                (start, used, size) = (word.Index, hanging, Size(word.Index, wordEnd));
            }

            (end, used) = (wordEnd, used + size);
        }

        lines.Add(start..end);
        return lines;

        int Size(int from, int to) => cells is null ? to - from : cells(text[from..to]);
    }

    /// <summary>Breaks the lines that are too long; what follows is indented as they are.</summary>
    /// <param name="text">Lines of text. One with control sequences stays as it is.</param>
    /// <param name="width">Columns there are.</param>
    /// <param name="cells">Measures a text in columns; null where each character takes one.</param>
    public static string Fit(string text, int width, Func<string, int>? cells = null) => string.Join('\n', text.Split('\n').Select(line =>
    {
        if (line.Length <= width / 2 || line.Contains('\e', StringComparison.Ordinal) || (cells?.Invoke(line) ?? line.Length) <= width)
        {
            return line;
        }

        var indent = line.Length - line.TrimStart(' ').Length;
        return string.Join("\n" + new string(' ', indent), Lines(line, width, indent, cells).Select(range => line[range]));
    }));

    [GeneratedRegex(@"^\s*couponsync(-emulator)? .*$|('couponsync(-emulator)? [^']*'|\S)+", RegexOptions.ExplicitCapture)]
    private static partial Regex Words();
}
