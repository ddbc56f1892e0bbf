using Spectre.Console;

namespace CouponSync.Reporting.Progress;

/// <summary>
/// Progress on a terminal: one line that is written over in place. Spectre's own progress widget runs on the system
/// clock and a thread of its own; this one is driven by <see cref="RunProgress"/>.
/// </summary>
/// <param name="console">Standard error; its colours are used.</param>
/// <param name="width">Tells how many columns the terminal has now; null where that is not known.</param>
internal sealed class LiveProgress(IAnsiConsole console, Func<int?> width) : IProgressDisplay
{
    private const int UnknownWidth = 80;
    private const int TitleWidth = 16;
    private const int MostBar = 40;
    private const int LeastBar = 10;
    private const string Gap = "  ";

    // Back to the first column, and clear the line: https://ecma-international.org/publications-and-standards/standards/ecma-48/
    private const string EraseLine = "\r\u001b[2K";

    private int _shownCells;

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromMilliseconds(100);

    private int Width => width() is > 0 and var columns ? columns : UnknownWidth;

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
        if (_shownCells > 0)
        {
            Erase();
            _shownCells = 0;
        }
    }

    private void Draw(ProgressSnapshot progress)
    {
        // The last column stays empty: some terminals go to the next line when it is filled.
        var room = Width - 1;
        var least = progress.Share is null ? 0 : LeastBar + Gap.Length;
        var (title, details) = Forms(progress).FirstOrDefault(form => form.Title.Length + least + form.Details.Length <= room, (Title: progress.Title, Details: ""));
        var bar = Math.Min(MostBar, room - title.Length - details.Length - Gap.Length);
        var line = new Paragraph().Append(title[..Math.Min(title.Length, room)], StyledLine.Strong);
        if (progress.Share is { } share && bar >= LeastBar)
        {
            var full = (int)Math.Floor(share * bar);
            line.Append(new string('━', full), StyledLine.Added);
            line.Append(new string('─', bar - full) + Gap, StyledLine.Quiet);
        }

        Erase();
        console.Profile.Width = room + 1;
        console.Write(line.Append(details));
        _shownCells = line.Length;
    }

    // From the fullest to the barest. The bar is dearer than any figure.
    private static IEnumerable<(string Title, string Details)> Forms(ProgressSnapshot progress) =>
        from brevity in Enumerable.Range(0, ProgressSnapshot.MostBrevity + 1)
        from title in new[] { progress.Title.PadRight(TitleWidth), progress.Title }
        select (title + Gap, string.Join(Gap, progress.Details(brevity)));

    // A terminal that became narrower has broken the line that was shown: all rows of it are taken away.
    private void Erase()
    {
        var further = Math.Max(0, _shownCells - 1) / Width;
        // Past Spectre, which drops control codes where colour is unwanted; the terminal is one all the same.
        console.Profile.Out.Writer.Write(further == 0 ? EraseLine : $"{EraseLine}{string.Concat(Enumerable.Repeat("\u001b[A\u001b[2K", further))}");
    }
}
