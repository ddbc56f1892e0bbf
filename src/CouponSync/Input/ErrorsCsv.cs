using System.Globalization;
using CsvHelper;

namespace CouponSync.Input;

/// <summary>
/// Writes <c>errors.csv</c>: rows that failed, in the input's own columns, plus <c>error_line</c>,
/// <c>error_code</c> and <c>error_message</c>. Reading it again ignores these three, so that it can be corrected and
/// synchronised as it is. Where a cell had to be kept from being run as a formula, whether or not it was so in the
/// input, there is the column of the mark too; see <see cref="FormulaEscape"/>.
/// </summary>
internal sealed class ErrorsCsv : IAsyncDisposable
{
    /// <summary>The columns that are added.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["error_line", "error_code", "error_message"];

    private readonly CsvWriter _writer;
    private readonly int[] _columns;
    private readonly int _mark;
    private readonly bool _hasMark;

    /// <summary>Writes the header row.</summary>
    /// <param name="stream">Takes UTF-8, separated by commas whatever the input had; disposed of by its owner.</param>
    /// <param name="header">The input's header. Its own <c>error_</c> columns are replaced by the new ones.</param>
    /// <param name="needsMark">Whether <see cref="NeedsMark"/> says so of one of the rows.</param>
    public ErrorsCsv(Stream stream, CsvHeader header, bool needsMark)
    {
        _writer = CsvWriter.Create(stream, CsvOutput.Options("\n"), leaveOpen: true);
        var columns = header.Columns.Where(static c => !c.IsErrorColumn && c.Kind != CsvColumnKind.EscapeMark).ToArray();
        _columns = [.. columns.Select(static c => c.Index)];
        _mark = header.EscapeMarkIndex;
        _hasMark = needsMark || _mark >= 0;
        _writer.WriteSafe([.. columns.Select(Name), .. Columns, .. _hasMark ? [FormulaEscape.Column] : Array.Empty<string>()]);
    }

    /// <summary>Whether a row has a cell that must be kept from being run as a formula.</summary>
    public static bool NeedsMark(FailedRow row) => row.Cells.Append(row.Problem.Message).Any(FormulaEscape.Needs);

    /// <summary>Adds a row that failed. Cells that are missing become empty, and ones beyond the header are left out.</summary>
    public void Write(FailedRow row)
    {
        // A row that is broken, or whose mark is, was not read as marked: its cells are still as the file has them.
        var mark = Cell(row, _mark);
        List<string> cells =
        [
            .. _columns.Select(column => mark.Length > 0 ? FormulaEscape.Unescape(Cell(row, column)) : Cell(row, column)),
            row.Line.ToString(CultureInfo.InvariantCulture),
            row.Problem.Kind,
            row.Problem.Message,
        ];
        if (_hasMark)
        {
            cells.Add(mark.Length > 0 ? mark : FormulaEscape.MarkOf(cells));
        }

        _writer.WriteSafe(cells);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static string Cell(FailedRow row, int column) => column >= 0 && column < row.Cells.Count ? row.Cells[column] : "";

    // "=x (metadata)" is a column's name too; this one means the same and is none that a spreadsheet would run.
    private static string Name(CsvColumn column) =>
        column.Kind == CsvColumnKind.Metadata && FormulaEscape.Needs(column.Name) ? $"metadata[{column.Key}]" : column.Name;
}
