using System.Text.Encodings.Web;
using System.Text.Json;

namespace CouponSync.Reporting;

/// <summary>
/// <c>report.json</c>, the contract for programs; <c>docs/report.schema.json</c> describes it. Head and counts are
/// indented for people, each change and problem is one line, so that line tools can work on large ones.
/// </summary>
internal sealed class JsonReportRenderer : IReportRenderer
{
    // Readable non-Latin text: the file is never embedded in HTML as it is.
    private static readonly ReportJson OneLine =
        new(new JsonSerializerOptions(ReportJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static readonly ReportJson Indented =
        new(new JsonSerializerOptions(OneLine.Options) { WriteIndented = true, NewLine = "\n" });

    /// <inheritdoc/>
    public async Task WriteAsync(RunReport report, Stream output, CancellationToken cancellationToken)
    {
        var file = new RunReportFile
        {
            Schema = RunReport.Schema,
            Run = report.Run,
            Summary = report.Summary,
            Requests = report.Requests,
            Changes = report.Changes.Select(static c =>
                new ReportLine(JsonSerializer.SerializeToUtf8Bytes(ReportFileChange.Of(c), OneLine.ReportFileChange))),
            Problems = report.Problems.Select(static p =>
                new ReportLine(JsonSerializer.SerializeToUtf8Bytes(ReportFileProblem.Of(p), OneLine.ReportFileProblem))),
        };
        await JsonSerializer.SerializeAsync(output, file, Indented.RunReportFile, cancellationToken);
        output.WriteByte((byte)'\n');
    }
}
