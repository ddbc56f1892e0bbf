using System.Globalization;
using System.Text;

namespace CouponSync.Text;

/// <summary>Command lines that can be copied into a shell.</summary>
internal static class ShellWords
{
    /// <summary>Words as one command line, quoted for the shells of this machine.</summary>
    public static string Join(params IEnumerable<string> words) => string.Join(' ', words.Select(static w => Word(w, OperatingSystem.IsWindows())));

    /// <summary>A word as one types it in a shell: on Windows in cmd and in PowerShell, elsewhere in sh and what is like it.</summary>
    internal static string Word(string word, bool isWindows)
    {
        // zsh takes a word that begins with = for a command's place, PowerShell one with @ for an array; cmd puts a variable between two %.
        var also = isWindows ? @"-_./:=+\" : "-_./:=@%+,";
        var plain = word.Length > 0 && word[0] != '=' && word.All(c => char.IsAsciiLetterOrDigit(c) || also.Contains(c, StringComparison.Ordinal));
        if (plain)
        {
            return word;
        }

        if (isWindows)
        {
            // Neither shell can spell out what a terminal would obey: that is shown. A backslash before a quote would be taken for its own.
            // https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
            var shown = word.EnumerateRunes().Any(static r => VisibleText.IsUnsafe(r)) ? VisibleText.Escape(word) : word;
            var end = shown.EndsWith('\\') ? "\\" : "";
            return $"\"{shown.Replace("\"", "\\\"", StringComparison.Ordinal)}{end}\"";
        }

        // What a terminal would obey cannot be shown inside simple quotes; $'...' spells it out.
        return VisibleText.Escape(word) != word
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
