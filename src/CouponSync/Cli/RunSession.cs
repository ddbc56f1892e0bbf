using CouponSync.Cli.Settings;
using CouponSync.Loading;
using CouponSync.Loading.Snapshot;
using CouponSync.Pushing;
using CouponSync.Reporting;
using CouponSync.Runs;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Cli;

/// <summary>What surrounds every run: its directory, log, connection and progress before it, and after it, wherever it
/// ended, the report.</summary>
internal sealed class RunSession(ProgramHost host, SyncSettings settings, RunOptions options)
{
    /// <summary>Runs a pipeline and reports.</summary>
    /// <param name="pipeline">The run; returns the exit code.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">Refused before anything was read.</exception>
    public async Task<int> RunAsync(Func<RunContext, Task<int>> pipeline)
    {
        // What can be refused without reading anything is refused before the run has a directory.
        var terminal = TerminalPrompt.FindTerminal(host, options);
        await using var session = await StripeSession.OpenAsync(host, settings, options, options.DryRun ? WriteIntent.None : WriteIntent.AfterDryRun);
        var stripe = session.Stripe;
        var startedAt = host.Time.GetUtcNow();
        var stateDirectory = settings.State.Directory;
        RunDirectory directory;
        try
        {
            directory = RunDirectory.Create(stateDirectory, startedAt, host.Random);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The state directory '{stateDirectory}' (State:Directory) cannot be used: {e.Message}");
        }

        var log = session.Log.ForContext("Run", directory.Id);
        await using var journal = new RunJournal(directory, options.Command, options.DryRun, startedAt) { Arguments = options.Arguments };
        log.Information(
            "Run {Id}: {Command} (dry run: {DryRun}) with {Sdk} against {ApiBase} as {Key}; at most {Throttle}",
            directory.Id, options.Command, options.DryRun, StripeLibrary.Description, stripe.DisplayAddress, stripe.Key.ToString(), stripe.ThrottleOptions.ToString());

        int exitCode;
        using (var progress = ProgressDisplays.Open(host, options.IsQuiet, settings.Log.Format == LogFormat.Json ? log : null))
        {
            stripe.Statistics.RateLimitedRequest += progress.Sink.RateLimited;
            var prompt = new TerminalPrompt(host, progress, terminal);
            using var bounds = new RunBounds(
                settings.Runs.MaxDuration, settings.Runs.FinishWithin, host.Time, host.Stop, host.Abort);
            var bounded = host with { Stop = bounds.Stop, Abort = bounds.Abort };
            exitCode = await RunAsync(
                pipeline, new RunContext(settings, stripe, journal, prompt, progress.Sink, bounded, bounds, log));
        }

        exitCode = await ReportAsync(exitCode, stripe, journal, log);
        await RunPruning.PruneAsync(
            new RunCatalog(stateDirectory), settings.Runs, directory.Id, host.Time.GetUtcNow(), log);
        return exitCode;
    }

    private static async Task<int> RunAsync(Func<RunContext, Task<int>> pipeline, RunContext context)
    {
        try
        {
            return await pipeline(context);
        }
        catch (StripeFailureException e)
        {
            context.Journal.StopReason = e.Failure.Describe();
            return e.Failure.IsCredential ? ExitCode.Configuration : ExitCode.StoppedEarly;
        }
        catch (RunRefusedException e)
        {
            context.Journal.StopReason = e.Message;
            return e.ExitCode;
        }
        catch (RunLockedException e)
        {
            context.Journal.StopReason = e.Message;
            return ExitCode.Locked;
        }
        catch (OperationCanceledException) when (context.Host.Stop.IsCancellationRequested)
        {
            context.Journal.StopReason = context.Bounds.Reason ?? "It was told to stop.";
            return context.Bounds.ExitCode;
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            context.Log.Error(e, "The run's files cannot be written");
            var reason = WriteFailure.Describe(e, context.Journal, context.Settings.State.Directory);
            context.Journal.StopReason = reason;
            await context.Host.Error.WriteLineAsync($"couponsync: {reason}");
            return ExitCode.StoppedEarly;
        }
    }

    private async Task<int> ReportAsync(int exitCode, StripeConnection stripe, RunJournal journal, ILogger log)
    {
        using var results = journal.Pushed is null
            ? null
            : ResultsFile.Open(journal.Directory.ResultsPath, journal.Plan!.ChangeCount);
        if (journal.Input is { } input && !await WritesAsync("errors.csv", log, async () =>
            journal.ErrorsFile = await ErrorsFile.WriteAsync(journal.Directory.ErrorsPath, input, journal.RowFailures(results))
                ? journal.Directory.ErrorsPath
                : null))
        {
            exitCode = Incomplete(exitCode);
        }

        var report = journal.Report(exitCode, host.Time.GetUtcNow(), stripe.Statistics.Counts, results);
        if (!await WritesAsync("report", log, () => ReportFile.WriteAsync(report, journal.Directory.ReportPath, CancellationToken.None)))
        {
            exitCode = Incomplete(exitCode);
        }

        await WritesAsync("report", log, () => ReportFile.WriteAsync(report, journal.Directory.PagePath, CancellationToken.None));
        foreach (var path in options.ReportFiles)
        {
            await WritesAsync($"report {path}", log, () => ReportFile.WriteAsync(report, path, CancellationToken.None));
        }

        await RunAnnouncement.MakeAsync(report, settings, journal.Account ?? Remembered(stripe), options.IsQuiet ? TextWriter.Null : host.Error, host, log);
        await WritesAsync("report", log, () =>
        {
            Show(report, exitCode, journal.Directory.ReportPath);
            return Task.CompletedTask;
        });
        RunLog.Write(report, exitCode, log);
        return exitCode;
    }

    // Whoever watches must not lose sight of an account because tonight the run ended before it was asked for.
    private AccountInfo? Remembered(StripeConnection stripe) =>
        new KnownAccounts(settings.State.Directory).Find(stripe.Key.Fingerprint, stripe.DisplayAddress) is { } id
            ? new AccountInfo(id, stripe.Key.Livemode, stripe.DisplayAddress)
            : null;

    private void Show(RunReport report, int exitCode, string? fullReport)
    {
        var shown = new ConsoleReportOptions { FullReport = fullReport };
        if (!options.IsQuiet)
        {
            new ConsoleReport(HostConsoles.Out(host), shown).Write(report, CancellationToken.None);
        }
        else if (exitCode is not (ExitCode.Done or ExitCode.ChangesPending))
        {
            new ConsoleReport(HostConsoles.Error(host), shown).WriteFailure(report, CancellationToken.None);
        }
    }

    // What a run found and did must be on record; without that it is not a success.
    private static int Incomplete(int exitCode) =>
        exitCode is ExitCode.Done or ExitCode.SomeFailed or ExitCode.ChangesPending ? ExitCode.StoppedEarly : exitCode;

    private async Task<bool> WritesAsync(string what, ILogger log, Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            log.Error(e, "The {What} cannot be written", what);
            await host.Error.WriteLineAsync($"The {what} cannot be written: {WriteFailure.Reason(e, settings.State.Directory)}. Make room, or set another place.");
            return false;
        }
    }
}

/// <summary>What one invocation asks of <see cref="RunSession"/>.</summary>
internal sealed record RunOptions : SessionOptions
{
    /// <summary>The command's name.</summary>
    public required string Command { get; init; }

    /// <summary>The command line, see <see cref="RecordedArguments"/>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Whether nothing may be written.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether the question is answered already.</summary>
    public bool Yes { get; init; }

    /// <summary>Where to copy the plan to; null for nowhere.</summary>
    public string? PlanFile { get; init; }

    /// <summary>Files to write the report to, beside the run's own.</summary>
    public IReadOnlyList<string> ReportFiles { get; init; } = [];
}
