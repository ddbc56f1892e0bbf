using CouponSync.Reporting;
using CouponSync.Text;
using Spectre.Console;

namespace CouponSync.Cli;

/// <summary>Consoles over the host's streams, with colour and width as the host's facts allow.</summary>
internal static class HostConsoles
{
    /// <summary>Standard output.</summary>
    public static IAnsiConsole Out(ProgramHost host) => Create(host, host.Out, host.Terminal.OutIsTerminal);

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Error(ProgramHost host) => Create(host, host.Error, host.Terminal.ErrorIsTerminal);

    /// <summary>A terminal that is asked on.</summary>
    public static IAnsiConsole Terminal(ProgramHost host, TextWriter terminal, bool isPlain) => Create(host, terminal, !isPlain);

    /// <summary>Writes prose to standard output, at a terminal broken at words.</summary>
    public static void WriteLine(ProgramHost host, string line)
    {
        var text = VisibleText.Escape(line);
        WriteWhole(host, host.Terminal is { OutIsTerminal: true, Width: { } width } ? WordWrap.Fit(text, width, VisibleText.Cells) : text);
    }

    /// <summary>Writes lines or JSON to standard output as they are, with a line's end behind them.</summary>
    public static void WriteWhole(ProgramHost host, string text) => host.Out.Write(text + host.Out.NewLine);

    private static IAnsiConsole Create(ProgramHost host, TextWriter writer, bool isTerminal) => ReportConsole.Create(
        writer,
        isTerminal && host.Terminal.Width is > 0 ? host.Terminal.Width : null,
        ReportConsole.MayColour(isTerminal && host.Terminal.KnowsEscapes, host.Variable("NO_COLOR"), host.Variable("TERM")));
}
