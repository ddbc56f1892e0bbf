using System.Globalization;
using CouponSync.Cli.Settings;
using CouponSync.Loading;
using Serilog;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace CouponSync.Cli;

/// <summary>Opens the log: a rolling file of JSON lines, one a day, and on request standard error.</summary>
internal static class Logging
{
    /// <summary>One JSON object a line, in Serilog's compact form: <c>@t</c>, <c>@m</c>, <c>@l</c> and so on.</summary>
    public static ITextFormatter JsonLines { get; } = new RenderedCompactJsonFormatter();

    /// <summary>Opens it.</summary>
    /// <param name="settings">Section <c>Log</c>.</param>
    /// <param name="isVerbose">Whether standard error gets it too.</param>
    /// <param name="runId">Stands in every line.</param>
    /// <param name="time">Names today's file, which is made readable by its owner only.</param>
    /// <exception cref="SettingsException">The directory cannot be written.</exception>
    public static Serilog.Core.Logger Open(LogSettings settings, bool isVerbose, string runId, TimeProvider time)
    {
        var configuration = new LoggerConfiguration().MinimumLevel.Is(
            isVerbose && settings.Level > LogEventLevel.Debug ? LogEventLevel.Debug : settings.Level);
        configuration.Enrich.WithProperty("Run", runId);
        if (settings.Enabled)
        {
            try
            {
                PrivateFiles.CreateDirectory(settings.Directory);
                var path = Path.Combine(settings.Directory, "couponsync-.log");
                PrivateFiles.Append(path.Insert(path.Length - ".log".Length, time.GetLocalNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture))).Dispose();
                configuration.WriteTo.File(
                    JsonLines,
                    path,
                    settings.Level,
                    rollingInterval: RollingInterval.Day,
                    retainedFileCountLimit: null,
                    retainedFileTimeLimit: TimeSpan.FromDays(settings.RetainedDays),
                    shared: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SettingsException(
                    $"The log directory '{settings.Directory}' (Log:Directory) cannot be written: {e.Message} Set another one, or Log:Enabled=false.");
            }
        }

        if (settings.Format == LogFormat.Json)
        {
            configuration.WriteTo.Console(JsonLines, standardErrorFromLevel: LogEventLevel.Verbose);
        }
        else if (isVerbose)
        {
            configuration.WriteTo.Console(
                outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}",
                formatProvider: CultureInfo.InvariantCulture,
                standardErrorFromLevel: LogEventLevel.Verbose);
        }

        return configuration.CreateLogger();
    }
}
