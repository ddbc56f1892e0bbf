using System.Globalization;
using System.Text.Json;
using CouponSync.Planning;
using CouponSync.Pushing.Throttling;

namespace CouponSync.Reporting;

/// <summary>
/// The head of <c>report.json</c> field by field. The contract's fields must be there; ours may be missing, as in a
/// report written by another program that keeps the contract.
/// </summary>
internal static class ReportHeadFields
{
    /// <summary>Reads <c>run</c>.</summary>
    public static RunInfo Run(JsonElement run) => new()
    {
        Id = Text(run, "id"),
        Command = Text(run, "command"),
        DryRun = run.GetProperty("dryRun").GetBoolean(),
        StartedAt = Instant(run, "startedAt"),
        FinishedAt = Instant(run, "finishedAt"),
        ExitCode = run.GetProperty("exitCode").GetInt32(),
        Sdk = Text(run, "sdk"),
        Input = Optional(run, "input") is { } input
            ? new InputInfo(Text(input, "path"), Text(input, "sha256"), input.GetProperty("rows").GetInt64())
            : null,
        Account = Optional(run, "account") is { } account
            ? new AccountInfo(Text(account, "id"), account.GetProperty("livemode").GetBoolean(), Text(account, "apiBase"))
            : null,
        StopReason = Optional(run, "stopReason")?.GetString(),
        Notes = Optional(run, "notes") is { } notes ? [.. notes.EnumerateArray().Select(n => n.GetString() ?? string.Empty)] : [],
        Remarks = Optional(run, "remarks") is { } remarks ? [.. remarks.EnumerateArray().Select(n => n.GetString() ?? string.Empty)] : [],
        Directory = Optional(run, "directory")?.GetString(),
        PlanFile = Optional(run, "planFile")?.GetString(),
        PlanSha256 = Optional(run, "planSha256")?.GetString(),
        ErrorsFile = Optional(run, "errorsFile")?.GetString(),
        EstimatedApplyTime = Optional(run, "estimatedApplySeconds") is { } seconds
            ? TimeSpan.FromSeconds(seconds.GetDouble())
            : null,
    };

    /// <summary>Reads <c>summary</c>.</summary>
    public static RunCounts Summary(JsonElement summary) => new()
    {
        Rows = summary.GetProperty("rows").GetInt64(),
        Unchanged = summary.GetProperty("unchanged").GetInt64(),
        Update = summary.GetProperty("update").GetInt64(),
        Create = summary.GetProperty("create").GetInt64(),
        Missing = summary.GetProperty("missing").GetInt64(),
        Conflict = summary.GetProperty("conflict").GetInt64(),
        Invalid = summary.GetProperty("invalid").GetInt64(),
        Applied = summary.GetProperty("applied").GetInt64(),
        Failed = summary.GetProperty("failed").GetInt64(),
        NotAttempted = summary.GetProperty("notAttempted").GetInt64(),
        Delete = Optional(summary, "delete")?.GetInt64() ?? 0,
        AlreadyApplied = Optional(summary, "alreadyApplied")?.GetInt64() ?? 0,
        Stale = Optional(summary, "stale")?.GetInt64() ?? 0,
        Deviating = Optional(summary, "deviating")?.GetInt64() ?? 0,
        Unknown = Optional(summary, "unknown")?.GetInt64() ?? 0,
        UnchangedByEvents = Optional(summary, "unchangedByEvents")?.GetInt64() ?? 0,
        DriftFound = Optional(summary, "driftFound")?.GetInt64() ?? 0,
    };

    /// <summary>Reads <c>requests</c>.</summary>
    public static RequestCounts Requests(JsonElement requests) => new()
    {
        Total = requests.GetProperty("total").GetInt64(),
        List = requests.GetProperty("list").GetInt64(),
        Retrieve = requests.GetProperty("retrieve").GetInt64(),
        Update = requests.GetProperty("update").GetInt64(),
        Create = requests.GetProperty("create").GetInt64(),
        Delete = requests.GetProperty("delete").GetInt64(),
        Events = requests.GetProperty("events").GetInt64(),
        Account = requests.GetProperty("account").GetInt64(),
        Retries = requests.GetProperty("retries").GetInt64(),
        RateLimited = requests.GetProperty("rateLimited").GetInt64(),
    };

    private static string Text(JsonElement parent, string name) =>
        parent.GetProperty(name).GetString() ?? throw new JsonException($"Its {name} is null.");

    private static DateTimeOffset Instant(JsonElement parent, string name) => DateTimeOffset.Parse(
        Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static JsonElement? Optional(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
