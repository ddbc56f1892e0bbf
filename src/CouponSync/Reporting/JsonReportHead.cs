using System.Globalization;
using System.Text.Json;
using CouponSync.Planning;
using CouponSync.Pushing.Throttling;

namespace CouponSync.Reporting;

/// <summary>
/// The head of <c>report.json</c>: the contract's fields in the contract's order, then ours.
/// <see cref="RunReportReader"/> reads it back.
/// </summary>
internal static class JsonReportHead
{
    /// <summary>Writes <c>run</c>.</summary>
    public static void WriteRun(Utf8JsonWriter json, RunInfo run)
    {
        json.WriteStartObject("run");
        json.WriteString("id", run.Id);
        json.WriteString("command", run.Command);
        json.WriteBoolean("dryRun", run.DryRun);
        json.WriteString("startedAt", Instant(run.StartedAt));
        json.WriteString("finishedAt", Instant(run.FinishedAt));
        json.WriteNumber("exitCode", run.ExitCode);
        json.WriteString("sdk", run.Sdk);
        if (run.Input is { } input)
        {
            json.WriteStartObject("input");
            json.WriteString("path", input.Path);
            json.WriteString("sha256", input.Sha256);
            json.WriteNumber("rows", input.Rows);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("input");
        }

        if (run.Account is { } account)
        {
            json.WriteStartObject("account");
            json.WriteString("id", account.Id);
            json.WriteBoolean("livemode", account.Livemode);
            json.WriteString("apiBase", account.ApiBase);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("account");
        }

        json.WriteString("stopReason", run.StopReason);
        json.WriteStartArray("notes");
        foreach (var note in run.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WriteStartArray("remarks");
        foreach (var remark in run.Remarks)
        {
            json.WriteStringValue(remark);
        }

        json.WriteEndArray();
        json.WriteString("directory", run.Directory);
        json.WriteString("planFile", run.PlanFile);
        json.WriteString("planSha256", run.PlanSha256);
        json.WriteString("errorsFile", run.ErrorsFile);
        if (run.EstimatedApplyTime is { } estimate)
        {
            json.WriteNumber("estimatedApplySeconds", Math.Round(estimate.TotalSeconds, 1));
        }
        else
        {
            json.WriteNull("estimatedApplySeconds");
        }

        json.WriteEndObject();
    }

    /// <summary>Writes <c>summary</c>.</summary>
    public static void WriteSummary(Utf8JsonWriter json, RunCounts summary)
    {
        json.WriteStartObject("summary");
        json.WriteNumber("rows", summary.Rows);
        json.WriteNumber("unchanged", summary.Unchanged);
        json.WriteNumber("update", summary.Update);
        json.WriteNumber("create", summary.Create);
        json.WriteNumber("missing", summary.Missing);
        json.WriteNumber("conflict", summary.Conflict);
        json.WriteNumber("invalid", summary.Invalid);
        json.WriteNumber("applied", summary.Applied);
        json.WriteNumber("failed", summary.Failed);
        json.WriteNumber("notAttempted", summary.NotAttempted);
        json.WriteNumber("delete", summary.Delete);
        json.WriteNumber("alreadyApplied", summary.AlreadyApplied);
        json.WriteNumber("stale", summary.Stale);
        json.WriteNumber("deviating", summary.Deviating);
        json.WriteNumber("unknown", summary.Unknown);
        json.WriteNumber("unchangedByEvents", summary.UnchangedByEvents);
        json.WriteNumber("driftFound", summary.DriftFound);
        json.WriteEndObject();
    }

    /// <summary>Writes <c>requests</c>.</summary>
    public static void WriteRequests(Utf8JsonWriter json, RequestCounts requests)
    {
        json.WriteStartObject("requests");
        json.WriteNumber("total", requests.Total);
        json.WriteNumber("list", requests.List);
        json.WriteNumber("retrieve", requests.Retrieve);
        json.WriteNumber("update", requests.Update);
        json.WriteNumber("create", requests.Create);
        json.WriteNumber("delete", requests.Delete);
        json.WriteNumber("events", requests.Events);
        json.WriteNumber("account", requests.Account);
        json.WriteNumber("retries", requests.Retries);
        json.WriteNumber("rateLimited", requests.RateLimited);
        json.WriteEndObject();
    }

    private static string Instant(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
