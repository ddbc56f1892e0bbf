using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using CouponSync.Coupons;
using CouponSync.Planning;

namespace CouponSync.Reporting;

/// <summary>
/// <c>report.json</c>, the contract for programs; <c>docs/report.schema.json</c> describes it. Head and counts are
/// indented for people, each change and problem is one line, so that line tools can work on large ones.
/// </summary>
internal sealed class JsonReportRenderer : IReportRenderer
{
    private const int RecordsPerFlush = 256;

    private static readonly JsonWriterOptions Head = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public async Task WriteAsync(RunReport report, Stream output, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(output, Head);
        json.WriteStartObject();
        json.WriteString("schema", RunReport.Schema);
        JsonReportHead.WriteRun(json, report.Run);
        JsonReportHead.WriteSummary(json, report.Summary);
        JsonReportHead.WriteRequests(json, report.Requests);
        await WriteRecordsAsync(json, "changes", report.Changes, WriteChange, cancellationToken);
        await WriteRecordsAsync(json, "problems", report.Problems, WriteProblem, cancellationToken);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        output.WriteByte((byte)'\n');
    }

    private static async Task WriteRecordsAsync<T>(
        Utf8JsonWriter json,
        string name,
        IEnumerable<T> records,
        Action<Utf8JsonWriter, T> write,
        CancellationToken cancellationToken)
    {
        var line = new ArrayBufferWriter<byte>();
        await using var record = new Utf8JsonWriter(line, OneLine);
        json.WriteStartArray(name);
        var count = 0;
        foreach (var item in records)
        {
            // The writer puts raw values side by side; white space before one is its own business.
            line.ResetWrittenCount();
            line.Write("\n    "u8);
            record.Reset();
            write(record, item);
            record.Flush();
            json.WriteRawValue(line.WrittenSpan, skipInputValidation: true);
            if (++count % RecordsPerFlush == 0)
            {
                await json.FlushAsync(cancellationToken);
            }
        }

        json.WriteEndArray();
        await json.FlushAsync(cancellationToken);
    }

    private static void WriteChange(Utf8JsonWriter json, ReportedChange reported)
    {
        var change = reported.Change;
        json.WriteStartObject();
        WriteNumber(json, "line", change.Line);
        json.WriteString("id", change.Id);
        json.WriteString("action", ReportWords.Of(change.Action));
        json.WriteStartObject("metadata");
        foreach (var key in change.Metadata)
        {
            WriteBeforeAfter(json, key.Key, key.Before, key.After);
        }

        json.WriteEndObject();
        if (change.Name is { } name)
        {
            WriteBeforeAfter(json, "name", name.Before, name.After);
        }
        else
        {
            json.WriteNull("name");
        }

        json.WriteString("outcome", reported.Outcome is { } outcome ? ReportWords.Of(outcome) : null);
        json.WriteString("requestId", reported.RequestId);
        if (reported.Error is { } error)
        {
            json.WriteStartObject("error");
            json.WriteString("code", error.Code);
            json.WriteString("message", error.Message);
            WriteNumber(json, "status", error.Status);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("error");
        }

        WriteTerms(json, change);
        json.WriteEndObject();
    }

    private static void WriteTerms(Utf8JsonWriter json, PlannedChange change)
    {
        if (change.Terms is null)
        {
            json.WriteNull("terms");
        }
        else
        {
            json.WriteString("terms", TermsText.Describe(change.Terms));
        }
    }

    private static void WriteProblem(Utf8JsonWriter json, Problem problem)
    {
        json.WriteStartObject();
        WriteNumber(json, "line", problem.Line);
        json.WriteString("id", problem.Id);
        json.WriteString("kind", problem.Kind);
        json.WriteString("column", problem.Column);
        json.WriteString("message", problem.Message);
        json.WriteEndObject();
    }

    private static void WriteBeforeAfter(Utf8JsonWriter json, string name, string? before, string? after)
    {
        json.WriteStartObject(name);
        json.WriteString("before", before);
        json.WriteString("after", after);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
