using System.Runtime.CompilerServices;
using CouponSync.Files;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Cli;

/// <summary>What is done with an exception that nobody expected, and that is therefore a fault of the program: the user gets
/// one line, the log the trace.</summary>
internal static class LastResort
{
    /// <summary>Reports the fault.</summary>
    /// <param name="fault">The exception.</param>
    /// <param name="arguments">The command line, which says where the log is.</param>
    /// <param name="environment">The environment's variables, which may say it too.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit code.</returns>
    public static int Report(
        Exception fault, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, TextWriter error, TimeProvider time)
    {
        error.WriteLine($"couponsync: {Describe(fault, Keep(fault, arguments, environment, time))}");
        return ExitCode.Fault;
    }

    /// <summary>The sentence for the user.</summary>
    /// <param name="fault">The exception.</param>
    /// <param name="place">Where its trace is, such as <c>the log in 'logs'</c>.</param>
    public static string Describe(Exception fault, string place) =>
        $"a fault of the program itself: {VisibleText.Escape(Secrets.Mask(fault.Message).ReplaceLineEndings(" ").TrimEnd('.'))} ({fault.GetType().Name}). Please report it, with {place}.";

    /// <summary>Where the trace is of what was written to a log.</summary>
    public static string PlaceOf(LogSettings log) => log.Enabled ? $"the log in '{log.Directory}'" : "what the log says on standard error";

    // Whatever is broken may be what is needed here, too: then the line alone must do.
    private static string Keep(
        Exception fault, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        try
        {
            if (KeepInLog(fault, arguments, environment, time) is { } place)
            {
                return place;
            }
        }
        catch (Exception)
        {
            // No log can be written, or nobody can tell where.
        }

        try
        {
            var path = Path.Combine(Path.GetTempPath(), $"couponsync-{Path.GetRandomFileName()}.txt");
            using var file = new StreamWriter(PrivateFiles.CreateNew(path, FileReaders.Owner));
            file.WriteLine(Secrets.Mask(fault.ToString()));
            return $"the file '{path}'";
        }
        catch (Exception)
        {
            return "what you did: its trace could not be kept";
        }
    }

    // By itself, so that what it needs is loaded within the caller's try.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? KeepInLog(
        Exception fault, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        var settings = Logging.SettingsOf(arguments, environment);
        if (!settings.Enabled && settings.Format != LogFormat.Json)
        {
            return null;
        }

        using var log = Logging.Open(settings, ConsoleLog.BySettings, time);
        log.Fatal(fault, "A fault of the program itself");
        return PlaceOf(settings);
    }
}
