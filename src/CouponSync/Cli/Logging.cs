using System.Globalization;
using CouponSync.Files;
using CouponSync.Settings;
using CouponSync.Text;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace CouponSync.Cli;

/// <summary>Opens the log: a rolling file of JSON lines, one a day, and on request standard error.</summary>
internal static class Logging
{
    private const string Name = "couponsync-";
    private const string Extension = ".log";

    /// <summary>One JSON object a line, in Serilog's compact form: <c>@t</c>, <c>@m</c>, <c>@l</c> and so on.</summary>
    public static ITextFormatter JsonLines { get; } = new RenderedCompactJsonFormatter();

    /// <summary>Whether a file of the log's directory is one of the log's.</summary>
    public static bool IsLogFile(string path) =>
        Path.GetFileName(path) is var name
        && name.StartsWith(Name, StringComparison.OrdinalIgnoreCase) && name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Section <c>Log</c> as a command line asks for it that may be too wrong to be parsed.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="SettingsException">The settings are refused.</exception>
    public static LogSettings SettingsOf(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        SettingsReader.Read<LogSettings>(
            SettingSources.Load(
                RawArguments.Value(arguments, "--config"),
                new[] { ("Log:Directory", "--log-dir"), ("Log:Format", "--log-format") }
                    .Select(o => new GivenSetting(o.Item1, RawArguments.Value(arguments, o.Item2), o.Item2))
                    .Where(static o => o.Value is not null),
                environment),
            "Log");

    /// <summary>Opens it.</summary>
    /// <param name="settings">Section <c>Log</c>.</param>
    /// <param name="console">What standard error gets of it.</param>
    /// <param name="time">Names today's file, which is made readable by its owner only.</param>
    /// <param name="watch">Told when the file cannot be written later on; null for nobody.</param>
    /// <exception cref="SettingsException">The directory cannot be written.</exception>
    public static Logger Open(LogSettings settings, ConsoleLog console, TimeProvider time, LogWatch? watch = null)
    {
        var isVerbose = console == ConsoleLog.Verbose;
        var configuration = new LoggerConfiguration().MinimumLevel.Is(
            isVerbose && settings.Level > LogEventLevel.Debug ? LogEventLevel.Debug : settings.Level);
        configuration.Enrich.WithProperty("Run", "-");
        configuration.Enrich.With(new SafeTexts());
        if (settings.Enabled)
        {
            try
            {
                PrivateFiles.CreateDirectory(settings.Directory);
                var path = Path.Combine(settings.Directory, Name + Extension);
                var today = path.Insert(path.Length - Extension.Length, time.GetLocalNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture));
                if ((PrivateFiles.RefusalOfLink(today) ?? PrivateFiles.RefusalOfOther(today)) is { } refusal)
                {
                    throw new IOException(refusal);
                }

                EndTornLine(today);
                configuration.WriteTo.Sink(
                    new UnfailingSink(
                        sink => sink.WriteTo.Fallible(
                            file => file.File(
                                JsonLines,
                                path,
                                rollingInterval: RollingInterval.Day,
                                retainedFileCountLimit: null,
                                retainedFileTimeLimit: TimeSpan.FromDays(settings.RetainedDays),
                                shared: true),
                            watch ?? new LogWatch())),
                    settings.Level);
            }
            catch (Exception e) when (StorageFailure.Is(e))
            {
                throw new SettingsException(
                    $"The log directory '{settings.Directory}' (Log:Directory) cannot be written: {StorageFailure.Reason(e)}. Set another one, or Log:Enabled=false.");
            }
        }

        if (settings.Format == LogFormat.Json && console != ConsoleLog.Nothing)
        {
            // A trace is for the file, and here only where there is none.
            configuration.WriteTo.Sink(new UnfailingSink(
                console => console.WriteTo.Console(JsonLines, standardErrorFromLevel: LogEventLevel.Verbose),
                keepsTraces: !settings.Enabled));
        }
        else if (isVerbose)
        {
            configuration.WriteTo.Console(
                outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}",
                formatProvider: CultureInfo.InvariantCulture,
                standardErrorFromLevel: LogEventLevel.Verbose);
        }

        return configuration.CreateLogger();
    }

    // A line that a full disk or a power cut tore must not take the next run's first one with it.
    private static void EndTornLine(string path)
    {
        using var end = PrivateFiles.Append(path);
        using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (content.Length > 0 && content.Seek(-1, SeekOrigin.End) >= 0 && content.ReadByte() != '\n')
        {
            end.WriteByte((byte)'\n');
        }
    }

    /// <summary>A sink that cannot end a run: not when its file cannot be written (Serilog's own business) nor when it cannot be
    /// closed, because the disk is too full for its last bytes.</summary>
    private sealed class UnfailingSink : ILogEventSink, IDisposable
    {
        private readonly Serilog.Core.Logger _inner;
        private readonly bool _keepsTraces;

        public UnfailingSink(Action<LoggerConfiguration> configure, bool keepsTraces = true)
        {
            var configuration = new LoggerConfiguration().MinimumLevel.Verbose();
            configure(configuration);
            _inner = configuration.CreateLogger();
            _keepsTraces = keepsTraces;
        }

        public void Emit(LogEvent logEvent) => _inner.Write(logEvent.Exception is not { } fault
            ? logEvent
            : new LogEvent(
                logEvent.Timestamp,
                logEvent.Level,
                _keepsTraces ? new MaskedTrace(fault) : null,
                logEvent.MessageTemplate,
                logEvent.Properties.Select(static p => new LogEventProperty(p.Key, p.Value))));

        public void Dispose()
        {
            try
            {
                _inner.Dispose();
            }
            catch (Exception e) when (StorageFailure.Is(e))
            {
                // There is nowhere to say so but here, and nobody to say it to.
            }
        }
    }
}

/// <summary>Learns when the log's file cannot be written: the run goes on without it, and somebody must say so.</summary>
internal sealed class LogWatch : ILoggingFailureListener
{
    /// <summary>Why not everything was written; null while it was.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public void OnLoggingFailed(object sender, LoggingFailureKind kind, string message, IReadOnlyCollection<LogEvent>? events, Exception? exception) =>
        Failure ??= exception is null ? message : StorageFailure.Reason(exception);
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

/// <summary>A trace without the secrets in its texts, and without what a terminal would obey.</summary>
internal sealed class MaskedTrace(Exception fault) : Exception
{
    /// <inheritdoc/>
    public override string ToString() => VisibleText.EscapeLines(Secrets.Mask(fault.ToString()).ReplaceLineEndings("\n"));
}

/// <summary>Keeps out of the log what a text from elsewhere may hold: secrets, and what a terminal that shows the log would obey.</summary>
internal sealed class SafeTexts : ILogEventEnricher
{
    /// <inheritdoc/>
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        foreach (var (name, value) in logEvent.Properties.ToList())
        {
            if (value is ScalarValue { Value: string text } && VisibleText.Escape(Secrets.Mask(text)) is var safe && safe != text)
            {
                logEvent.AddOrUpdateProperty(new LogEventProperty(name, new ScalarValue(safe)));
            }
        }
    }
}
