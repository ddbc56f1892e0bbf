using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CouponSync.Reporting;

/// <summary>The embedded parts of the page, and the policy that names them by their hashes.</summary>
internal static partial class HtmlAssets
{
    /// <summary>The style sheet.</summary>
    public static string Style { get; } = Read("colours.css") + Read("page.css") + Read("changes.css") + Read("print.css");

    /// <summary>The script: its files share one scope, which is not the page's.</summary>
    public static string Script { get; } =
        $"(() => {{\n'use strict';\n{string.Concat(new[] { "text.js", "find.js", "list.js", "problems.js", "page.js" }.Select(Read))}}})();\n";

    /// <summary>
    /// The page's policy: its style and its script by hash, nothing from anywhere else, no form and no base address.
    /// </summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'; base-uri 'none'; form-action 'none'";

    /// <summary>The page, cut at its slots (<c>{{name}}</c>).</summary>
    public static IReadOnlyList<(string Text, bool IsSlot)> Template { get; } =
    [
        .. Slot().Split(Read("report.html")).Select((text, index) => (text, index % 2 == 1)),
    ];

    private static string Read(string name)
    {
        using var stream = typeof(HtmlAssets).Assembly.GetManifestResourceStream($"CouponSync.Reporting.Html.{name}")
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // A checkout with other line ends must give the same page and the same hashes.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Slot();
}
