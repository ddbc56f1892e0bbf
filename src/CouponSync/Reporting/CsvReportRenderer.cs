using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Input;
using CouponSync.Planning;
using CouponSync.Text;
using CsvHelper;

namespace CouponSync.Reporting;

/// <summary>
/// The report for spreadsheets: one row per key that changes (the coupon's name is the key <c>name</c>), then one
/// row per problem, with the outcome <c>problem</c>, the column as key and the kind as error code.
/// </summary>
/// <remarks>
/// A cell that a spreadsheet could take for a formula is written with a leading apostrophe
/// (https://owasp.org/www-community/attacks/CSV_Injection); <c>report.json</c> has the values as they are.
/// </remarks>
internal sealed class CsvReportRenderer : IReportRenderer
{
    private static readonly string[] Header =
    [
        "line", "id", "action", "key", "before", "after", "outcome", "request_id", "error_code", "error_message",
    ];

    /// <inheritdoc/>
    public async Task WriteAsync(RunReport report, Stream output, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(output, CsvOutput.Options("\r\n"), leaveOpen: true);
        csv.WriteSafe(Header);
        foreach (var row in report.Changes.SelectMany(Rows).Concat(report.Problems.Select(Row)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            csv.WriteSafe(row);
        }
    }

    private static IEnumerable<string?[]> Rows(ReportedChange change)
    {
        var keys = ReportedKey.Of(change.Change);
        if (change.Change is { Action: ChangeAction.Create, Terms: { } terms })
        {
            yield return Row(change, null, null, TermsText.Describe(terms));
        }
        else if (!keys.Any())
        {
            yield return Row(change, null, null, null);
        }

        foreach (var key in keys)
        {
            yield return Row(change, key.Label, key.Before, key.After);
        }
    }

    private static string?[] Row(ReportedChange reported, string? key, string? before, string? after) =>
    [
        Number(reported.Change.Line),
        reported.Change.Id,
        Words.Of(reported.Change.Action),
        key,
        before,
        after,
        reported.Outcome is { } outcome ? Words.Of(outcome) : null,
        reported.RequestId,
        reported.Error?.Code,
        reported.Error?.Message,
    ];

    private static string?[] Row(Problem problem) =>
    [
        Number(problem.Line),
        problem.Id,
        null,
        problem.Column,
        null,
        null,
        "problem",
        null,
        problem.Kind,
        problem.Message,
    ];

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}
