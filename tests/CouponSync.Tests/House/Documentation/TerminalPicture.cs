using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace CouponSync.Tests.House.Documentation;

/// <summary>Draws what a terminal shows as SVG.</summary>
internal static partial class TerminalPicture
{
    private const int LineHeight = 19;
    private const double CharacterWidth = 8.43;

    // The colours that the program uses, on a dark ground.
    private static readonly Dictionary<string, string> Styles = new(StringComparer.Ordinal)
    {
        ["1"] = "font-weight:700",
        ["2"] = "opacity:.65",
        ["31"] = "fill:#ff7b72",
        ["32"] = "fill:#56d364",
        ["33"] = "fill:#e3b341",
        ["36"] = "fill:#56d4dd",
        ["90"] = "fill:#8b949e",
        ["91"] = "fill:#ff7b72",
        ["92"] = "fill:#56d364",
        ["93"] = "fill:#e3b341",
        ["96"] = "fill:#56d4dd",
    };

    /// <summary>Draws lines with escape sequences in them.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="columns">How wide the terminal is.</param>
    public static string Draw(IReadOnlyList<string> lines, int columns)
    {
        var (width, height) = ((int)(columns * CharacterWidth) + 40, (lines.Count * LineHeight) + 36);
        var svg = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
              <rect width="100%" height="100%" rx="8" fill="#0d1117"/>
              <g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">

            """));
        for (var i = 0; i < lines.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"    <text x=\"20\" y=\"{(i * LineHeight) + 32}\">{Spans(lines[i])}</text>\n");
        }

        return svg.Append("  </g>\n</svg>\n").Replace("\r", "").ToString();
    }

    private static string Spans(string line)
    {
        var spans = new StringBuilder();
        var styles = new List<string>();
        // Text and sequences in turn.
        var parts = Sequence().Split(line);
        for (var i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 0)
            {
                // Ordinary spaces would run together.
                var text = WebUtility.HtmlEncode(parts[i]).Replace(' ', '\u00A0');
                spans.Append(styles.Count == 0 || text.Length == 0 ? text : $"<tspan style=\"{string.Join(';', styles)}\">{text}</tspan>");
                continue;
            }

            foreach (var code in parts[i].Split(';'))
            {
                if (code is "" or "0")
                {
                    styles.Clear();
                }
                else
                {
                    styles.Add(Styles[code]);
                }
            }
        }

        return spans.ToString();
    }

    [GeneratedRegex(@"\x1b\[([\d;]*)m")]
    private static partial Regex Sequence();
}
