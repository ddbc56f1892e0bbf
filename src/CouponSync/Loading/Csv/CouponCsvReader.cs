using System.Diagnostics.CodeAnalysis;
using System.Text;
using CouponSync.Coupons;
using CsvHelper;

namespace CouponSync.Loading.Csv;

/// <summary>
/// Reads the rows of a CSV one by one, by the rules of RFC 4180, and checks each. Line numbers are physical: they
/// count what an editor counts, whatever ends the lines and however many of them lie in quotes.
/// </summary>
internal sealed class CouponCsvReader : IDisposable
{
    // Far above any valid row. A row this long is a quote that was never closed, and must not fill the memory.
    private const int MaxRowBytes = 4 * 1024 * 1024;

    private readonly Utf8InputStream _text;
    private readonly CsvReadOptions _options;
    private CsvReader? _csv;
    private RowProblems? _problems;
    private RowChecks? _checks;
    private long _linesBefore;
    private byte _delimiter;
    private CsvMalformedReason? _malformed;
    private QuoteScan _quotes;

    /// <summary>Reads from a text, which is disposed of with the reader.</summary>
    public CouponCsvReader(Utf8InputStream text, CsvReadOptions options) => (_text, _options) = (text, options);

    /// <summary>The header; without columns until <see cref="ReadHeader"/> has read it.</summary>
    public CsvHeader Header { get; private set; } = CsvHeader.None;

    /// <summary>The current row. The object is the same for all rows.</summary>
    public Utf8Row Row { get; } = new();

    /// <summary>Whether the cells of the current row are where they belong, so that its id can be told.</summary>
    public bool RowHasId { get; private set; }

    /// <summary>What is wrong with the current row.</summary>
    public IReadOnlyList<Problem> RowProblems { get; private set; } = [];

    /// <summary>Finds the delimiter and reads the header.</summary>
    /// <param name="problems">Takes what is wrong with the header.</param>
    /// <exception cref="InvalidInputException">There is no header, or it cannot be read.</exception>
    public void ReadHeader(ICollection<Problem> problems)
    {
        Start();
        if (!ReadRecord())
        {
            throw new InvalidInputException(new Problem(
                "empty_file", "The file holds nothing but blank lines. A header row and at least one data row are needed."));
        }

        if (_malformed is not null)
        {
            throw new InvalidInputException(new Problem("stray_quote", QuoteMessage()) { Line = Row.Line + _quotes.LineOffset });
        }

        Header = CsvHeader.Parse(Row.Strings(), Row.Line, _options, problems);
        _problems = new RowProblems(Header);
        _checks = new RowChecks(Header, _problems);
    }

    /// <summary>Reads and checks the next row; blank lines, and rows of which all cells are blank, are passed over.</summary>
    /// <returns>Whether there is one; if not, the text is at its end.</returns>
    /// <exception cref="InvalidInputException">The text cannot be read further.</exception>
    public bool ReadRow()
    {
        if (!ReadRecord())
        {
            return false;
        }

        var problems = _problems!;
        RowHasId = _malformed is null && Row.Count >= Header.MinimumCells && Row.Count <= Header.Columns.Count;
        problems.Begin(Row, RowHasId);
        if (RowHasId)
        {
            while (Row.Count < Header.Columns.Count)
            {
                Row.Add([]);
            }

            if (Header.EscapeMarkIndex >= 0)
            {
                FormulaEscape.Restore(Row, Header.EscapeMarkIndex, problems);
            }

            _checks!.Check(Row, _text.SawNul);
        }
        else if (_malformed is not null)
        {
            var start = _quotes.LineOffset > 0 ? $" The row begins on line {Row.Line}." : string.Empty;
            problems.Add("stray_quote", QuoteMessage() + start, _quotes.Column, lineOffset: _quotes.LineOffset);
        }
        else
        {
            AddCellCount(problems);
        }

        RowProblems = problems.Take();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _csv?.Dispose();
        _text.Dispose();
    }

    [MemberNotNull(nameof(_csv))]
    private void Start()
    {
        var head = Encoding.UTF8.GetString(_text.Head);
        var separator = DelimiterDetection.SeparatorLine(head);
        if (separator is { Length: var length })
        {
            _text.Skip(length);
            head = head[length..];
            _linesBefore = 1;
        }

        var delimiter = _options.Delimiter
            ?? separator?.Delimiter
            ?? DelimiterDetection.Find(head, _text.HeadIsAll, CsvHeader.HasId);
        if (delimiter is >= '\u0080' or '"' or '\r' or '\n' or '\0')
        {
            throw new InvalidInputException(new Problem(
                "invalid_delimiter",
                "The delimiter must be one ASCII character other than a quote or a line break. Set Csv:Delimiter or --delimiter."));
        }

        _delimiter = (byte)delimiter;
        _csv = CsvReader.Create(
            _text,
            new CsvReaderOptions
            {
                Separator = delimiter,
                HasHeader = false,
                BufferSize = _options.BufferSize,
                DetectSeparatorHint = false,
                Encoding = Encoding.UTF8,
                MalformedData = CsvMalformedDataHandling.Recover,
                MaxRecordSize = MaxRowBytes,
                Mode = CsvMode.Rfc4180,
                OnMalformedRecord = TakeMalformed,
                SkipEmptyLines = true,
                TrackLineNumbers = true,
                TrimWhitespace = false,
            },
            leaveOpen: true);
    }

    private void TakeMalformed(CsvMalformedRecord record)
    {
        _malformed = record.Reason;
        _quotes = QuoteScan.Of(Encoding.UTF8.GetBytes(record.RawRecord), _delimiter);
    }

    private bool ReadRecord()
    {
        do
        {
            _malformed = null;
            try
            {
                if (!_csv!.Read())
                {
                    return _text.Failure is null ? false : throw At(_text.Failure, column: 0);
                }
            }
            catch (CsvFormatException e)
            {
                throw new InvalidInputException(
                    new Problem(
                        "unclosed_quote",
                        $"The row that begins here is longer than {MaxRowBytes} bytes: most likely a quote opens a cell and "
                        + "is never closed. Close it, or double it if it belongs to the text.")
                    { Line = e.LineNumber + _linesBefore },
                    e);
            }

            if (_text.Failure is not null && _csv.ByteOffset + _csv.RawRecord.Length >= _text.BytesRead)
            {
                // The record is cut off where the text cannot be read further.
                throw At(_text.Failure, QuoteScan.Of(_csv.RawRecord, _delimiter).Column);
            }

            Row.Begin(_csv.LineNumber + _linesBefore);
            for (var i = 0; i < _csv.FieldCount; i++)
            {
                Row.Add(_csv.GetSpan(i));
            }

            if (_malformed is not null && _quotes.Fault == QuoteFault.NeverClosed)
            {
                throw NeverClosed();
            }
        }
        while (Row.IsBlank);

        return true;
    }

    private InvalidInputException NeverClosed() => new(new Problem(
        "unclosed_quote",
        "A quote opens this cell and is never closed, so that the rest of the file is part of it. "
        + "Close it, or double it if it belongs to the text.")
    {
        Line = Row.Line + _quotes.LineOffset,
        Column = ColumnName(_quotes.Column),
    });

    private InvalidInputException At(InvalidInputException failure, int column) => failure.Problem.Kind == "wrong_encoding"
        ? new InvalidInputException(failure.Problem with { Column = ColumnName(column) }, failure.InnerException)
        : failure;

    private string? ColumnName(int column) =>
        column < Header.Columns.Count && Header.Columns[column].Name is { Length: > 0 } name ? name : null;

    private string QuoteMessage() => _quotes.Fault == QuoteFault.QuoteInText
        ? "A quote stands inside a cell that is not quoted. Put the whole cell in quotes, and double each quote inside."
        : "Text follows the quote that closes a cell. Double each quote that belongs to the text.";

    private void AddCellCount(RowProblems problems)
    {
        var columns = Header.Columns.Count;
        var counts = $"The row has {Row.Count} cells and the header has {columns}.";
        if (Row.Count > columns)
        {
            problems.Add(
                "too_many_cells",
                $"{counts} Put a cell that contains {DelimiterDetection.Name((char)_delimiter)} in quotes, or remove what is too much.");
        }
        else
        {
            problems.Add("too_few_cells", $"{counts} Add the missing ones, even if they are empty.", Row.Count);
        }
    }
}
