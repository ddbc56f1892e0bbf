using System.Buffers;
using CsvHelper;

namespace CouponSync.Input;

/// <summary>How this program writes CSV: RFC 4180 with commas, and no cell that a spreadsheet would run.</summary>
internal static class CsvOutput
{
    // RFC 4180 makes white space part of the cell, but not every program does; nor does every one expect commas.
    private static readonly SearchValues<char> AlsoQuoted = SearchValues.Create("; \t");

    /// <summary>The options of a writer.</summary>
    /// <param name="newLine">What ends a row.</param>
    public static CsvWriterOptions Options(string newLine) => new()
    {
        HasHeader = false,
        NewLine = newLine,
        ShouldQuote = static (field, _, _, _) => field.ContainsAny(AlsoQuoted),
    };

    /// <summary>Writes a row, each of its cells as <see cref="FormulaEscape"/> makes it safe.</summary>
    public static void WriteSafe(this CsvWriter csv, IEnumerable<string?> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(FormulaEscape.Escape(cell ?? ""));
        }

        csv.EndRecord();
    }
}
