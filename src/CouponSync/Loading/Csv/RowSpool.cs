using System.Buffers.Binary;
using CouponSync.Coupons;

namespace CouponSync.Loading.Csv;

/// <summary>
/// All rows of the input, checked, in a temporary file from which they are read back many times faster than from
/// the CSV. Invalid rows are among them, marked, so that <c>errors.csv</c> can show them.
/// </summary>
/// <remarks>
/// A record is: one byte, 1 when the row is valid; four bytes, the size of what follows; the line, the number of cells
/// and the length of each, as variable-length integers; the cells, in UTF-8.
/// </remarks>
internal sealed class RowSpool : IDisposable
{
    /// <summary>The first byte of a valid row's record.</summary>
    public const byte Valid = 1;

    /// <summary>How many bytes a record has before its size counts.</summary>
    public const int HeadSize = 1 + sizeof(uint);

    private const byte Invalid = 0;

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
        var record = _file.Reserve(HeadSize + ((row.Count + 2) * Varint.MaxLength) + bytes.Length);
        record[0] = isValid ? Valid : Invalid;
        var length = HeadSize;
        length += Varint.Write(record[length..], (ulong)row.Line);
        length += Varint.Write(record[length..], (ulong)row.Count);
        for (var i = 0; i < row.Count; i++)
        {
            length += Varint.Write(record[length..], (ulong)row.Size(i));
        }

        bytes.CopyTo(record[length..]);
        length += bytes.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(record[1..], (uint)(length - HeadSize));
        _file.Advance(length);
        return place;
    }

    /// <summary>Makes what was appended readable.</summary>
    public void Flush() => _file.Flush();

    /// <summary>The id of a row.</summary>
    /// <param name="place">What <see cref="Append"/> returned for it.</param>
    public string IdAt(long place)
    {
        using var row = new SpoolReader(_file, place, SpoolReader.RecordSize);
        return row.MoveNext() ? Id(row) : string.Empty;
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

    /// <summary>Reads the valid rows, in the order of the file.</summary>
    public IEnumerable<CouponRow> Rows()
    {
        using var row = new SpoolReader(_file, 0);
        while (row.MoveNext())
        {
            if (row.IsValid)
            {
                row.Decode();
                yield return Header.Row(row.Line, row.Cells());
            }
        }
    }

    /// <summary>Reads the ids of the valid rows, in the order of the file.</summary>
    public IEnumerable<string> Ids()
    {
        using var row = new SpoolReader(_file, 0);
        while (row.MoveNext())
        {
            if (row.IsValid)
            {
                yield return Id(row);
            }
        }
    }

    /// <summary>Reads the invalid rows, in the order of the file.</summary>
    public IEnumerable<(long Line, string[] Cells)> InvalidRows()
    {
        using var row = new SpoolReader(_file, 0);
        while (row.MoveNext())
        {
            if (!row.IsValid)
            {
                row.Decode();
                yield return (row.Line, row.Cells());
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private string Id(SpoolReader row)
    {
        row.Decode();
        return row.Cell(Header.IdIndex);
    }
}
