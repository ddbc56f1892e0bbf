using System.Text;
using System.Text.RegularExpressions;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>Text from outside inside GitHub's Markdown, where it is shown and means nothing.</summary>
internal static partial class MarkdownText
{
    private const int LongestValue = 200;

    /// <summary>
    /// A value as code. <c>&lt;code&gt;</c> keeps GitHub from seeing mentions, issue numbers and emoji names in it, and
    /// character references keep Markdown, tables and HTML out; a code span in backticks could do neither in a table.
    /// </summary>
    public static string Code(string text) =>
        text.Length == 0 ? "<i>empty</i>" : $"<code>{Encode(VisibleText.Shorten(text, LongestValue))}</code>";

    /// <summary>Two values as code; where they look the same, what differs is spelled out.</summary>
    public static (string Before, string After) CodePair(string? before, string? after)
    {
        if (before is not { Length: > 0 } || after is not { Length: > 0 })
        {
            return (CodeOrNone(before), CodeOrNone(after));
        }

        var (left, right) = VisibleText.EscapePair(before, after, LongestValue);
        return ($"<code>{Encode(left)}</code>", $"<code>{Encode(right)}</code>");
    }

    /// <summary>A value as code; a dash for one that is not there.</summary>
    public static string CodeOrNone(string? text) => text is null ? "–" : Code(text);

    /// <summary>A command as a block that a page lets one copy; its fence is longer than any that the command could close it with.</summary>
    public static string CodeBlock(string command)
    {
        var shown = VisibleText.Escape(command);
        var fence = new string('`', Math.Max(3, Backticks().Matches(shown).Select(static m => m.Length).DefaultIfEmpty().Max() + 1));
        return $"{fence}sh\n{shown}\n{fence}\n";
    }

    /// <summary>A sentence that may quote values.</summary>
    public static string Sentence(string text) => Encode(VisibleText.Escape(text));

    // https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references: a reference stands for its
    // character's text and never for its role.
    private static string Encode(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var endsWord = c is '.' or ':' && (i + 1 == text.Length || text[i + 1] == ' ');
            var harmless = i > 0 && (endsWord || ",;%/'?()\"-".Contains(c, StringComparison.Ordinal));
            if (!char.IsAscii(c) || char.IsAsciiLetterOrDigit(c) || c == ' ' || harmless)
            {
                result.Append(c);
            }
            else
            {
                result.Append("&#").Append((int)c).Append(';');
            }
        }

        return result.ToString();
    }

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();
}
