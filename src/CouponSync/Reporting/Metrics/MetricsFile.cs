using System.Text;
using CouponSync.Files;
using CouponSync.Runs;

namespace CouponSync.Reporting.Metrics;

/// <summary>Writes the metrics of a run in one step: a collector sees the old file or the new one.</summary>
internal static class MetricsFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="report">The run.</param>
    /// <param name="account">The account, as far as it is known from this run or an earlier one; null when it is not.</param>
    /// <param name="output">The file; by the collector's rule its name ends with <c>.prom</c>.</param>
    /// <param name="findLastSuccess">Finds elsewhere when a run on the account last succeeded, should the file not say it.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task WriteAsync(
        RunReport report, AccountInfo? account, OutputFile output, Func<AccountInfo, Task<DateTimeOffset?>> findLastSuccess)
    {
        // When a run last succeeded is in the file that this one replaces.
        var former = output.IsFile && File.Exists(output.Target.Path) ? LastSuccesses.Read(await File.ReadAllTextAsync(output.Target.Path)) : new LastSuccesses();
        var labels = account is not null ? PrometheusText.Labels(account) : former.OnlyLabels ?? "";
        if (report.Run is { ExitCode: ExitCode.Done, DryRun: false })
        {
            former.Set(labels, report.Run.FinishedAt);
        }
        else if (!former.Has(labels) && account is not null && await findLastSuccess(account) is { } found)
        {
            former.Set(labels, found);
        }

        var text = Encoding.UTF8.GetBytes(PrometheusText.Render(report, labels, former.Samples));
        await output.WriteAsync(stream => stream.WriteAsync(text).AsTask());
    }
}
