using System.Globalization;
using Spectre.Console;

namespace CouponSync.Reporting;

/// <summary>Writes one group of problems.</summary>
/// <param name="console">Where to write.</param>
/// <param name="width">Columns to lay out for.</param>
/// <param name="file">The input's name, for line numbers; null when there is none.</param>
/// <param name="fullReport">Where all problems can be read; null when nowhere.</param>
internal sealed class ConsoleProblems(IAnsiConsole console, int width, string? file, string? fullReport)
{
    /// <summary>Writes the group's title, its first problems, and how many more there are.</summary>
    public void Write(ProblemGroup group)
    {
        new StyledLine()
            .Add($"{VisibleText.Escape(group.Kind).Replace('_', ' ')}: {Figures.Count(group.Count)}", StyledLine.Wrong)
            .Add(group.Title is null ? string.Empty : $"  {group.Title}", StyledLine.Quiet)
            .WriteTo(console);
        foreach (var problem in group.First)
        {
            var line = new StyledLine().Add("! ", StyledLine.Wrong);
            if (problem.Line is { } number)
            {
                line.Add(Place(file, number) + "  ", StyledLine.Quiet);
            }

            if (problem.Id is { } id)
            {
                line.Add(VisibleText.Bare(id, width / 3) + "  ", StyledLine.Strong);
            }

            // A message is read whole: it wraps under its line rather than being cut.
            var message = VisibleText.Escape(problem.Message);
            if (line.Cells + VisibleText.Cells(message) <= width)
            {
                line.Add(message).WriteTo(console);
                continue;
            }

            line.WriteTo(console);
            console.Write(new Padder(new Text(message), new Padding(4, 0, 0, 0)).Collapse());
        }

        if (group.Count > group.First.Count)
        {
            new StyledLine()
                .Add($"  … and {Figures.Count(group.Count - group.First.Count)} more"
                    + (fullReport is null ? string.Empty : $" in {VisibleText.Bare(fullReport)}"), StyledLine.Quiet)
                .WriteTo(console);
        }
    }

    /// <summary>A place in the input: <c>coupons.csv:1207</c>, as editors and compilers spell it.</summary>
    public static string Place(string? file, long line)
    {
        var number = line.ToString(CultureInfo.InvariantCulture);
        return file is null ? $"line {number}" : $"{VisibleText.Bare(file, 30)}:{number}";
    }
}
