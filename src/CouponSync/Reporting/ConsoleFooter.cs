using CouponSync.Text;
using Spectre.Console;

namespace CouponSync.Reporting;

/// <summary>Writes where the report, the account and the run are, and the figures behind them for whoever asked for those.</summary>
/// <param name="console">Where to write.</param>
/// <param name="options">Which reports there are, and whether the figures are wanted.</param>
internal sealed class ConsoleFooter(IAnsiConsole console, ConsoleReportOptions options)
{
    private const int ValueColumn = 10;

    /// <summary>Writes it.</summary>
    public void Write(RunReport report)
    {
        var run = report.Run;
        console.WriteLine();
        foreach (var file in options.Reports)
        {
            Row("Report", VisibleText.Bare(file));
        }

        if (run.Account is { } account)
        {
            var place = account.ApiBase.Contains("api.stripe.com", StringComparison.Ordinal)
                ? string.Empty
                : $", {VisibleText.Escape(account.ApiBase)}";
            Row("Account", $"{VisibleText.Bare(account.Id)} ({Words.Mode(account.Livemode)} mode{place})", account.Livemode ? StyledLine.Wrong : Style.Plain);
        }

        Row("Run", $"{VisibleText.Bare(run.Directory ?? run.Id)}, took {Figures.Duration(run.FinishedAt - run.StartedAt)}");
        if (options.IsVerbose)
        {
            WriteFigures(report);
        }
    }

    private void WriteFigures(RunReport report)
    {
        Row("Requests", ReportCounts.RequestsByKind(report.Requests));
        if (ReportCounts.Troubles(report.Requests) is { } troubles)
        {
            Row("Of these", troubles);
        }

        foreach (var remark in report.Run.Remarks)
        {
            new StyledLine().Add(VisibleText.Escape(remark), StyledLine.Quiet).WriteTo(console);
        }
    }

    private void Row(string label, string value, Style? style = null) =>
        new StyledLine().Add(label, StyledLine.Quiet).PadTo(ValueColumn).Add(value, style).WriteTo(console, ValueColumn);
}
