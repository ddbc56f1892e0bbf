using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace CouponSync.Reporting;

/// <summary>
/// The records of the page as a JSON block that its script reads. Records are arrays to keep it small; the order of
/// their members is known to <c>report.js</c>.
/// </summary>
internal static class HtmlReportData
{
    private const int RecordsPerFlush = 256;

    // This encoder writes < > & ' " + and ` as \u00XX whatever is allowed, so no value can end the block or open a
    // comment in it: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Writes the block's content.</summary>
    public static async Task WriteAsync(
        Stream output, RunReport report, int maxChanges, int maxProblems, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("file", report.Run.Input switch
        {
            null => null,
            { Path: "-" } => "stdin",
            { } input => Path.GetFileName(input.Path),
        });
        json.WriteStartObject("titles");
        foreach (var kind in new[] { "missing", "conflict", "unknown", "failed", "stale" })
        {
            json.WriteString(kind, ProblemGroups.TitleOf(kind));
        }

        json.WriteEndObject();
        json.WriteStartArray("changes");
        foreach (var (index, change) in report.Changes.Take(maxChanges).Index())
        {
            WriteChange(json, change);
            await FlushNowAndThenAsync(json, index, cancellationToken);
        }

        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (var (index, problem) in report.Problems.Take(maxProblems).Index())
        {
            json.WriteStartArray();
            WriteNumber(json, problem.Line);
            json.WriteStringValue(problem.Id);
            json.WriteStringValue(problem.Kind);
            json.WriteStringValue(problem.Column);
            json.WriteStringValue(problem.Message);
            json.WriteEndArray();
            await FlushNowAndThenAsync(json, index, cancellationToken);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private static void WriteChange(Utf8JsonWriter json, ReportedChange reported)
    {
        var change = reported.Change;
        json.WriteStartArray();
        WriteNumber(json, change.Line);
        json.WriteStringValue(change.Id);
        json.WriteNumberValue((int)change.Action);
        json.WriteStringValue(reported.Outcome is { } outcome ? ReportWords.Of(outcome) : null);
        json.WriteStartArray();
        foreach (var key in ReportedKey.Of(change))
        {
            json.WriteStartArray();
            json.WriteStringValue(key.Label);
            json.WriteStringValue(key.Before);
            json.WriteStringValue(key.After);
            json.WriteNumberValue(key.IsName ? 1 : 0);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStringValue(Error(reported));
        json.WriteStringValue(change.Terms is { } terms ? TermsText.Describe(terms) : null);
        json.WriteEndArray();
    }

    private static string? Error(ReportedChange reported) => reported.Error is not { } error
        ? null
        : reported.RequestId is { } request ? $"{error.Message} ({error.Code}, {request})" : $"{error.Message} ({error.Code})";

    private static void WriteNumber(Utf8JsonWriter json, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static Task FlushNowAndThenAsync(Utf8JsonWriter json, int index, CancellationToken cancellationToken) =>
        (index + 1) % RecordsPerFlush == 0 ? json.FlushAsync(cancellationToken) : Task.CompletedTask;
}
