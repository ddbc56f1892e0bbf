using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CouponSync.Loading.Csv;

/// <summary>Reads the records of a <see cref="RowSpool"/> one after the other.</summary>
internal sealed class SpoolReader : IDisposable
{
    /// <summary>How much is read at a time when many records are wanted.</summary>
    public const int BlockSize = 64 * 1024;

    /// <summary>How much is read when one record is wanted; most are smaller.</summary>
    public const int RecordSize = 1024;

    private readonly SpoolFile _file;
    private byte[] _buffer;
    private int[] _ends = new int[16];
    private long _offset;
    private int _start;
    private int _end;
    private int _record;
    private int _cells;

    /// <summary>Reads from a place in a file that is flushed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The place of a record.</param>
    /// <param name="blockSize">How many bytes to read at a time.</param>
    public SpoolReader(SpoolFile file, long offset, int blockSize = BlockSize)
    {
        _file = file;
        _offset = offset;
        _buffer = ArrayPool<byte>.Shared.Rent(blockSize);
    }

    /// <summary>Whether the current row is valid.</summary>
    public bool IsValid { get; private set; }

    /// <summary>The physical line of the current row, once it is decoded.</summary>
    public long Line { get; private set; }

    /// <summary>How many cells the current row has, once it is decoded.</summary>
    public int Count { get; private set; }

    /// <summary>Goes to the next record. It costs next to nothing before it is decoded.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        Ensure(RowSpool.HeadSize);
        if (_start == _end)
        {
            return false;
        }

        var size = (int)BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start + 1));
        Ensure(RowSpool.HeadSize + size);
        IsValid = _buffer[_start] == RowSpool.Valid;
        _record = _start + RowSpool.HeadSize;
        _start = _record + size;
        return true;
    }

    /// <summary>Finds the cells of the current row.</summary>
    public void Decode()
    {
        _cells = _record;
        Line = (long)Number();
        Count = (int)Number();
        if (Count > _ends.Length)
        {
            _ends = new int[Count * 2];
        }

        var end = 0;
        for (var i = 0; i < Count; i++)
        {
            end += (int)Number();
            _ends[i] = end;
        }
    }

    /// <summary>The cells of the current row, once it is decoded.</summary>
    public string[] Cells()
    {
        var cells = new string[Count];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = Cell(i);
        }

        return cells;
    }

    /// <summary>A cell of the current row, once it is decoded.</summary>
    public string Cell(int column) => Encoding.UTF8.GetString(_buffer, _cells + Start(column), _ends[column] - Start(column));

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private int Start(int column) => column == 0 ? 0 : _ends[column - 1];

    private ulong Number()
    {
        _cells += Varint.Read(_buffer.AsSpan(_cells), out var value);
        return value;
    }

    /// <summary>Has so many bytes in the buffer, unless the file ends before.</summary>
    private void Ensure(int count)
    {
        if (_end - _start >= count)
        {
            return;
        }

        var rest = _buffer.AsSpan(_start, _end - _start);
        if (count > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(count);
            rest.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else
        {
            rest.CopyTo(_buffer);
        }

        _end -= _start;
        _start = 0;
        var read = _file.Read(_offset, _buffer.AsSpan(_end));
        _offset += read;
        _end += read;
    }
}
