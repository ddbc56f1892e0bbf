using System.Text;
using System.Text.Json;
using CouponSync.Coupons;

namespace CouponSync.Reporting;

/// <summary>Reads the problems of a <c>report.json</c> one at a time: our writer puts each on a line of its own.</summary>
internal static class ReportProblems
{
    /// <summary>Streams them; none when the report is cut short before them.</summary>
    /// <param name="path">The report.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IEnumerable<Problem> Read(string path)
    {
        var isInside = false;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            if (!isInside)
            {
                isInside = line.StartsWith("  \"problems\": [", StringComparison.Ordinal);
                continue;
            }

            if (Parse(line) is not { } problem)
            {
                yield break;
            }

            yield return problem;
        }
    }

    private static Problem? Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line.TrimEnd().TrimEnd(',', ']'));
            var root = json.RootElement;
            return new Problem(root.GetProperty("kind").GetString()!, root.GetProperty("message").GetString()!)
            {
                Line = root.GetProperty("line") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null,
                Id = root.GetProperty("id").GetString(),
                Column = root.GetProperty("column").GetString(),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
