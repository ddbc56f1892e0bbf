using CouponSync.Files;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>Report files: the kind is told by the extension, the file appears complete or not at all.</summary>
internal static class ReportFile
{
    private static readonly (string Extension, Func<IReportRenderer> Create)[] Kinds =
    [
        (".json", () => new JsonReportRenderer()),
        (".csv", () => new CsvReportRenderer()),
        (".md", () => new MarkdownReportRenderer()),
        (".html", () => new HtmlReportRenderer()),
    ];

    /// <summary>The endings there are.</summary>
    public static IEnumerable<string> Extensions => Kinds.Select(static k => k.Extension);

    /// <summary>The names of the kinds: the endings without their dots.</summary>
    public static IEnumerable<string> Formats => Kinds.Select(static k => k.Extension[1..]);

    /// <summary>Whether a file is a report that is made to be read in a browser.</summary>
    public static bool IsPage(string path) => string.Equals(Path.GetExtension(path), ".html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the name of a file tells a kind of report.</summary>
    /// <returns>What is wrong, as a sentence for people; null when nothing is.</returns>
    public static string? Check(string path) => Find(path) is not null
        ? null
        : $"A report cannot be written to {VisibleText.Quote(path)}: its name must end in "
            + $"{string.Join(", ", Kinds.SkipLast(1).Select(k => k.Extension))} or {Kinds[^1].Extension}.";

    /// <summary>
    /// Writes a report. The file is readable by its owner only: it holds the account's data. A reader never sees half of one.
    /// </summary>
    /// <exception cref="ArgumentException">The extension is none of the known ones; see <see cref="Check"/>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static Task WriteAsync(RunReport report, string path, CancellationToken cancellationToken) =>
        AtomicFile.WriteAsync(path, Renderer(path, report, cancellationToken));

    /// <summary>Writes a report to a place that the user named.</summary>
    public static Task WriteAsync(RunReport report, OutputFile output, CancellationToken cancellationToken) =>
        output.WriteAsync(Renderer(output.Name, report, cancellationToken));

    /// <summary>Writes a report of a kind into a stream.</summary>
    /// <param name="report">The report.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task WriteAsync(RunReport report, string format, Stream output, CancellationToken cancellationToken) =>
        Renderer("." + format, report, cancellationToken)(output);

    private static Func<Stream, Task> Renderer(string path, RunReport report, CancellationToken cancellationToken)
    {
        var create = Find(path) ?? throw new ArgumentException(Check(path), nameof(path));
        return stream => create().WriteAsync(report, stream, cancellationToken);
    }

    private static Func<IReportRenderer>? Find(string path) => Kinds
        .Where(k => string.Equals(k.Extension, Path.GetExtension(path), StringComparison.OrdinalIgnoreCase))
        .Select(k => k.Create)
        .FirstOrDefault();
}
