using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CouponSync.Cli;

/// <summary>The terminal that the process belongs to, whatever its streams are connected to.</summary>
internal static class ControllingTerminal
{
    /// <summary>Opens it to write to.</summary>
    /// <returns>Null when the process has none.</returns>
    public static TextWriter? Open()
    {
        try
        {
            var stream = new FileStream(
                OperatingSystem.IsWindows() ? "CONOUT$" : "/dev/tty",
                new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 });
            return new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Reads a line of standard input as the terminal hands it over. <see cref="Console"/> would take the terminal
    /// over and show itself what is typed.</summary>
    public static Task<string?> ReadLineAsync() => Task.Run(static () =>
    {
        using var input = OperatingSystem.IsWindows()
            ? Console.OpenStandardInput()
            : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var reader = new StreamReader(input);
        return reader.ReadLine();
    });
}
