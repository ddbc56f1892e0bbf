using CouponSync.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CouponSync.Reporting;

/// <summary>One line of console output, put together from pieces that know their colour. It wraps at words where the console is
/// narrower, as <see cref="WordWrap"/> does: what is longer than a line, and a command that is proposed, stays whole.</summary>
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

    private readonly List<(string Text, Style Style)> _pieces = [];

    /// <summary>The terminal cells it takes so far.</summary>
    public int Cells { get; private set; }

    /// <summary>Appends a piece; the text is data, never markup, and must be free of unsafe characters.</summary>
    public StyledLine Add(string text, Style? style = null)
    {
        _pieces.Add((text, style ?? Style.Plain));
        Cells += VisibleText.Cells(text);
        return this;
    }

    /// <summary>Appends spaces up to a column.</summary>
    public StyledLine PadTo(int cells) => Add(new string(' ', Math.Max(0, cells - Cells)));

    /// <summary>Writes it and ends the line.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="hanging">Columns that further lines are indented by; null for as many as the first.</param>
    public void WriteTo(IAnsiConsole console, int? hanging = null)
    {
        var text = string.Concat(_pieces.Select(static p => p.Text));
        var indent = hanging ?? text.Length - text.TrimStart(' ').Length;
        IReadOnlyList<Range> lines = Cells <= console.Profile.Width ? [Range.All] : WordWrap.Lines(text, console.Profile.Width, indent, VisibleText.Cells);
        var segments = new List<Segment>();
        foreach (var line in lines)
        {
            if (segments.Count > 0)
            {
                segments.Add(Segment.LineBreak);
                segments.Add(new Segment(new string(' ', indent)));
            }

            segments.AddRange(Between(line.GetOffsetAndLength(text.Length)));
        }

        segments.Add(Segment.LineBreak);
        console.Write(new Whole(segments));
    }

    private IEnumerable<Segment> Between((int Offset, int Length) line)
    {
        var start = 0;
        foreach (var (text, style) in _pieces)
        {
            var (from, to) = (Math.Max(0, line.Offset - start), Math.Min(text.Length, line.Offset + line.Length - start));
            if (from < to)
            {
                yield return new Segment(text[from..to], style);
            }

            start += text.Length;
        }
    }

    // Spectre's own paragraphs break what is longer than a line.
    private sealed class Whole(IReadOnlyList<Segment> segments) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => segments;
    }
}
