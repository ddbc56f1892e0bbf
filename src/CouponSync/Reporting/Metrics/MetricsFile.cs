using System.Text;

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
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(directory);
        // The collector reads every *.prom; the unfinished file must not look like one. It is for all to read.
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        await File.WriteAllTextAsync(temporary, PrometheusText.Render(report, before), new UTF8Encoding(false));
        File.Move(temporary, path, overwrite: true);
    }
}
