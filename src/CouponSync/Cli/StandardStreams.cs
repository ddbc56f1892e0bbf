using System.Runtime.InteropServices;
using System.Text;
using Serilog;

namespace CouponSync.Cli;

/// <summary>The streams the process was started with, where it was.</summary>
internal static partial class StandardStreams
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
    public static Stream OpenInput() => IsInherited(0) ? Console.OpenStandardInput() : throw Closed();

    /// <summary>Tells the console, where there is one, that UTF-8 comes.</summary>
    public static void UseUtf8()
    {
        try
        {
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
            return Console.IsOutputRedirected && Console.IsErrorRedirected ? null : Console.WindowWidth;
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
            log.Error("Standard output cannot be written: {Reason}", Loading.StorageFailure.Reason(output));
        }

        if (host.ErrorFailure is { } error)
        {
            log.Warning("Standard error cannot be written, and nothing more was shown there: {Reason}", Loading.StorageFailure.Reason(error));
        }
    }

    private static StreamWriter Open(int number, Func<Stream> open) =>
        IsInherited(number) ? new StreamWriter(open(), Utf8) { AutoFlush = true } : throw Closed();

    // Of a stream that was closed when the process was started, the number goes to whatever the runtime opens first, and
    // who writes to it writes into that. All that the runtime opens is closed on exec; nothing that was inherited is.
    private static bool IsInherited(int number) => OperatingSystem.IsWindows() || FcntlGetFD(number) == 0;

    private static IOException Closed() => new("it is closed");

    // Of the runtime's own native library, which is there on every Unix.
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_FcntlGetFD")]
    private static partial int FcntlGetFD(nint descriptor);
}
