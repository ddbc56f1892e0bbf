using CouponSync.Cli.Settings;
using CouponSync.Loading;
using CouponSync.Reporting;
using CouponSync.Reporting.Metrics;
using CouponSync.Reporting.Notify;
using CouponSync.Runs;
using Serilog;

namespace CouponSync.Cli;

/// <summary>Tells those who watch how a run went. Nothing of it can make the run fail.</summary>
internal static class RunAnnouncement
{
    /// <summary>Writes the metrics and tells the receiver, where there are such.</summary>
    /// <param name="report">The run.</param>
    /// <param name="settings">Whom to tell.</param>
    /// <param name="account">The account, as far as it is known from this run or an earlier one.</param>
    /// <param name="error">Told of a receiver that could not be reached.</param>
    /// <param name="host">The process.</param>
    /// <param name="log">The log.</param>
    public static async Task MakeAsync(RunReport report, SyncSettings settings, AccountInfo? account, TextWriter error, ProgramHost host, ILogger log)
    {
        if (settings.Metrics.File is { } file)
        {
            try
            {
                await MetricsFile.WriteAsync(report, account, file, a => new RunCatalog(settings.State.Directory).FindLastSuccessAsync(a));
            }
            catch (Exception e) when (StorageFailure.Is(e))
            {
                log.Error(e, "The metrics {Path} cannot be written", file);
                await host.Error.WriteLineAsync($"The metrics {file} cannot be written: {e.Message}");
            }
        }

        if (settings.Notify.Address() is { } address)
        {
            using var transport = host.NotifyTransport?.Invoke() ?? new SocketsHttpHandler { AllowAutoRedirect = false };
            var failure = await new Notifier(transport, host.Time).PostAsync(
                address, report, settings.Notify.IncludeValues, settings.Notify.Timeout);
            if (failure is not null)
            {
                log.Warning("The run's end could not be announced: {Failure}", failure);
                await error.WriteLineAsync($"The run's end could not be announced: {failure}");
            }
        }
    }
}
