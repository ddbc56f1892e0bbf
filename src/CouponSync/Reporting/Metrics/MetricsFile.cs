using System.Text;
using CouponSync.Files;

namespace CouponSync.Reporting.Metrics;

/// <summary>Writes the metrics of a run in one step: a collector sees the old file or the new one.</summary>
internal static class MetricsFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="report">The run.</param>
    /// <param name="output">The file; by the collector's rule its name ends with <c>.prom</c>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task WriteAsync(RunReport report, OutputFile output)
    {
        // When a run last succeeded is in the file that this one replaces.
        var before = output.IsFile && File.Exists(output.Target.Path) ? PrometheusText.FindLastSuccess(await File.ReadAllLinesAsync(output.Target.Path)) : null;
        var text = Encoding.UTF8.GetBytes(PrometheusText.Render(report, before));
        await output.WriteAsync(stream => stream.WriteAsync(text).AsTask());
    }
}
