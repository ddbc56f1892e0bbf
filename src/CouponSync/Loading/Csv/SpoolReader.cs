using System.Buffers;
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
    private long _offset;
    private int _start;
    private int _end;

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

    /// <summary>Reads the next record, of any kind or of one.</summary>
    /// <param name="kind">The kind wanted; others are passed over without making strings of them.</param>
    /// <returns>The line and the cells, or null at the end.</returns>
    public (long Line, string[] Cells)? Read(byte? kind = null)
    {
        while (true)
        {
            // The longest head without the cells' lengths; near the end of the file it may be shorter.
            Ensure(1 + (3 * Varint.MaxLength));
            if (_start == _end)
            {
                return null;
            }

            var isWanted = kind is null || _buffer[_start] == kind;
            _start++;
            var line = Number();
            var count = (int)Number();
            var size = (int)Number();
            Ensure((count * Varint.MaxLength) + size);
            if (!isWanted)
            {
                for (var i = 0; i < count; i++)
                {
                    Number();
                }

                _start += size;
                continue;
            }

            return ((long)line, Cells(count));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private string[] Cells(int count)
    {
        var cells = new string[count];
        var lengths = _start;
        for (var i = 0; i < count; i++)
        {
            Number();
        }

        var text = _start;
        for (var i = 0; i < count; i++)
        {
            lengths += Varint.Read(_buffer.AsSpan(lengths), out var length);
            cells[i] = length == 0 ? string.Empty : Encoding.UTF8.GetString(_buffer, text, (int)length);
            text += (int)length;
        }

        _start = text;
        return cells;
    }

    private ulong Number()
    {
        _start += Varint.Read(_buffer.AsSpan(_start), out var value);
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
