using System.Text.Json;

namespace CouponSync.Tests.Support;

/// <summary>How a command line ended.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Directory">The run's directory; null when it left none.</param>
internal sealed record RunOutcome(int ExitCode, string Out, string Error, string? Directory)
{
    /// <summary>The run's report.</summary>
    public JsonElement Report => JsonElement.Parse(System.IO.File.ReadAllBytes(Path.Combine(Directory!, "report.json")));

    /// <summary>The report's problems.</summary>
    public IEnumerable<JsonElement> Problems => Report.GetProperty("problems").EnumerateArray();

    /// <summary>The run's id.</summary>
    public string RunId() => Path.GetFileName(Directory!);

    /// <summary>A count of the report's summary.</summary>
    public long Count(string name) => Report.GetProperty("summary").GetProperty(name).GetInt64();

    /// <summary>A count of the report's requests.</summary>
    public long Requests(string name) => Report.GetProperty("requests").GetProperty(name).GetInt64();

    /// <summary>The outcomes of the report's changes, by coupon.</summary>
    public IReadOnlyDictionary<string, string> Outcomes() => Report.GetProperty("changes").EnumerateArray().ToDictionary(
        static c => c.GetProperty("id").GetString()!, static c => c.GetProperty("outcome").GetString()!);

    /// <summary>The outcomes in the run's results, as they stand there.</summary>
    public IEnumerable<JsonElement> Results() => System.IO.File.ReadLines(Path.Combine(Directory!, "results.jsonl"))
        .Select(static line => JsonElement.Parse(line)).Where(static line => line.TryGetProperty("outcome", out _));
}
