using System.Globalization;
using System.Text;

namespace CouponSync.Text;

/// <summary>Command lines that can be copied into a shell.</summary>
internal static class ShellWords
{
    /// <summary>Words as one command line, quoted for a POSIX shell.</summary>
    public static string Join(params IEnumerable<string> words) => string.Join(' ', words.Select(Word));

    private static string Word(string word)
    {
        // zsh takes a word that begins with = for a command's place.
        var plain = word.Length > 0 && word[0] != '=' && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c, StringComparison.Ordinal));
        if (plain)
        {
            return word;
        }

        // What a terminal would obey cannot be shown inside simple quotes; $'...' spells it out.
        return word.EnumerateRunes().Any(static r => VisibleText.IsUnsafe(r))
            ? "$'" + string.Concat(word.EnumerateRunes().Select(AnsiC)) + "'"
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    private static string AnsiC(Rune rune) => rune.Value switch
    {
        '\'' => "\\'",
        '\\' => @"\\",
        _ when VisibleText.IsUnsafe(rune) => "\\U" + rune.Value.ToString("X8", CultureInfo.InvariantCulture),
        _ => rune.ToString(),
    };
}
