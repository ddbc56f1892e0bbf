using System.Text;
using CouponSync.Loading;

namespace CouponSync.Reporting.Metrics;

/// <summary>Writes the metrics of a run in one step: a collector sees the old file or the new one.</summary>
internal static class MetricsFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="report">The run.</param>
    /// <param name="path">The file; by the collector's rule its name ends with <c>.prom</c>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task WriteAsync(RunReport report, string path)
    {
        // When a run last succeeded is in the file that this one replaces.
        var before = File.Exists(path) ? PrometheusText.FindLastSuccess(await File.ReadAllLinesAsync(path)) : null;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var text = Encoding.UTF8.GetBytes(PrometheusText.Render(report, before));
        await AtomicFile.WriteAsync(path, stream => stream.WriteAsync(text).AsTask(), FileReaders.Everybody);
    }
}
