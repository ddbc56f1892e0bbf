using System.Text;
using CouponSync.Coupons;
using CouponSync.Settings;
using CouponSync.Text;
using CsvHelper;

namespace CouponSync.Input;

/// <summary>The pass over the input in which everything is checked: its header, and then its rows one by one.</summary>
internal sealed class CouponCsvReader : IDisposable
{
    private readonly NormalisedText _text;
    private readonly CsvRecords _records;
    private readonly RowProblems _problems;
    private readonly RowChecks _checks;
    private long _start;
    private string[] _cells = [];

    /// <summary>Finds the delimiter and reads the header.</summary>
    /// <param name="text">The text, disposed of by its owner.</param>
    /// <param name="options">How it is to be understood.</param>
    /// <param name="problems">Takes what is wrong with the header.</param>
    /// <exception cref="InvalidInputException">There is no header, or it cannot be read.</exception>
    public CouponCsvReader(NormalisedText text, CsvReadOptions options, ICollection<Problem> problems)
    {
        _text = text;
        Dialect = FindDialect(text, options);
        _records = new CsvRecords(text, Dialect);
        try
        {
            Header = ReadHeader(options, problems);
        }
        catch
        {
            _records.Dispose();
            throw;
        }

        _records.Header = Header;
        _problems = new RowProblems(Header);
        _checks = new RowChecks(Header, _problems);
    }

    /// <summary>How the records are written.</summary>
    public CsvDialect Dialect { get; }

    /// <summary>Takes what there is to say of rows that are passed over.</summary>
    public Action<Problem> PassedOver { private get; set; } = static _ => { };

    /// <summary>The header.</summary>
    public CsvHeader Header { get; } = CsvHeader.None;

    /// <summary>The physical line on which the current row begins.</summary>
    public long Line => _records.Line;

    /// <summary>The id of the current row; null when its cells are not where they belong, so that it cannot be told.</summary>
    public string? Id => _records.IsWellFormed ? _cells[Header.IdIndex] : null;

    /// <summary>What is wrong with the current row.</summary>
    public IReadOnlyList<Problem> RowProblems { get; private set; } = [];

    /// <summary>Reads and checks the next row; those of which all cells are blank, and the header once more, are passed over.</summary>
    /// <returns>Whether there is one; if not, the text is at its end.</returns>
    /// <exception cref="InvalidInputException">The text cannot be read further.</exception>
    public bool ReadRow()
    {
        if (!ReadRecord())
        {
            return false;
        }

        _cells = _records.Cells();

        // Too few or too many cells still say which coupon is meant; broken quotes may have moved the cells.
        _problems.Begin(Line, !_records.IsMalformed && MayNameCoupon() ? _cells[Header.IdIndex] : null);
        if (_records.IsOtherHeader)
        {
            _problems.Add(
                "other_header",
                "This row is a header, but not the file's own: most likely two files were joined, and the rows below belong under other columns. Sync each file in a run of its own.");
        }
        else if (_records.IsWellFormed)
        {
            FormulaEscape.CheckMark(_cells, Header.EscapeMarkIndex, _problems);
            _checks.Check(_cells);
        }
        else if (_records.IsMalformed)
        {
            var quotes = QuoteScan.Of(_records);
            var start = quotes.LineOffset > 0 ? $" The row begins on line {Line}." : string.Empty;
            _problems.Add("stray_quote", quotes.Message + start, quotes.Column, lineOffset: quotes.LineOffset);
        }
        else if (_records.Raw.Contains((byte)0))
        {
            _problems.Add(
                "nul_character",
                "The row contains NUL characters (zero bytes); a full disk has probably cut the file off. Create it again.");
        }
        else
        {
            AddCellCount();
        }

        RowProblems = _problems.Take();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    private static CsvDialect FindDialect(NormalisedText text, CsvReadOptions options)
    {
        var (head, isAll) = text.Head();
        var start = Encoding.UTF8.GetString(head);
        FileKinds.RefuseText(start);
        var separator = DelimiterDetection.SeparatorLine(start);
        var length = separator is null ? 0 : Encoding.UTF8.GetByteCount(start.AsSpan(0, separator.Value.Length));
        var delimiter = options.Delimiter
            ?? separator?.Delimiter
            ?? DelimiterDetection.Find(head[length..], isAll, CsvHeader.HasId);
        return delimiter is >= '\u0080' or '"' or '\r' or '\n' or '\0'
            ? throw new InvalidInputException(new Problem(
                "invalid_delimiter",
                "The delimiter must be one ASCII character other than a quote or a line break. Set Csv:Delimiter or --delimiter."))
            : new CsvDialect(delimiter, length, options.BufferSize);
    }

    private CsvHeader ReadHeader(CsvReadOptions options, ICollection<Problem> problems)
    {
        if (!ReadRecord())
        {
            throw new InvalidInputException(new Problem(
                "empty_file", "The file contains only blank lines. It needs a header row and at least one data row."));
        }

        if (_records.IsMalformed)
        {
            var quotes = QuoteScan.Of(_records);
            throw new InvalidInputException(new Problem("stray_quote", quotes.Message) { Line = Line + quotes.LineOffset });
        }

        var names = _records.Cells();
        if (!CsvHeader.HasId(names) && HeaderBelow() is var (line, header))
        {
            throw new InvalidInputException(new Problem(
                "title_above_header",
                $"No column of the first row names the coupon, but line {line} looks like the header: `{CellText.Shorten(header)}`. "
                + "Remove everything above it, such as a title.")
            { Line = Line });
        }

        return CsvHeader.Parse(names, Line, options, problems);
    }

    // A row a little further down that names coupons, whatever separates its cells.
    private (long Line, string Header)? HeaderBelow()
    {
        const int most = 20;
        var lines = Encoding.UTF8.GetString(_text.Head().Bytes).ReplaceLineEndings("\n").Split('\n');
        for (var line = (int)Line; line < Math.Min(lines.Length, Line + most); line++)
        {
            if (DelimiterDetection.Splits(lines[line]).Any(CsvHeader.HasId))
            {
                return (line + 1, lines[line]);
            }
        }

        return null;
    }

    private bool ReadRecord()
    {
        do
        {
            if (!ReadAny())
            {
                return false;
            }
        }
        while (IsPassedOver());

        return true;
    }

    private bool IsPassedOver()
    {
        if (_records.IsHeaderAgain)
        {
            PassedOver(new Problem(
                "repeated_header", "The header is repeated here; most likely several files were joined. The row is skipped.")
            {
                Line = Line,
                Severity = ProblemSeverity.Warning,
            });
        }

        return _records.IsPassedOver;
    }

    private bool ReadAny()
    {
        try
        {
            _start = _records.End;
            if (!_records.Read())
            {
                return _text.Failure is null ? false : throw At(_text.Failure, column: 0);
            }
        }
        catch (CsvFormatException e)
        {
            throw new InvalidInputException(
                (HasQuotedCell(_start)
                    ? new Problem(
                        "unclosed_quote",
                        $"The row that begins here is longer than {CsvRecords.MaxBytes} bytes: most likely a quote opens a cell and "
                        + "is never closed. Close it, or double it if it belongs to the text.")
                    : new Problem(
                        "row_too_long",
                        $"The row that begins here is longer than {CsvRecords.MaxBytes} bytes, which no row of coupons is: most likely the "
                        + "line breaks are missing, or a cell contains something quite different. Correct it."))
                with
                { Line = _records.LineOf(e.LineNumber) },
                e);
        }

        FileKinds.RefuseConflict(_records.Raw, Line);
        if (_text.Failure is not null && _records.End >= _text.Length)
        {
            // The record is cut off where the text cannot be read further.
            throw At(_text.Failure, _records.Count - 1);
        }

        if (_records.IsMalformed
            && QuoteScan.Of(_records) is { Fault: QuoteFault.NeverClosed } unclosed)
        {
            throw new InvalidInputException(new Problem("unclosed_quote", unclosed.Message)
            {
                Line = Line + unclosed.LineOffset,
                Column = ColumnName(unclosed.Column),
            });
        }

        return true;
    }

    // Whether a quote opens a cell in the row that begins there, as far as it was read.
    private bool HasQuotedCell(long start)
    {
        var text = new byte[Math.Min(CsvRecords.MaxBytes, _text.Length - start)];
        _text.File.OpenRead(start).ReadExactly(text);
        for (var i = text.AsSpan().IndexOf((byte)'"'); i >= 0; i = Next(i))
        {
            if (i == 0 || text[i - 1] == Dialect.Delimiter || text[i - 1] is (byte)'\n' or (byte)'\r')
            {
                return true;
            }
        }

        return false;

        int Next(int from) => text.AsSpan(from + 1).IndexOf((byte)'"') is >= 0 and var next ? from + 1 + next : -1;
    }

    private InvalidInputException At(InvalidInputException failure, int column) => failure.Problem.Kind == "wrong_encoding"
        ? new InvalidInputException(failure.Problem with { Column = ColumnName(column) }, failure.InnerException)
        : failure;

    private string? ColumnName(int column) =>
        column < Header.Columns.Count && Header.Columns[column].ShownName is { Length: > 0 } name ? name : null;

    // Not what is far too long for an id, or no text: that would be a line of something else altogether.
    private bool MayNameCoupon() => _records.IsWellFormed
        || (Header.IdIndex < _cells.Length
            && _cells[Header.IdIndex].Length <= StripeLimits.IdLength
            && !_cells[Header.IdIndex].Contains('\0', StringComparison.Ordinal));

    private void AddCellCount()
    {
        var columns = Header.Columns.Count;
        var counts = $"The row has {_records.Count} {(_records.Count == 1 ? "cell" : "cells")} and the header has {columns}.";
        if (_records.Count > columns && Enumerable.Range(columns, _records.Count - columns).All(i => _cells[i].Length == 0 || Unseen.IsBlank(_cells[i])))
        {
            _problems.Add("too_many_cells", $"{counts} The extra cells are blank: remove the delimiters at the end of the row.");
        }
        else if (_records.Count > columns)
        {
            _problems.Add(
                "too_many_cells",
                $"{counts} Put a cell that contains {DelimiterDetection.Name(Dialect.Delimiter)} in quotes, or remove the extra cells.");
        }
        else
        {
            _problems.Add("too_few_cells", $"{counts} Add the missing ones, even if they are empty.", _records.Count);
        }
    }
}
