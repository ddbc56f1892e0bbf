using System.CommandLine;
using CouponSync.Settings;
using Serilog.Events;

namespace CouponSync.Cli;

/// <summary>A line in the log about a command that was refused before it could open one, or left it by an error.</summary>
internal static class RefusalLog
{
    /// <summary>Writes the line, of commands that keep a log, and where it can be written.</summary>
    /// <param name="parsed">The command line, which may be a wrong one.</param>
    /// <param name="arguments">The same as it was given.</param>
    /// <param name="host">The process.</param>
    /// <param name="level">How bad it is.</param>
    /// <param name="message">What was said.</param>
    public static void Write(ParseResult parsed, IReadOnlyList<string> arguments, ProgramHost host, LogEventLevel level, string message)
    {
        var command = parsed.CommandResult.Command;
        if (command.Options.All(static o => o.Name != "--log-dir"))
        {
            return;
        }

        try
        {
            using var log = Logging.Open(Settings(arguments, host), ConsoleLog.Nothing, host.Time);
            log.Write(level, "{Command:l}: {Message:l}", command.Name, message);
        }
        catch (SettingsException)
        {
            // It was said on standard error; there is no other place.
        }
    }

    // What is refused may be the settings themselves: then the log is where it would be without them.
    private static LogSettings Settings(IReadOnlyList<string> arguments, ProgramHost host)
    {
        try
        {
            return Logging.SettingsOf(arguments, host.Environment);
        }
        catch (SettingsException)
        {
            return RawArguments.Value(arguments, "--log-dir") is { } directory && !Setting.IsEmpty(directory)
                ? new LogSettings { Directory = directory }
                : new LogSettings();
        }
    }
}
