using System.Text.Json;
using CouponSync.Coupons;
using CouponSync.Files;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>Reads a <c>report.json</c>; neither its changes nor its problems are held together.</summary>
internal static class RunReportReader
{
    /// <summary>Reads what it says of the run as a whole.</summary>
    /// <exception cref="InvalidDataException">It is no report, it is cut, or its schema is not known.</exception>
    public static async Task<RunReportHead> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        RunReportHead? head;
        try
        {
            head = await JsonSerializer.DeserializeAsync(stream, ReportJson.Default.RunReportHead, cancellationToken);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"This is not a complete CouponSync report: {error.Message}", error);
        }

        return head?.Schema is RunReport.Schema or RunReport.FormerSchema
            ? head
            : throw new InvalidDataException(
                $"The report's schema is {VisibleText.Quote(head?.Schema ?? "null")}; this version reads {RunReport.Schema}.");
    }

    /// <summary>Streams the problems: our writer puts each on a line of its own, after the changes.</summary>
    /// <param name="path">The report.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IEnumerable<Problem> Problems(string path) => BoundedStream.ReadLines(path)
        .SkipWhile(static line => !line.StartsWith("  \"problems\": [", StringComparison.Ordinal))
        .Skip(1)
        .TakeWhile(static line => line.StartsWith("    {", StringComparison.Ordinal))
        .Select(static line => JsonSerializer.Deserialize(line.TrimEnd(','), ReportJson.Default.ReportFileProblem)!.AsProblem());
}
