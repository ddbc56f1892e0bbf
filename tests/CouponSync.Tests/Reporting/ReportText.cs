using System.Text;
using CouponSync.Reporting;

namespace CouponSync.Tests.Reporting;

/// <summary>Renders reports into strings.</summary>
internal static class ReportText
{
    public static async Task<string> RenderAsync(IReportRenderer renderer, RunReport report)
    {
        using var stream = new MemoryStream();
        await renderer.WriteAsync(report, stream, CancellationToken.None);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream.ToArray());
    }

    public static string Console(RunReport report, int? width = 80, bool colour = false, ConsoleReportOptions? options = null)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new ConsoleReport(ReportConsole.Create(writer, width, colour), options ?? new ConsoleReportOptions())
            .Write(report, CancellationToken.None);
        return writer.ToString().ReplaceLineEndings("\n");
    }
}
