using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.Text;
using Spectre.Console;

namespace CouponSync.Reporting;

/// <summary>Writes one change: its coupon, then a line for each key.</summary>
/// <param name="console">Where to write.</param>
/// <param name="width">Columns to lay out for.</param>
/// <param name="file">The input as the user named it, for places; null when there is none.</param>
internal sealed class ConsoleChange(IAnsiConsole console, int width, string? file)
{
    private const int KeyIndent = 4;
    private const int LongestKey = 44;
    private const string Arrow = " -> ";

    /// <summary>Writes the change.</summary>
    public void Write(ReportedChange reported)
    {
        var change = reported.Change;
        WriteTitle(reported);
        if (change.Terms is { } terms && TermsText.Describe(terms) is { Length: > 0 } described)
        {
            new StyledLine().Add(new string(' ', KeyIndent)).Add(VisibleText.Escape(described), StyledLine.Quiet).WriteTo(console);
        }

        foreach (var key in ReportedKey.Of(change))
        {
            WriteKey(key);
        }

        if (reported.Error is { } error)
        {
            new StyledLine()
                .Add("  ! ", StyledLine.Wrong)
                .Add($"{VisibleText.Escape(error.Message)} ({VisibleText.Escape(error.Code)})", StyledLine.Wrong)
                .WriteTo(console);
        }
    }

    private void WriteTitle(ReportedChange reported)
    {
        var change = reported.Change;
        var style = change.Action switch
        {
            ChangeAction.Create => StyledLine.Added,
            ChangeAction.Delete => StyledLine.Removed,
            _ => StyledLine.Changed,
        };
        var place = change.Line is { } number ? ConsoleProblems.Place(file, number) : string.Empty;
        var outcome = reported.Outcome is { } o && o != ChangeOutcome.Applied ? OutcomeWords.Of(o).Plain : null;
        var room = width - 4 - VisibleText.Cells(place) - (outcome is null ? 0 : outcome.Length + 4);
        var line = new StyledLine()
            .Add(Sigil(change.Action) + " ", style)
            .Add(VisibleText.Bare(change.Id, Math.Max(12, room)), StyledLine.Strong);
        if (outcome is not null)
        {
            line.Add($"  [{outcome}]", StyledLine.Wrong);
        }

        if (place.Length > 0)
        {
            line.Add("  ").Add(place, StyledLine.Quiet);
        }

        line.WriteTo(console);
    }

    private void WriteKey(ReportedKey key)
    {
        var label = VisibleText.Bare(key.Label, Math.Min(LongestKey, width / 2));
        var (sigil, style) = key switch
        {
            { Before: null } => ("+ ", StyledLine.Added),
            { After: null } => ("- ", StyledLine.Removed),
            _ => ("  ", StyledLine.Changed),
        };
        var start = new StyledLine().Add("  ").Add(sigil, style).Add(label + ": ");
        var room = width - start.Cells;
        if (key.Before is not { } before || key.After is not { } after)
        {
            start.Add(VisibleText.Quote(key.After ?? key.Before ?? string.Empty, room), style).WriteTo(console);
            return;
        }

        // On a terminal that orders right-to-left text by itself, two values in one line can change places.
        if (!VisibleText.IsRightToLeft(before) && !VisibleText.IsRightToLeft(after)
            && FitOneLine(before, after, room - Arrow.Length) is var (shownBefore, shownAfter))
        {
            start.Add(shownBefore, StyledLine.Removed).Add(Arrow).Add(shownAfter, StyledLine.Added).WriteTo(console);
            return;
        }

        // The values stand below each other, the arrow in the room the label took.
        var second = new StyledLine().PadTo(Math.Max(KeyIndent, start.Cells - 3));
        var (shortBefore, shortAfter) = VisibleText.QuotePair(before, after, room);
        start.Add(shortBefore, StyledLine.Removed).WriteTo(console);
        second.Add("-> ").Add(shortAfter, StyledLine.Added).WriteTo(console);
    }

    private static (string Before, string After)? FitOneLine(string before, string after, int room)
    {
        var (left, right) = VisibleText.QuotePair(before, after, int.MaxValue);
        return VisibleText.Cells(left) + VisibleText.Cells(right) <= room ? (left, right) : null;
    }

    private static string Sigil(ChangeAction action) => action switch
    {
        ChangeAction.Create => "+",
        ChangeAction.Delete => "-",
        _ => "~",
    };
}
