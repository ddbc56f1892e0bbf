using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.History;
using CouponSync.Http;
using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Text;

namespace CouponSync.Cli.Commands;

/// <summary>Past runs for programs: of each its id, its state and, in the members of <c>report.json</c>, what its report says of
/// it as a whole; or what is left of it where it has none.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [typeof(MillisecondsConverter)])]
[JsonSerializable(typeof(ListedRun))]
[JsonSerializable(typeof(IReadOnlyList<ListedRun>))]
internal sealed partial class RunsJson : JsonSerializerContext
{
    /// <summary>One run.</summary>
    public static string Of(RunEntry run) => JsonSerializer.Serialize(Commands.ListedRun.Of(run), Default.ListedRun);

    /// <summary>Several.</summary>
    public static string Of(IEnumerable<RunEntry> runs) => JsonSerializer.Serialize([.. runs.Select(Commands.ListedRun.Of)], Default.IReadOnlyListListedRun);
}

/// <summary>A past run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>reported</c>, <c>running</c> or <c>broken</c>.</param>
/// <param name="Run">As in <c>report.json</c>.</param>
/// <param name="Summary">As in <c>report.json</c>.</param>
/// <param name="Requests">As in <c>report.json</c>.</param>
/// <param name="Left">What a broken run left to do.</param>
internal sealed record ListedRun(
    string Id,
    string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RunInfo? Run,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RunCounts? Summary,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RequestCounts? Requests,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LeftChanges? Left)
{
    /// <summary>Makes one.</summary>
    public static ListedRun Of(RunEntry run) => new(
        run.Id, Words.Of(run.State), run.Report?.Run, run.Report?.Summary, run.Report?.Requests,
        run.Unfinished is { } left ? new LeftChanges(left.Plan.ChangeCount, left.Unknown, left.Count) : null);
}

/// <summary>What a broken run left.</summary>
/// <param name="Changes">Changes it had planned.</param>
/// <param name="Unknown">Those that were sent, and may have been made.</param>
/// <param name="NotAttempted">Those that were not sent.</param>
internal sealed record LeftChanges(long Changes, long Unknown, long NotAttempted);
