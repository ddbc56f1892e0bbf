using System.Text;
using CouponSync.Files;
using Microsoft.Win32.SafeHandles;
using Serilog;

namespace CouponSync.Cli;

/// <summary>The streams the process was started with, where it was.</summary>
internal static class StandardStreams
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Standard output, in UTF-8.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static TextWriter OpenOutput() => Open(1, Console.OpenStandardOutput);

    /// <summary>Standard error, in UTF-8.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static TextWriter OpenError() => Open(2, Console.OpenStandardError);

    /// <summary>Standard input, as bytes.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static Stream OpenInput() => NativeFiles.IsInherited(0) ? Console.OpenStandardInput() : throw Closed();

    /// <summary>Opens a descriptor as bytes to write to. Those of the streams are written as the streams are: what comes there
    /// later must not be written over it.</summary>
    public static Stream OpenDescriptor(int number) => number switch
    {
        1 => Console.OpenStandardOutput(),
        2 => Console.OpenStandardError(),
        _ => new FileStream(new SafeFileHandle(number, ownsHandle: false), FileAccess.Write),
    };

    /// <summary>What the streams lead to.</summary>
    public static IReadOnlyList<FileTarget> Redirected() =>
        OperatingSystem.IsWindows() ? [] : [.. Enumerable.Range(0, 3).Select(static n => FileTarget.OfDescriptor(n, $"/dev/fd/{n}"))];

    /// <summary>Tells the console, where there is one, that UTF-8 comes.</summary>
    public static void UseUtf8()
    {
        try
        {
            WindowsConsole.RestoreEncodingAtExit();
            Console.OutputEncoding = Utf8;
        }
        catch (IOException)
        {
            // A console that is gone, or on Windows a process that was started without one.
        }
    }

    /// <summary>The terminal's columns; null where it cannot tell.</summary>
    public static int? Width()
    {
        try
        {
            return !(Console.IsOutputRedirected && Console.IsErrorRedirected) && Console.WindowWidth is > 0 and var width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Says in the log that somebody did not see all of it.</summary>
    public static void LogFailures(ProgramHost host, ILogger log)
    {
        if (host.OutFailure is { } output)
        {
            log.Error("Standard output cannot be written: {Reason}", StorageFailure.Reason(output));
        }

        if (host.ErrorFailure is { } error)
        {
            log.Warning("Standard error cannot be written, and nothing more was shown there: {Reason}", StorageFailure.Reason(error));
        }
    }

    private static StreamWriter Open(int number, Func<Stream> open) =>
        NativeFiles.IsInherited(number) ? new StreamWriter(open(), Utf8) { AutoFlush = true } : throw Closed();

    private static IOException Closed() => new("it is closed");
}
