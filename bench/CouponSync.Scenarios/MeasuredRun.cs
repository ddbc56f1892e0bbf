using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CouponSync.Scenarios;

/// <summary>What a process cost.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Wall">From its start to its end.</param>
/// <param name="Cpu">Processor time of it and of all processes it started.</param>
/// <param name="PeakBytes">The most memory that it, or any one process it started, held at a time.</param>
/// <param name="Output">What it wrote.</param>
internal sealed partial record MeasuredRun(int ExitCode, TimeSpan Wall, TimeSpan Cpu, long PeakBytes, string Output)
{
    /// <summary>Runs a program to its end. Linux only: the figures are the kernel's own.</summary>
    public static async Task<MeasuredRun> OfAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        var cpuBefore = CpuOfChildren();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} does not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(20))
        {
            peak = Math.Max(peak, PeakOfTree(process.Id));
        }

        var wall = watch.Elapsed;
        await process.WaitForExitAsync();
        return new MeasuredRun(process.ExitCode, wall, CpuOfChildren() - cpuBefore, peak, await output + await error);
    }

    private static long PeakOfTree(int root)
    {
        var peak = Peak(root);
        try
        {
            foreach (var child in File.ReadAllText($"/proc/{root}/task/{root}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                peak = Math.Max(peak, PeakOfTree(int.Parse(child, CultureInfo.InvariantCulture)));
            }
        }
        catch (IOException)
        {
            // It ended meanwhile.
        }

        return peak;
    }

    private static long Peak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(6).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static unsafe TimeSpan CpuOfChildren()
    {
        // struct rusage begins with the user and the system time, each as seconds and microseconds; 144 bytes in all.
        var usage = stackalloc long[32];
        const int Children = -1;
        return GetResourceUsage(Children, usage) == 0
            ? TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3])
            : TimeSpan.Zero;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetResourceUsage(int who, long* usage);
}
