using System.Text;
using CouponSync.Text;

namespace CouponSync.Tests.Hostile;

/// <summary>Texts that mean something to what shows them: a terminal, a log, a page, a table, a spreadsheet, a chat.</summary>
internal static class HostileTexts
{
    /// <summary>Each of them stands for a kind. They fit into a coupon's name.</summary>
    public static string[] All { get; } =
    [
        "\u001b[31mred\u001b[0m", "\u001b]0;title\u0007", "\u001b]52;c;Y2F0\u001b\\", "\u009b31mC1", "\rover", "back\b\b\bspace",
        "a\nERR forged line", "b\r\n{\"@t\":\"2026\",\"@m\":\"forged\"}", "c\u2028sep\u2029", "d\u0085next",
        "\u202Egnp.exe", "\u2066iso\u2069", "zero\u200Bwidth", "bom\uFEFFmark", "tag\U000E0041",
        "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "＝1+1", "'=1",
        "<script>alert(1)</script>", "</script><img src=x>", "--><b>bold</b>", "\"><svg onload=alert(1)>", "&lt;b&gt;", "]]><x>",
        "[click](http://evil.example)", "![i](http://evil.example/i)", "| cell | cell |", "`code` ```fence", "# heading", "@everyone <!channel>",
        "<http://evil.example|click>", "rows{mode=\"live\"} 7", "x\"} 1\nforged 1", "%s {0} {Message} $(id) `id`", "\\u001b[31m", "'; DROP TABLE coupons; --",
    ];

    /// <summary>The first character that must not reach a reader as it is, with what stands around it; null when there is none.</summary>
    public static string? FindUnsafe(string text)
    {
        var (at, before) = (0, default(Rune));
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value != '\n' && VisibleText.IsUnsafe(rune, before))
            {
                return $"U+{rune.Value:X4} in {VisibleText.Escape(text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 40)])}";
            }

            (at, before) = (at + rune.Utf16SequenceLength, rune);
        }

        return null;
    }
}
