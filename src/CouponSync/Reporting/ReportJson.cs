using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Coupons;
using CouponSync.Http;
using CouponSync.Planning;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>
/// How <c>report.json</c> is written and read: the contract's members in the contract's order, then ours. The
/// contract's must be there; ours may be missing, as in a report of another program that keeps the contract.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(MillisecondsConverter)])]
[JsonSerializable(typeof(RunReportHead))]
[JsonSerializable(typeof(RunReportFile))]
[JsonSerializable(typeof(ReportFileChange))]
[JsonSerializable(typeof(ReportFileProblem))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>What a report says of a run as a whole.</summary>
internal record RunReportHead
{
    /// <inheritdoc cref="RunReport.Schema"/>
    public required string Schema { get; init; }

    /// <inheritdoc cref="RunReport.Run"/>
    public required RunInfo Run { get; init; }

    /// <inheritdoc cref="RunReport.Summary"/>
    public required RunCounts Summary { get; init; }

    /// <inheritdoc cref="RunReport.Requests"/>
    public required RequestCounts Requests { get; init; }
}

/// <summary>A whole report. Changes and problems are drawn while it is written, and never held together.</summary>
internal sealed record RunReportFile : RunReportHead
{
    /// <summary>Each is a <see cref="ReportFileChange"/>.</summary>
    [JsonPropertyOrder(1)]
    public required IEnumerable<ReportLine> Changes { get; init; }

    /// <summary>Each is a <see cref="ReportFileProblem"/>.</summary>
    [JsonPropertyOrder(2)]
    public required IEnumerable<ReportLine> Problems { get; init; }
}

/// <summary>A change in a report.</summary>
internal sealed record ReportFileChange(
    long? Line,
    string Id,
    string Action,
    OrderedDictionary<string, ValueChange> Metadata,
    ValueChange? Name,
    string? Outcome,
    string? RequestId,
    ReportFileError? Error,
    string? Terms)
{
    /// <summary>Makes one.</summary>
    public static ReportFileChange Of(ReportedChange reported) => new(
        reported.Change.Line,
        reported.Change.Id,
        Words.Of(reported.Change.Action),
        KeyChange.ByKey(reported.Change.Metadata),
        reported.Change.Name,
        reported.Outcome is { } outcome ? Words.Of(outcome) : null,
        reported.RequestId,
        reported.Error is { } error ? new ReportFileError(error.Code, error.Message, error.Status) : null,
        reported.Change.Terms is { } terms ? TermsText.Describe(terms) : null)
    {
        CurrencyOptions = reported.Change.CurrencyOptions is { Count: > 0 } options ? KeyChange.ByKey(options) : null,
    };

    /// <summary>The amounts in further currencies that change; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderedDictionary<string, ValueChange>? CurrencyOptions { get; init; }
}

/// <summary>Why a change failed, in a report.</summary>
internal sealed record ReportFileError(string Code, string Message, long? Status);

/// <summary>A problem in a report.</summary>
internal sealed record ReportFileProblem(long? Line, string? Id, string Kind, string? Column, string Message)
{
    /// <summary>Makes one.</summary>
    public static ReportFileProblem Of(Problem problem) => new(problem.Line, problem.Id, problem.Kind, problem.Column, problem.Message)
    {
        Severity = problem.Severity == ProblemSeverity.Warning ? Words.Of(problem.Severity) : null,
    };

    /// <summary><c>warning</c>, or not there for an error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Severity { get; init; }

    /// <summary>The problem it was made of.</summary>
    public Problem AsProblem() => new(Kind, Message)
    {
        Line = Line,
        Id = Id,
        Column = Column,
        Severity = Severity == Words.Of(ProblemSeverity.Warning) ? ProblemSeverity.Warning : ProblemSeverity.Error,
    };
}

/// <summary>JSON that stands on a line of its own, whatever is around it.</summary>
/// <param name="Json">The JSON, in UTF-8 and without line breaks.</param>
[JsonConverter(typeof(ReportLineConverter))]
internal sealed record ReportLine(byte[] Json);

/// <summary>Writes <see cref="ReportLine"/>s.</summary>
internal sealed class ReportLineConverter : JsonConverter<ReportLine>
{
    /// <inheritdoc/>
    public override ReportLine Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("They are read line by line.");

    // The writer puts raw values side by side; white space before one is its own business.
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ReportLine value, JsonSerializerOptions options) =>
        writer.WriteRawValue([.. "\n    "u8, .. value.Json], skipInputValidation: true);
}

/// <summary>An instant in UTC with milliseconds.</summary>
internal sealed class MillisecondsConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
