using System.Text;
using CsvHelper;

namespace CouponSync.Input;

/// <summary>How the records of a text are written.</summary>
/// <param name="Delimiter">What stands between the cells.</param>
/// <param name="Start">How many bytes come before the first record: the line with which Excel names the delimiter.</param>
/// <param name="BufferSize">The parser's first buffer, in bytes.</param>
internal sealed record CsvDialect(char Delimiter, int Start, int BufferSize);

/// <summary>
/// One pass over the records of the input, by the rules of RFC 4180; empty lines are none. Line numbers are physical: they count what an editor counts, whatever ends the lines and
/// however many of them lie in quotes.
/// </summary>
internal sealed class CsvRecords : IDisposable
{
    /// <summary>Far above any valid row. A row this long is a quote that was never closed, and must not fill the memory.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private readonly CsvReader _csv;
    private readonly CsvDialect _dialect;

    /// <summary>Begins before the header.</summary>
    public CsvRecords(NormalisedText text, CsvDialect dialect)
    {
        _dialect = dialect;
        var options = Options(dialect.Delimiter) with
        {
            BufferSize = dialect.BufferSize,
            MaxRecordSize = MaxBytes,
            OnMalformedRecord = _ => IsMalformed = true,
            TrackLineNumbers = true,
        };
        _csv = CsvReader.Create(text.File.OpenRead(dialect.Start), options, leaveOpen: true);
    }

    /// <summary>The header, once it is known; without it, no record is well formed.</summary>
    public CsvHeader Header { get; set; } = CsvHeader.None;

    /// <summary>The physical line on which the current record begins.</summary>
    public long Line => LineOf(_csv.LineNumber);

    /// <summary>How many cells it has.</summary>
    public int Count => _csv.FieldCount;

    /// <summary>Whether its quotes break the rules.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Whether its cells are where they belong: under the columns of the header.</summary>
    public bool IsWellFormed => !IsMalformed && Count >= Header.MinimumCells && Count <= Header.Columns.Count;

    /// <summary>The record as it stands in the text, without the end of its line.</summary>
    public ReadOnlySpan<byte> Raw => _csv.RawRecord;

    /// <summary>Where in the text it ends.</summary>
    public long End => _dialect.Start + _csv.ByteOffset + _csv.RawRecord.Length;

    private bool IsEscaped => Header.EscapeMarkIndex >= 0 && IsWellFormed
        && _csv.GetSpan(Header.EscapeMarkIndex).SequenceEqual(FormulaEscape.MarkUtf8);

    /// <summary>Whether the record is none of the data: all of its cells are blank, or it is the header once more, as in files
    /// that were joined.</summary>
    public bool IsPassedOver => IsBlank || IsHeaderAgain;

    /// <summary>Whether it is the header once more.</summary>
    public bool IsHeaderAgain => Header.IdIndex >= 0 && Count == Header.Columns.Count && NamesCoupons(Header.IdIndex)
        && Header.Columns.All(c => string.Equals(Seen(c.Index), c.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it is a header, but another one: what follows it belongs under other columns.</summary>
    public bool IsOtherHeader
    {
        get
        {
            var named = 0;
            for (var i = 0; i < Count; i++)
            {
                named += NamesCoupons(i) ? 1 : 0;
            }

            return named == 1 && !IsHeaderAgain
                && Enumerable.Range(0, Count).Count(i => Seen(i).Length > 0) > 1
                && Enumerable.Range(0, Count).All(i => CsvColumn.Parse(i, Seen(i), unprefixedMetadata: false).Kind != CsvColumnKind.Unknown);
        }
    }

    /// <summary>Whether all of its cells are empty or blank.</summary>
    public bool IsBlank
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                if (!CellText.IsBlank(_csv.GetSpan(i)))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The parser's options that all readings of the input share.</summary>
    public static CsvReaderOptions Options(char delimiter) => new()
    {
        Separator = delimiter,
        HasHeader = false,
        DetectSeparatorHint = false,
        Encoding = Encoding.UTF8,
        MalformedData = CsvMalformedDataHandling.Recover,
        Mode = CsvMode.Rfc4180,
        SkipEmptyLines = true,
        TrimWhitespace = false,
    };

    /// <summary>Goes to the next record, blank or not.</summary>
    /// <returns>Whether there is one; if not, the text is at its end.</returns>
    /// <exception cref="CsvFormatException">A record is longer than <see cref="MaxBytes"/>.</exception>
    public bool Read()
    {
        IsMalformed = false;
        return _csv.Read();
    }

    /// <summary>A line as the user's editor counts it.</summary>
    /// <param name="line">A line as the parser counts it.</param>
    public long LineOf(long line) => line + (_dialect.Start > 0 ? 1 : 0);

    /// <summary>One cell of the current record as it stands in the text, with its quotes.</summary>
    public ReadOnlySpan<byte> RawCell(int column) => _csv.GetRawSpan(column);

    /// <summary>One cell of the current record.</summary>
    public string Cell(int column) => IsEscaped ? Unescaped(column) : Plain(column);

    /// <summary>
    /// All cells of the current record. Where they belong to columns there is one for each, and what keeps
    /// spreadsheets from running them is taken away; otherwise they are as they stand there.
    /// </summary>
    public string[] Cells()
    {
        var cells = new string[IsWellFormed ? Header.Columns.Count : Count];
        var isEscaped = IsEscaped;
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = isEscaped ? Unescaped(i) : Plain(i);
        }

        return cells;
    }

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();

    // Told for nearly all cells by their length or their first letter.
    private bool NamesCoupons(int column)
    {
        var cell = _csv.GetSpan(column);
        return cell.Length is >= 2 and <= 15 && (cell[0] | 0x20) is 'i' or 'c' or ' ' or 0xE2 or 0xEF
            && CsvColumn.IdNames.Contains(Seen(column).ToLowerInvariant());
    }

    private string Seen(int column) => _csv.GetString(column).Trim().Trim('\uFEFF', '\u200B', '\u2060').Trim();

    private string Plain(int column) =>
        column < Header.Columns.Count && Header.Columns[column].HasValue ? FormulaEscape.Held(_csv.GetString(column)) : _csv.GetString(column);

    private string Unescaped(int column) =>
        column == Header.EscapeMarkIndex ? "" : FormulaEscape.Unescape(_csv.GetString(column), Header.Columns[column].HasValue);
}
