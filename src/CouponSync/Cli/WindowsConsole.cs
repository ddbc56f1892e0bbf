using System.Runtime.InteropServices;

namespace CouponSync.Cli;

/// <summary>What a console of Windows must be told and every other terminal knows: that escape sequences are colours, and text is UTF-8.</summary>
internal static partial class WindowsConsole
{
    // https://learn.microsoft.com/windows/console/getstdhandle
    private const int StandardOutput = -11;
    private const int StandardError = -12;

    // https://learn.microsoft.com/windows/console/setconsolemode
    private const uint EnableVirtualTerminalProcessing = 0x0004;

    /// <summary>Lets the consoles behind standard output and error carry out escape sequences, rather than show them.</summary>
    /// <returns>Whether they do; true where there is no such console.</returns>
    public static bool EnableEscapes() => !OperatingSystem.IsWindows() || (Enable(StandardOutput) & Enable(StandardError));

    /// <summary>At the end of the process, tells the console the encoding it had before: it belongs to the shell, too.</summary>
    public static void RestoreEncodingAtExit()
    {
        if (!OperatingSystem.IsWindows())
        {
            return;
        }

        var before = Console.OutputEncoding;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Console.OutputEncoding = before;
            }
            catch (IOException)
            {
                // The console has gone.
            }
        };
    }

    private static bool Enable(int stream)
    {
        var handle = GetStdHandle(stream);
        return !GetConsoleMode(handle, out var mode) || SetConsoleMode(handle, mode | EnableVirtualTerminalProcessing);
    }

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int stream);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint handle, out uint mode);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint handle, uint mode);
}
