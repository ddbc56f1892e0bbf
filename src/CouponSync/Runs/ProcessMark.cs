using System.Diagnostics;
using System.Globalization;

namespace CouponSync.Runs;

/// <summary>
/// Tells one process from a later one with the same number: by when it started. On Linux that is exact (the kernel's
/// ticks since its boot, with the boot's own id); elsewhere it is the start to the second.
/// </summary>
internal static class ProcessMark
{
    // proc(5): the 22nd field of stat is starttime, the 3rd the state; the 2nd is a name in parentheses.
    private const int StateAfterName = 0;
    private const int StartAfterName = 19;

    /// <summary>The mark of a process; null when there is no such process, or it is dead and only not buried yet.</summary>
    /// <param name="process">Its number on this machine.</param>
    public static string? Of(int process) => OperatingSystem.IsLinux() ? OfLinux(process) : OfOther(process);

    private static string? OfLinux(int process)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[StateAfterName] is "Z" or "X")
            {
                return null;
            }

            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            return $"{boot}/{fields[StartAfterName]}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string? OfOther(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return new DateTimeOffset(found.StartTime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
