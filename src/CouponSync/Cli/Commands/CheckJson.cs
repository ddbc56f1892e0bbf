using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Input;
using CouponSync.Reporting;

namespace CouponSync.Cli.Commands;

/// <summary>What <c>check</c> found, for programs.</summary>
/// <param name="Schema">The contract's name and version.</param>
/// <param name="File">The input as it was given; <c>-</c> for standard input.</param>
/// <param name="Sha256">Of its bytes, in lower case hex; null when it could not be read to its end.</param>
/// <param name="Valid">Whether <c>sync</c> would take it as it is.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="ValidRows">Those that are good.</param>
/// <param name="Errors">How many errors there are.</param>
/// <param name="Warnings">How many warnings there are.</param>
/// <param name="Problems">All of them, as in <c>report.json</c>.</param>
internal sealed record CheckResult(
    string Schema, string File, string? Sha256, bool Valid, long Rows, long ValidRows, long Errors, long Warnings, IEnumerable<ReportFileProblem> Problems)
{
    private static readonly CheckJson Json = new(new JsonSerializerOptions(CheckJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes it; the problems are drawn as they are written.</summary>
    public static async Task WriteAsync(LoadedInput input, string path, Stream output, CancellationToken cancellationToken)
    {
        var result = new CheckResult(
            "couponsync.check/1", path, input.Sha256, input.ErrorCount == 0, input.RowCount, input.ValidCount, input.ErrorCount,
            input.ProblemCount - input.ErrorCount, input.Problems().Select(ReportFileProblem.Of));
        await JsonSerializer.SerializeAsync(output, result, Json.CheckResult, cancellationToken);
        output.WriteByte((byte)'\n');
    }
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(CheckResult))]
internal sealed partial class CheckJson : JsonSerializerContext;
