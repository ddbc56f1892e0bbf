using CouponSync.Files;
using CouponSync.History;
using CouponSync.Pipelines;
using CouponSync.Reporting;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.StripeApi;

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
        var terminal = TerminalPrompt.FindTerminal(host, options, settings.Log.Format);
        var authorization = settings.Notify.Authorization();
        using var files = new NamedFiles(host);
        var outputs = await OpenAsync(files);
        await using var session = await StripeSession.OpenAsync(host, settings, options, options.DryRun ? WriteIntent.None : WriteIntent.Full);
        var stripe = session.Stripe;
        var startedAt = host.Time.GetUtcNow();
        var stateDirectory = settings.State.Directory;
        RunDirectory directory;
        try
        {
            directory = RunDirectory.Create(stateDirectory, startedAt, host.Random);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw new SettingsException($"The state directory '{stateDirectory}' (State:Directory) cannot be used: {StorageFailure.Reason(e)}.");
        }

        var log = session.Log.ForContext("Run", directory.Id);
        await using var record = new RunRecord(directory, options.Command, options.DryRun, startedAt, options.Arguments);
        log.Information(
            "Run {Id}: {Command} (dry run: {DryRun}) with {Sdk} against {ApiBase} as {Key}; at most {Throttle}",
            directory.Id, options.Command, options.DryRun, StripeLibrary.Description, stripe.DisplayAddress, stripe.Key.ToString(), stripe.ThrottleOptions.ToString());

        int exitCode;
        bool isDeclined;
        using (var progress = ProgressDisplays.Open(host, options.IsQuiet, settings.Log.Format == LogFormat.Json ? log : null))
        {
            stripe.Statistics.RateLimitedRequest += progress.Sink.RateLimited;
            using var bounds = new RunBounds(
                settings.Runs.MaxDuration, settings.Runs.FinishWithin, host.Time, host.Stop, host.Abort);
            var prompt = new TerminalPrompt(host, progress, record, terminal, isPlain: settings.Log.Format == LogFormat.Json);
            exitCode = await RunAsync(pipeline, new RunContext
            {
                Command = options.Command,
                Settings = settings,
                Stripe = stripe,
                Directory = directory,
                StartedAt = startedAt,
                Record = record,
                Outputs = outputs,
                Prompt = prompt,
                Progress = progress.Sink,
                OpenInput = host.OpenInput,
                Limit = options.Limit,
                IsScheduled = host.Terminal.IsScheduled,
                Time = host.Time,
                Bounds = bounds,
                Log = log,
            });
            isDeclined = prompt.IsDeclined;
        }

        var delivery = new ReportDelivery(host, settings, directory, outputs, record, options, isDeclined, log)
        {
            Format = options.StandardReport,
            Authorization = authorization,
        };
        await delivery.TryAsync("emulated account", () =>
        {
            session.Save();
            return Task.CompletedTask;
        });
        if (await session.TellLogFailureAsync(host) is { } failure)
        {
            record.Note(failure);
        }

        exitCode = await delivery.DeliverAsync(exitCode, stripe);
        await RunPruning.PruneAsync(
            new RunCatalog(stateDirectory), settings.Runs, directory.Id, host.Time.GetUtcNow(), log);
        return exitCode;
    }

    private async Task<RunOutputs> OpenAsync(NamedFiles files)
    {
        files.Reads(settings);
        foreach (var (what, path) in options.Inputs)
        {
            files.Reads(what, path);
        }

        var outputs = new RunOutputs(
            options.PlanFile is { } plan ? files.Writes("--plan", plan) : null,
            [.. options.ReportFiles.Select(path => files.Writes("--report", path))],
            settings.Metrics.File is { } metrics ? files.Writes("--metrics (Metrics:File)", metrics, FileReaders.Everybody) : null);
        await files.OpenAsync();
        return outputs;
    }

    private async Task<int> RunAsync(Func<RunContext, Task<int>> pipeline, RunContext context)
    {
        try
        {
            return await pipeline(context);
        }
        catch (StripeFailureException e)
        {
            context.Record.StopReason = e.Failure.Describe();
            return ExitCode.After(e.Failure);
        }
        catch (RunRefusedException e)
        {
            context.Record.StopReason = e.Message;
            return e.ExitCode;
        }
        catch (RunLockedException e)
        {
            context.Record.StopReason = e.Message;
            return ExitCode.Locked;
        }
        catch (OperationCanceledException) when (context.Stop.IsCancellationRequested)
        {
            context.Record.StopReason = context.Bounds.Reason ?? "It was told to stop.";
            return context.Bounds.ExitCode;
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            context.Log.Error(e, "The run's files cannot be written");
            var reason = context.Record.CannotWrite(e, settings.State.Directory);
            await host.Error.WriteLineAsync($"couponsync: {reason}");
            return ExitCode.StoppedEarly;
        }
        catch (Exception e)
        {
            context.Log.Fatal(e, "A fault of the program itself");
            var sentence = LastResort.Describe(e, LastResort.PlaceOf(settings.Log));
            context.Record.StopReason = char.ToUpperInvariant(sentence[0]) + sentence[1..];
            await host.Error.WriteLineAsync($"couponsync: {sentence}");
            return ExitCode.Fault;
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

    /// <summary>What is read: what it is, and where; <c>-</c> for standard input.</summary>
    public IReadOnlyList<(string What, string Path)> Inputs { get; init; } = [];

    /// <summary>The same on a plan, which is kept under the run's own id: another run is the latest soon.</summary>
    /// <param name="source">The plan.</param>
    /// <param name="text">How it was named.</param>
    public RunOptions On(PlanSource source, string text) => this with
    {
        Inputs = source.Files,
        Arguments = source.RunId is { } id && !Directory.Exists(text) ? [.. Arguments.Select(a => a == text ? id : a)] : Arguments,
    };

    /// <summary>Files to write the report to, beside the run's own.</summary>
    public IReadOnlyList<string> ReportFiles { get; init; } = [];

    /// <summary>How the report is written on standard output in place of the text, one of <see cref="ReportFile.Formats"/>; null for
    /// the text.</summary>
    public string? StandardReport { get; init; }

    /// <summary>How many changes are taken up; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Where to copy the plan to; null for nowhere.</summary>
    public string? PlanFile { get; init; }
}
