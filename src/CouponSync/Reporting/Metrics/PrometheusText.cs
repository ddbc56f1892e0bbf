using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CouponSync.Reporting.Metrics;

/// <summary>
/// A report as Prometheus' text format. Source: https://prometheus.io/docs/instrumenting/exposition_formats/.
/// </summary>
internal static class PrometheusText
{
    /// <summary>The name of the sample that outlives failed runs.</summary>
    public const string LastSuccess = "couponsync_last_success_timestamp_seconds";

    /// <summary>Renders a report.</summary>
    /// <param name="report">The report; its changes and problems are not enumerated.</param>
    /// <param name="lastSuccess">When a run last succeeded before this one, in Unix seconds; null when that is not known.</param>
    public static string Render(RunReport report, double? lastSuccess)
    {
        var (run, summary, requests) = (report.Run, report.Summary, report.Requests);
        var labels = run.Account is { } account
            ? $"account=\"{Escape(account.Id)}\",mode=\"{(account.Livemode ? "live" : "test")}\""
            : "";
        var text = new StringBuilder();
        var success = run is { ExitCode: Cli.ExitCode.Done, DryRun: false } ? Seconds(run.FinishedAt) : lastSuccess;
        Gauge("couponsync_last_run_timestamp_seconds", "When the last run ended.", ("", Seconds(run.FinishedAt)));
        if (success is { } at)
        {
            Gauge(LastSuccess, "When a run last ended with exit code 0.", ("", at));
        }

        Gauge("couponsync_run_duration_seconds", "How long the last run took.", ("", (run.FinishedAt - run.StartedAt).TotalSeconds));
        Gauge("couponsync_run_exit_code", "The exit code of the last run.", ("", run.ExitCode));
        Gauge("couponsync_run_dry", "Whether the last run was a dry run.", ("", run.DryRun ? 1 : 0));
        Gauge("couponsync_rows", "Rows of the input.", ("", summary.Rows));
        Gauge(
            "couponsync_rows_by_verdict",
            "Rows of the input by what was found.",
            Labelled("verdict", ReportCounts.Verdicts(summary)));
        Gauge("couponsync_rows_unchanged_by_events", "Unchanged rows whose coupon was not read in this run.", ("", summary.UnchangedByEvents));
        Gauge(
            "couponsync_changes",
            "Changes of the plan by outcome.",
            Labelled("outcome", ReportCounts.Outcomes(summary).Where(static c => !c.IsAside)));
        Gauge(
            "couponsync_requests",
            "Requests to Stripe by kind, every attempt counted.",
            Labelled("kind", ReportCounts.Requests(requests)));
        Gauge("couponsync_retries", "Attempts after the first of their request.", ("", requests.Retries));
        Gauge("couponsync_rate_limited", "Requests that Stripe refused for being too many.", ("", requests.RateLimited));
        return text.ToString();

        void Gauge(string name, string help, params ReadOnlySpan<(string Label, double Value)> samples)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
            foreach (var (label, value) in samples)
            {
                var all = string.Join(',', new[] { labels, label }.Where(static l => l.Length > 0));
                text.Append(CultureInfo.InvariantCulture, $"{name}{(all.Length > 0 ? $"{{{all}}}" : "")} {value:0.###}\n");
            }
        }
    }

    /// <summary>Finds when a run last succeeded in what was rendered before.</summary>
    public static double? FindLastSuccess(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(static l =>
            l.StartsWith(LastSuccess + " ", StringComparison.Ordinal) || l.StartsWith(LastSuccess + "{", StringComparison.Ordinal));
        return line is not null
            && double.TryParse(line[(line.LastIndexOf(' ') + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : null;
    }

    private static (string, double)[] Labelled(string label, IEnumerable<ReportCount> counts) =>
        [.. counts.Select(c => ($"{label}=\"{JsonNamingPolicy.SnakeCaseLower.ConvertName(c.Name)}\"", (double)c.Value))];

    private static double Seconds(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds() / 1000.0;

    private static string Escape(string label) => label
        .Replace("\\", @"\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
