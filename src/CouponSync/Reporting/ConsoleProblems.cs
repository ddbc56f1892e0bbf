using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Text;
using Spectre.Console;

namespace CouponSync.Reporting;

/// <summary>Writes one group of problems.</summary>
/// <param name="console">Where to write.</param>
/// <param name="width">Columns to lay out for.</param>
/// <param name="file">The input as the user named it, for places; null when there is none.</param>
/// <param name="fullReport">Where all problems can be read; null when nowhere.</param>
internal sealed class ConsoleProblems(IAnsiConsole console, int width, string? file, string? fullReport)
{
    private const string Indent = "    ";

    /// <summary>Writes the group's title, its first problems, and how many more there are.</summary>
    public void Write(ProblemGroup group)
    {
        var meaning = group.Title ?? (group.IsHarmless ? "warning" : null);
        new StyledLine()
            .Add($"{VisibleText.Escape(group.Kind).Replace('_', ' ')}: {Figures.Count(group.Count)}", group.IsHarmless ? StyledLine.Changed : StyledLine.Wrong)
            .Add(meaning is null ? string.Empty : $"  {meaning}", StyledLine.Quiet)
            .WriteTo(console);
        foreach (var problem in group.First)
        {
            WriteProblem(problem);
        }

        if (group.Count > group.First.Count)
        {
            new StyledLine()
                .Add($"  … and {Figures.Count(group.Count - group.First.Count)} more"
                    + (fullReport is null ? string.Empty : $" in {VisibleText.Bare(fullReport)}"), StyledLine.Quiet)
                .WriteTo(console);
        }
    }

    /// <summary>
    /// A place in the input: <c>data/coupons.csv:1207</c>, as editors and compilers spell it. The path is never cut, so
    /// that a terminal can open it.
    /// </summary>
    public static string Place(string? file, long line)
    {
        var number = line.ToString(CultureInfo.InvariantCulture);
        return file is null ? $"line {number}" : $"{VisibleText.Bare(file)}:{number}";
    }

    private void WriteProblem(Problem problem)
    {
        var line = new StyledLine().Add("!", problem.Severity == ProblemSeverity.Warning ? StyledLine.Changed : StyledLine.Wrong);
        if (problem.Line is { } number)
        {
            line.Add(" ").Add(Place(file, number), StyledLine.Quiet);
        }

        if (problem.Id is { } id)
        {
            line.Add(Gap(line)).Add(VisibleText.Bare(id, width / 3), StyledLine.Strong);
        }

        if (problem.Column is { } column)
        {
            line.Add(Gap(line)).Add(VisibleText.Bare(column, width / 3));
        }

        // A message is read whole: it wraps under its line rather than being cut.
        var message = VisibleText.Escape(problem.Message);
        var gap = Gap(line);
        if (line.Cells + gap.Length + VisibleText.Cells(message) <= width)
        {
            line.Add(gap).Add(message).WriteTo(console);
            return;
        }

        line.WriteTo(console);
        new StyledLine().Add(Indent).Add(message).WriteTo(console);
    }

    // One space behind the sigil, two between what follows it.
    private static string Gap(StyledLine line) => line.Cells == 1 ? " " : "  ";
}
