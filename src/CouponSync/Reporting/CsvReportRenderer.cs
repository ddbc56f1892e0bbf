using System.Buffers;
using System.Globalization;
using System.Text;
using CouponSync.Coupons;
using CouponSync.Planning;

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

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",;\"\r\n\t ");

    // The last four are the full-width forms of = + - @, which some programs fold.
    private static readonly SearchValues<char> FormulaStarts =
        SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    /// <inheritdoc/>
    public async Task WriteAsync(RunReport report, Stream output, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(
            output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true);
        await WriteRowAsync(text, Header, cancellationToken);
        foreach (var change in report.Changes)
        {
            var keys = ReportedKey.Of(change.Change);
            if (change.Change.Action == ChangeAction.Create && change.Change.Terms is { } terms)
            {
                await WriteRowAsync(text, Row(change, null, null, TermsText.Describe(terms)), cancellationToken);
            }
            else if (!keys.Any())
            {
                await WriteRowAsync(text, Row(change, null, null, null), cancellationToken);
            }

            foreach (var key in keys)
            {
                await WriteRowAsync(text, Row(change, key.Label, key.Before, key.After), cancellationToken);
            }
        }

        foreach (var problem in report.Problems)
        {
            await WriteRowAsync(text, Row(problem), cancellationToken);
        }
    }

    private static string?[] Row(ReportedChange reported, string? key, string? before, string? after) =>
    [
        Number(reported.Change.Line),
        Data(reported.Change.Id),
        ReportWords.Of(reported.Change.Action),
        Data(key),
        Data(before),
        Data(after),
        reported.Outcome is { } outcome ? ReportWords.Of(outcome) : null,
        Data(reported.RequestId),
        Data(reported.Error?.Code),
        Data(reported.Error?.Message),
    ];

    private static string?[] Row(Problem problem) =>
    [
        Number(problem.Line),
        Data(problem.Id),
        null,
        Data(problem.Column),
        null,
        null,
        "problem",
        null,
        Data(problem.Kind),
        Data(problem.Message),
    ];

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Data(string? value) =>
        value is { Length: > 0 } && FormulaStarts.Contains(value[0]) ? "'" + value : value;

    private static async Task WriteRowAsync(StreamWriter text, string?[] cells, CancellationToken cancellationToken)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
            {
                await text.WriteAsync(',');
            }

            var cell = cells[i] ?? string.Empty;
            await text.WriteAsync(
                (cell.AsSpan().ContainsAny(NeedQuotes) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell)
                    .AsMemory(),
                cancellationToken);
        }

        await text.WriteAsync("\r\n".AsMemory(), cancellationToken);
    }
}
