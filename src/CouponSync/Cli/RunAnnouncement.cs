using CouponSync.Reporting;
using CouponSync.Reporting.Notify;
using CouponSync.Runs;
using CouponSync.Settings;
using Serilog;

namespace CouponSync.Cli;

/// <summary>Tells a receiver how a run went. Nothing of it can make the run fail.</summary>
internal static class RunAnnouncement
{
    /// <summary>Tells the receiver, where there is one that wants to know.</summary>
    /// <param name="report">The run.</param>
    /// <param name="page">Where people find its report.</param>
    /// <param name="settings">Whom to tell, and when.</param>
    /// <param name="authorization">The value of the header Authorization; null for none.</param>
    /// <param name="error">Told of a receiver that could not be reached.</param>
    /// <param name="host">The process.</param>
    /// <param name="log">The log.</param>
    public static async Task MakeAsync(
        RunReport report, string page, NotifySettings settings, string? authorization, TextWriter error, ProgramHost host, ILogger log)
    {
        if (settings.Address() is { } address && IsWanted(report, settings.On))
        {
            using var transport = host.NotifyTransport?.Invoke() ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !address.IsLoopback };
            var body = Notification.Render(report, new NotifiedPlace(Environment.MachineName, page), settings.IncludeValues, Notification.IsTeams(address));
            var failure = await new Notifier(transport, host.Time).PostAsync(address, body, authorization, settings.Timeout);
            if (failure is not null)
            {
                log.Warning("The notification could not be sent: {Failure}", failure);
                await error.WriteLineAsync($"The notification could not be sent: {failure}");
            }
        }
    }

    private static bool IsWanted(RunReport report, NotifyOn on)
    {
        var summary = report.Summary;
        var isFailure = report.Run.ExitCode is not (ExitCode.Done or ExitCode.ChangesPending);
        return on switch
        {
            NotifyOn.Failure => isFailure,
            NotifyOn.Change => isFailure || summary.Applied > 0 || (report.Run.DryRun && summary.Undecided > 0),
            _ => true,
        };
    }
}
