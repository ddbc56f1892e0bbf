using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>
/// The records of the page as a JSON block that its script reads. Records are arrays to keep it small; the order of
/// their members is known to the script. They are drawn while they are written, and never held together.
/// </summary>
/// <param name="File">The input's name.</param>
/// <param name="Dashboard">What an id makes an address in Stripe's dashboard; null for none.</param>
/// <param name="Outcomes">What people see for each outcome.</param>
/// <param name="Attention">The outcomes that need a person.</param>
/// <param name="Headings">What stands above problems of a kind.</param>
/// <param name="Changes">The changes.</param>
/// <param name="Problems">The problems.</param>
internal sealed record HtmlReportData(
    string? File,
    string? Dashboard,
    Dictionary<string, string> Outcomes,
    string[] Attention,
    IReadOnlyDictionary<string, string> Headings,
    IEnumerable<object?[]> Changes,
    IEnumerable<object?[]> Problems)
{
    // This encoder writes < > & ' " + and ` as \u00XX whatever is allowed, so no value can end the block or open a
    // comment in it: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
    private static readonly HtmlReportJson Json =
        new(new JsonSerializerOptions(HtmlReportJson.Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });

    /// <summary>Writes the block's content.</summary>
    public static Task WriteAsync(
        Stream output, RunReport report, int maxChanges, int maxProblems, CancellationToken cancellationToken)
    {
        var data = new HtmlReportData(
            report.Run.Input switch
            {
                null => null,
                { Path: "-" } => "stdin",
                { } input => Path.GetFileName(input.Path),
            },
            Reporting.Dashboard.CouponsOf(report.Run.Account),
            OutcomeWords.All.ToDictionary(static w => w.Word, static w => w.Label),
            [.. OutcomeWords.All.Where(static w => w.Attention is not null).Select(static w => w.Word)],
            ProblemHeadings.All,
            report.Changes.Take(maxChanges).Select(Row),
            report.Problems.Take(maxProblems).Select(Row));
        return JsonSerializer.SerializeAsync(output, data, Json.HtmlReportData, cancellationToken);
    }

    private static object?[] Row(Problem problem) => problem.Severity == ProblemSeverity.Warning
        ? [problem.Line, problem.Id, problem.Kind, problem.Column, problem.Message, 1]
        : [problem.Line, problem.Id, problem.Kind, problem.Column, problem.Message];

    private static object?[] Row(ReportedChange reported)
    {
        var change = reported.Change;
        return
        [
            change.Line,
            change.Id,
            (int)change.Action,
            reported.Outcome is { } outcome ? Words.Of(outcome) : null,
            ReportedKey.Of(change).Select(Key).ToArray(),
            reported.Error is { } error ? new object?[] { error.Message, error.Code, reported.RequestId } : null,
            change.Terms is { } terms ? TermsText.Describe(terms) : reported.Coupon?.Terms,
            reported.Coupon?.Name,
        ];
    }

    // Where the values look the same, they are there a second time, spelled out.
    private static object?[] Key(ReportedKey key) => key is { Before: { } before, After: { } after } && LookAlike.Differences(before, after) is not null
        && VisibleText.EscapePair(before, after) is var (left, right)
            ? [key.Label, before, after, key.IsName ? 1 : 0, left, right]
            : [key.Label, key.Before, key.After, key.IsName ? 1 : 0];
}

/// <summary>How the block is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HtmlReportData))]
[JsonSerializable(typeof(object[][]))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
internal sealed partial class HtmlReportJson : JsonSerializerContext;
