using CouponSync.Text;
using Spectre.Console;

namespace CouponSync.Reporting;

/// <summary>One line of console output, put together from pieces that know their colour.</summary>
internal sealed class StyledLine
{
    /// <summary>For what was there before, and for what is removed.</summary>
    public static readonly Style Removed = new(Color.Red);

    /// <summary>For what is there afterwards, and for what is added.</summary>
    public static readonly Style Added = new(Color.Green);

    /// <summary>For what changes.</summary>
    public static readonly Style Changed = new(Color.Yellow);

    /// <summary>For what should catch the eye.</summary>
    public static readonly Style Strong = new(decoration: Decoration.Bold);

    /// <summary>For what may be overlooked.</summary>
    public static readonly Style Quiet = new(decoration: Decoration.Dim);

    /// <summary>For what went wrong.</summary>
    public static readonly Style Wrong = new(Color.Red, decoration: Decoration.Bold);

    private readonly Paragraph _paragraph = new();

    /// <summary>The terminal cells it takes so far.</summary>
    public int Cells { get; private set; }

    /// <summary>Appends a piece; the text is data, never markup, and must be free of unsafe characters.</summary>
    public StyledLine Add(string text, Style? style = null)
    {
        _paragraph.Append(text, style);
        Cells += VisibleText.Cells(text);
        return this;
    }

    /// <summary>Appends spaces up to a column.</summary>
    public StyledLine PadTo(int cells) => Add(new string(' ', Math.Max(0, cells - Cells)));

    /// <summary>Writes it and ends the line.</summary>
    public void WriteTo(IAnsiConsole console)
    {
        console.Write(_paragraph);
        console.WriteLine();
    }
}
