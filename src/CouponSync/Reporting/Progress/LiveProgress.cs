using Spectre.Console;

namespace CouponSync.Reporting.Progress;

/// <summary>
/// Progress on a terminal: one line that is written over in place. Spectre's own progress widget runs on the system
/// clock and a thread of its own; this one is driven by <see cref="RunProgress"/>.
/// </summary>
/// <param name="console">Standard error; its colours and width are used.</param>
internal sealed class LiveProgress(IAnsiConsole console) : IProgressDisplay
{
    private const int TitleWidth = 16;
    private const int MostBar = 40;
    private const int LeastBar = 10;

    // Back to the first column, and clear the line: https://ecma-international.org/publications-and-standards/standards/ecma-48/
    private const string EraseLine = "\r\u001b[2K";

    private bool _shown;

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public void Started(ProgressSnapshot progress) => Draw(progress);

    /// <inheritdoc/>
    public void Tick(ProgressSnapshot progress) => Draw(progress);

    /// <inheritdoc/>
    public void Note(string sentence)
    {
        Clear();
        console.Profile.Out.Writer.WriteLine(sentence);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        if (_shown)
        {
            Write(EraseLine);
            _shown = false;
        }
    }

    private void Draw(ProgressSnapshot progress)
    {
        // The last column stays empty: some terminals go to the next line when it is filled.
        var width = ReportConsole.LayoutWidth(console) - 1;
        var title = progress.Title.PadRight(TitleWidth) + "  ";
        var details = progress.Details().ToList();
        while (details.Count > 1 && title.Length + Length(details) > width)
        {
            details.RemoveAt(details.Count - 1);
        }

        var room = Math.Min(MostBar, width - title.Length - Length(details) - 2);
        var line = new Paragraph().Append(title, StyledLine.Strong);
        if (progress.Share is { } share && room >= LeastBar)
        {
            var full = (int)Math.Floor(share * room);
            line.Append(new string('━', full), StyledLine.Added);
            line.Append(new string('─', room - full) + "  ", StyledLine.Quiet);
        }

        line.Append(string.Join("  ", details));
        Write(EraseLine);
        console.Write(line);
        _shown = true;
    }

    private static int Length(List<string> details) => details.Sum(d => d.Length + 2) - 2;

    // Past Spectre, which drops control codes where colour is unwanted; the terminal is one all the same.
    private void Write(string control) => console.Profile.Out.Writer.Write(control);
}
