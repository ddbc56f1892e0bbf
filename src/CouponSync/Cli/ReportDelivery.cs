using CouponSync.Files;
using CouponSync.History;
using CouponSync.Pipelines;
using CouponSync.Reporting;
using CouponSync.Reporting.Metrics;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Cli;

/// <summary>
/// The end of every run, wherever it ended: writes the failed rows, the reports and the metrics, and shows the report. What
/// cannot be written does not keep the rest from being written, and shows in the exit code and in all that is written after it.
/// </summary>
internal sealed class ReportDelivery(
    ProgramHost host, SyncSettings settings, RunDirectory directory, RunOutputs outputs, RunRecord record, RunOptions options, bool isDeclined, ILogger log)
{
    private const string OnStandardOutput = "report on standard output";
    private const string Page = "page of the report";

    private readonly HashSet<string> _undelivered = new(StringComparer.Ordinal);

    /// <summary>How the report is written on standard output in place of the text, one of <see cref="ReportFile.Formats"/>; null for
    /// the text.</summary>
    public string? Format { get; init; }

    /// <summary>The value of the header Authorization, for who is notified; null for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>Delivers all of it.</summary>
    /// <param name="exitCode">How the run would end.</param>
    /// <param name="stripe">The connection, which knows what was sent, and over which key.</param>
    /// <returns>How it ends.</returns>
    public async Task<int> DeliverAsync(int exitCode, StripeConnection stripe)
    {
        using var results = record.OpenResults();
        var finishedAt = host.Time.GetUtcNow();
        await TryAsync("errors.csv", () => record.WriteErrorsAsync(results));
        var told = EndOf(exitCode);
        await WriteReportsAsync(Report(), isAgain: false);
        await ShowAsync(Report());
        await CorrectReportsAsync();
        if (outputs.Metrics is { } metrics)
        {
            var report = Report();
            await TryAsync($"metrics {metrics.Name}", () => MetricsFile.WriteAsync(
                report, report.Run.Account ?? Remembered(stripe), metrics, a => new RunCatalog(settings.State.Directory).FindLastSuccessAsync(a)));
        }

        await CorrectReportsAsync();
        await RunAnnouncement.MakeAsync(
            Report(), Path.GetFullPath(directory.PagePath), settings.Notify, Authorization, options.IsQuiet ? TextWriter.Null : host.Error, host, log);
        StandardStreams.LogFailures(host, log);
        RunLog.Write(Report(), EndOf(exitCode), log);
        return EndOf(exitCode);

        RunReport Report() => record.Report(EndOf(exitCode), finishedAt, stripe.Statistics.Counts, results);

        async Task CorrectReportsAsync()
        {
            if (EndOf(exitCode) != told)
            {
                // The reports that were written say that all is well.
                told = EndOf(exitCode);
                await WriteReportsAsync(Report(), isAgain: true);
            }
        }
    }

    // Whoever watches must not lose sight of an account because tonight the run ended before it was asked for.
    private AccountInfo? Remembered(StripeConnection stripe) =>
        new KnownAccounts(settings.State.Directory).Find(stripe) is { } id
            ? new AccountInfo(id, stripe.Key.Livemode, stripe.DisplayAddress)
            : null;

    private int EndOf(int exitCode) => _undelivered.Count == 0 ? exitCode : ExitCode.Undelivered(exitCode);

    private async Task WriteReportsAsync(RunReport report, bool isAgain)
    {
        await TryAsync("report", () => ReportFile.WriteAsync(report, directory.ReportPath, CancellationToken.None));
        await TryAsync(Page, () => ReportFile.WriteAsync(report, directory.PagePath, CancellationToken.None));
        // What was written into a pipe cannot be written anew.
        foreach (var output in outputs.Reports.Where(o => !isAgain || o.IsFile))
        {
            await TryAsync(Named(output.Name), () => ReportFile.WriteAsync(report, output, CancellationToken.None));
        }
    }

    private async Task ShowAsync(RunReport report)
    {
        var shown = Shown();
        // With --log-format json the log on standard error has what the text says; with --quiet it is not shown there.
        var isLogged = settings.Log.Format == LogFormat.Json && !options.IsQuiet;
        var text = options.IsQuiet || Format is not null ? HostConsoles.Error(host) : HostConsoles.Out(host);
        if (Format is not null)
        {
            await using var output = new WriterStream(host.Out);
            await TryAsync(OnStandardOutput, () => ReportFile.WriteAsync(report, Format, output, CancellationToken.None));
        }

        if (isDeclined && !isLogged)
        {
            // All of it was shown with the question.
            new ConsoleReport(text, shown).WriteDeclined(report, directory.PlanPath);
        }
        else if (options.IsQuiet ? report.Run.ExitCode is not (ExitCode.Done or ExitCode.ChangesPending) : Format is not null && !isLogged)
        {
            new ConsoleReport(text, shown).WriteFailure(report, CancellationToken.None);
        }
        else if (!options.IsQuiet && !isLogged)
        {
            new ConsoleReport(text, shown).Write(report, CancellationToken.None);
        }

        host.Out.Flush();
        if (host.OutFailure is { } failure)
        {
            Undelivered(OnStandardOutput, StorageFailure.Reason(failure));
        }
    }

    // People are shown to the page they asked for, and else to the run's own.
    private ConsoleReportOptions Shown()
    {
        string[] named = [.. outputs.Reports.Select(static o => o.Name).Where(name => !_undelivered.Contains(Named(name)))];
        var page = named.FirstOrDefault(ReportFile.IsPage) ?? (_undelivered.Contains(Page) ? null : directory.PagePath);
        return new ConsoleReportOptions
        {
            FullReport = page ?? directory.ReportPath,
            Reports = page is null || named.Contains(page) ? named : [.. named, page],
            IsVerbose = options.IsVerbose,
        };
    }

    private static string Named(string report) => $"report {report}";

    /// <summary>Writes something; nothing is tried twice that could not be written once.</summary>
    /// <param name="what">What it is, as people call it.</param>
    /// <param name="write">Writes it.</param>
    public async Task TryAsync(string what, Func<Task> write)
    {
        if (_undelivered.Contains(what))
        {
            return;
        }

        try
        {
            await write();
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            log.Error(e, "The {What} cannot be written", what);
            var reason = WriteFailure.Reason(e, settings.State.Directory);
            Undelivered(what, reason);
            await host.Error.WriteLineAsync($"The {what} cannot be written: {reason}. {StorageFailure.Remedy(e)}, or choose another place.");
        }
    }

    private void Undelivered(string what, string reason)
    {
        _undelivered.Add(what);
        var sentence = $"The {what} cannot be written: {reason}.";
        record.NotDelivered(sentence);
    }
}
