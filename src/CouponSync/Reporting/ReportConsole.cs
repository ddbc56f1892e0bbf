using Spectre.Console;

namespace CouponSync.Reporting;

/// <summary>Consoles whose abilities are told, not guessed: the composition root knows what it writes to.</summary>
internal static class ReportConsole
{
    /// <summary>Columns that lines are laid out for where there is no terminal.</summary>
    public const int PlainWidth = 120;

    private const int Unlimited = 1_000_000;

    /// <summary>
    /// Whether to colour: only on a terminal, and not when <c>NO_COLOR</c> holds anything
    /// (https://no-color.org) or the terminal says it is a dumb one.
    /// </summary>
    /// <param name="isTerminal">Whether the stream ends at a terminal.</param>
    /// <param name="noColor">The environment variable <c>NO_COLOR</c>.</param>
    /// <param name="term">The environment variable <c>TERM</c>.</param>
    public static bool MayColour(bool isTerminal, string? noColor, string? term) =>
        isTerminal && string.IsNullOrEmpty(noColor) && !string.Equals(term, "dumb", StringComparison.Ordinal);

    /// <summary>A console on a writer.</summary>
    /// <param name="writer">Where the text goes.</param>
    /// <param name="terminalWidth">The terminal's columns; null when it is none, and lines are then never broken.</param>
    /// <param name="colour">Whether to colour; see <see cref="MayColour"/>.</param>
    public static IAnsiConsole Create(TextWriter writer, int? terminalWidth, bool colour)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = terminalWidth ?? Unlimited;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    /// <summary>The columns to lay out for.</summary>
    public static int LayoutWidth(IAnsiConsole console) =>
        console.Profile.Width >= Unlimited ? PlainWidth : Math.Max(40, console.Profile.Width);
}
