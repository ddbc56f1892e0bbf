using System.Globalization;
using CouponSync.Cli.Settings;
using CouponSync.Loading;
using Serilog;
using Serilog.Core;
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
    /// <param name="console">What standard error gets of it.</param>
    /// <param name="time">Names today's file, which is made readable by its owner only.</param>
    /// <exception cref="SettingsException">The directory cannot be written.</exception>
    public static Logger Open(LogSettings settings, ConsoleLog console, TimeProvider time)
    {
        var isVerbose = console == ConsoleLog.Verbose;
        var configuration = new LoggerConfiguration().MinimumLevel.Is(
            isVerbose && settings.Level > LogEventLevel.Debug ? LogEventLevel.Debug : settings.Level);
        configuration.Enrich.WithProperty("Run", "-");
        configuration.Enrich.With(new MaskedSecrets());
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

        if (settings.Format == LogFormat.Json && console != ConsoleLog.Nothing)
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

/// <summary>What standard error gets of the log.</summary>
internal enum ConsoleLog
{
    /// <summary>All of it where it is JSON, else nothing.</summary>
    BySettings,

    /// <summary>All of it, debug messages included.</summary>
    Verbose,

    /// <summary>Nothing, in any format.</summary>
    Nothing,
}

/// <summary>Keeps secrets out of the log that a text from elsewhere may hold.</summary>
internal sealed class MaskedSecrets : ILogEventEnricher
{
    /// <inheritdoc/>
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        foreach (var (name, value) in logEvent.Properties.ToList())
        {
            if (value is ScalarValue { Value: string text } && Secrets.Mask(text) is var masked && masked != text)
            {
                logEvent.AddOrUpdateProperty(new LogEventProperty(name, new ScalarValue(masked)));
            }
        }
    }
}
