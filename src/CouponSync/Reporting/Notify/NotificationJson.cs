using System.Buffers;
using System.Text.Json;
using CouponSync.Coupons;

namespace CouponSync.Reporting.Notify;

/// <summary>What a receiver is told of a run.</summary>
internal static class NotificationJson
{
    /// <summary>The contract's name and version.</summary>
    public const string Schema = "couponsync.notification/2";

    private const int MostChanges = 20;

    /// <summary>Renders a report's summary.</summary>
    /// <param name="report">The report; its changes are enumerated only with values.</param>
    /// <param name="includeValues">Whether metadata values, and messages that may quote them, are in it.</param>
    public static byte[] Render(RunReport report, bool includeValues)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonLines.WriterOptions))
        {
            // A reason to stop may quote what Stripe said, and Stripe quotes what was sent.
            var run = includeValues ? report.Run : report.Run with { StopReason = null };
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString("text", Headline.Of(run, report.Summary).Text);
            json.WriteStartObject("run");
            json.WriteString("id", run.Id);
            json.WriteString("command", run.Command);
            json.WriteBoolean("dryRun", run.DryRun);
            json.WriteString("startedAt", run.StartedAt.UtcDateTime);
            json.WriteString("finishedAt", run.FinishedAt.UtcDateTime);
            json.WriteNumber("exitCode", run.ExitCode);
            json.WriteString("account", run.Account?.Id);
            if (run.Account is { } account)
            {
                json.WriteBoolean("livemode", account.Livemode);
            }

            json.WriteEndObject();
            JsonReportHead.WriteSummary(json, report.Summary);
            JsonReportHead.WriteRequests(json, report.Requests);
            if (includeValues)
            {
                WriteChanges(json, report);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteChanges(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartArray("changes");
        foreach (var reported in report.Changes.Take(MostChanges))
        {
            json.WriteStartObject();
            json.WriteString("id", reported.Change.Id);
            json.WriteString("outcome", reported.Outcome is { } outcome ? ReportWords.Of(outcome) : null);
            json.WriteStartObject("metadata");
            foreach (var key in reported.Change.Metadata)
            {
                json.WriteStartObject(key.Key);
                json.WriteString("before", key.Before);
                json.WriteString("after", key.After);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
