using CouponSync.Coupons;

namespace CouponSync.Loading.Csv;

/// <summary>
/// All rows of the input, checked, in a temporary file from which they are read back many times faster than from
/// the CSV. Invalid rows are among them, marked, so that <c>errors.csv</c> can show them.
/// </summary>
/// <remarks>
/// A record is: one byte, 1 when the row is valid; the line, the number of cells, the length of all cells and that
/// of each, as variable-length integers; the cells, in UTF-8.
/// </remarks>
internal sealed class RowSpool : IDisposable
{
    private const byte Invalid = 0;
    private const byte Valid = 1;

    private readonly SpoolFile _file;

    private RowSpool(SpoolFile file, CsvHeader header) => (_file, Header) = (file, header);

    /// <summary>The header of the rows.</summary>
    public CsvHeader Header { get; }

    /// <summary>Creates an empty spool.</summary>
    /// <param name="directory">An existing directory for its file.</param>
    /// <param name="header">The header of the rows.</param>
    public static RowSpool Create(string directory, CsvHeader header) => new(SpoolFile.Create(directory, "rows"), header);

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isValid">Whether it can be used.</param>
    /// <returns>Its place, for <see cref="IdAt"/> and <see cref="MarkInvalid"/>.</returns>
    public long Append(Utf8Row row, bool isValid)
    {
        var bytes = row.Bytes;
        var place = _file.Length;
        var record = _file.Reserve(1 + ((row.Count + 3) * Varint.MaxLength) + bytes.Length);
        record[0] = isValid ? Valid : Invalid;
        var length = 1;
        length += Varint.Write(record[length..], (ulong)row.Line);
        length += Varint.Write(record[length..], (ulong)row.Count);
        length += Varint.Write(record[length..], (ulong)bytes.Length);
        for (var i = 0; i < row.Count; i++)
        {
            length += Varint.Write(record[length..], (ulong)row.Size(i));
        }

        bytes.CopyTo(record[length..]);
        _file.Advance(length + bytes.Length);
        return place;
    }

    /// <summary>Makes what was appended readable.</summary>
    public void Flush() => _file.Flush();

    /// <summary>The id of a row.</summary>
    /// <param name="place">What <see cref="Append"/> returned for it.</param>
    public string IdAt(long place)
    {
        using var records = new SpoolReader(_file, place, SpoolReader.RecordSize);
        return records.Read() is { } record ? record.Cells[Header.IdIndex] : string.Empty;
    }

    /// <summary>Marks a row that turned out to be invalid after it was appended.</summary>
    /// <param name="place">What <see cref="Append"/> returned for it.</param>
    /// <returns>Whether it was valid before.</returns>
    public bool MarkInvalid(long place)
    {
        Span<byte> mark = stackalloc byte[1];
        _file.Read(place, mark);
        if (mark[0] == Invalid)
        {
            return false;
        }

        _file.Overwrite(place, Invalid);
        return true;
    }

    /// <summary>Reads the valid rows, in the order of the file. Several readers may run at once.</summary>
    public IEnumerable<CouponRow> Rows()
    {
        using var records = new SpoolReader(_file, 0);
        while (records.Read(Valid) is { } record)
        {
            yield return Header.Row(record.Line, record.Cells);
        }
    }

    /// <summary>Reads the invalid rows, in the order of the file.</summary>
    public IEnumerable<(long Line, string[] Cells)> InvalidRows()
    {
        using var records = new SpoolReader(_file, 0);
        while (records.Read(Invalid) is { } record)
        {
            yield return record;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
