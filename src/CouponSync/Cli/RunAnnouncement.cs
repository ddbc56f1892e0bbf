using CouponSync.Reporting;
using CouponSync.Reporting.Notify;
using CouponSync.Settings;
using Serilog;

namespace CouponSync.Cli;

/// <summary>Tells a receiver how a run went. Nothing of it can make the run fail.</summary>
internal static class RunAnnouncement
{
    /// <summary>Tells the receiver, where there is one.</summary>
    /// <param name="report">The run.</param>
    /// <param name="settings">Whom to tell.</param>
    /// <param name="error">Told of a receiver that could not be reached.</param>
    /// <param name="host">The process.</param>
    /// <param name="log">The log.</param>
    public static async Task MakeAsync(RunReport report, SyncSettings settings, TextWriter error, ProgramHost host, ILogger log)
    {
        if (settings.Notify.Address() is { } address)
        {
            using var transport = host.NotifyTransport?.Invoke() ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !address.IsLoopback };
            var failure = await new Notifier(transport, host.Time).PostAsync(
                address, report, settings.Notify.IncludeValues, settings.Notify.Timeout);
            if (failure is not null)
            {
                log.Warning("The notification could not be sent: {Failure}", failure);
                await error.WriteLineAsync($"The notification could not be sent: {failure}");
            }
        }
    }
}
