using System.Globalization;
using CsvHelper;

namespace CouponSync.Loading.Csv;

/// <summary>
/// Writes <c>errors.csv</c>: rows that failed, in the input's own columns, plus <c>error_line</c>,
/// <c>error_code</c> and <c>error_message</c>. Reading it again ignores these three, so that it can be corrected and
/// synchronised as it is.
/// </summary>
internal sealed class ErrorsCsv : IAsyncDisposable
{
    /// <summary>The columns that are added.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["error_line", "error_code", "error_message"];

    private readonly CsvWriter _writer;
    private readonly int[] _columns;

    /// <summary>Writes the header row.</summary>
    /// <param name="stream">Takes UTF-8, separated by commas whatever the input had; left open.</param>
    /// <param name="header">The input's header. Its own <c>error_</c> columns are replaced by the new ones.</param>
    public ErrorsCsv(Stream stream, CsvHeader header)
    {
        _writer = CsvWriter.Create(stream, new CsvWriterOptions { HasHeader = false, Separator = ',', NewLine = "\n" }, leaveOpen: true);
        var columns = header.Columns.Where(static c => !c.IsErrorColumn).ToArray();
        _columns = [.. columns.Select(static c => c.Index)];
        foreach (var column in columns)
        {
            _writer.WriteField(column.Name);
        }

        foreach (var name in Columns)
        {
            _writer.WriteField(name);
        }

        _writer.EndRecord();
    }

    /// <summary>Adds a row that failed.</summary>
    /// <param name="line">Its physical line in the input.</param>
    /// <param name="cells">Its cells; missing ones become empty, and ones beyond the header are left out.</param>
    /// <param name="code">Why it failed, for programs.</param>
    /// <param name="message">Why it failed, for people.</param>
    public void Write(long line, IReadOnlyList<string> cells, string code, string message)
    {
        foreach (var column in _columns)
        {
            _writer.WriteField(column < cells.Count ? cells[column] : string.Empty);
        }

        _writer.WriteField(line.ToString(CultureInfo.InvariantCulture));
        _writer.WriteField(code);
        _writer.WriteField(message);
        _writer.EndRecord();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
