using Microsoft.Win32.SafeHandles;

namespace CouponSync.Loading.Csv;

/// <summary>
/// A temporary file that is written from front to back and read anywhere. Only its owner may open it; it is deleted
/// when it is disposed of.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private readonly FileStream _stream;
    private byte[] _buffer = new byte[64 * 1024];
    private int _buffered;
    private long _flushed;

    private SpoolFile(FileStream stream) => _stream = stream;

    /// <summary>Where it is.</summary>
    public string Path => _stream.Name;

    private SafeFileHandle Handle => _stream.SafeFileHandle;

    /// <summary>How many bytes were appended.</summary>
    public long Length => _flushed + _buffered;

    /// <summary>Creates an empty file.</summary>
    /// <param name="directory">An existing directory.</param>
    /// <param name="purpose">A word for its name.</param>
    public static SpoolFile Create(string directory, string purpose)
    {
        var path = System.IO.Path.Combine(directory, $"{purpose}-{System.IO.Path.GetRandomFileName()}.tmp");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            // What is written here goes through the buffer below, or past all of them.
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new SpoolFile(new FileStream(path, options));
    }

    /// <summary>Adds bytes at the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _buffered)
        {
            Flush();
            if (bytes.Length > _buffer.Length)
            {
                RandomAccess.Write(Handle, bytes, _flushed);
                _flushed += bytes.Length;
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }

    /// <summary>Room for bytes at the end, which spares a copy; <see cref="Advance"/> tells how many were used.</summary>
    /// <param name="size">How many at most.</param>
    public Span<byte> Reserve(int size)
    {
        if (size > _buffer.Length - _buffered)
        {
            Flush();
            if (size > _buffer.Length)
            {
                _buffer = new byte[size];
            }
        }

        return _buffer.AsSpan(_buffered);
    }

    /// <summary>Appends what was written to the room that <see cref="Reserve"/> gave.</summary>
    /// <param name="count">How many bytes.</param>
    public void Advance(int count) => _buffered += count;

    /// <summary>Makes everything appended readable.</summary>
    public void Flush()
    {
        RandomAccess.Write(Handle, _buffer.AsSpan(0, _buffered), _flushed);
        _flushed += _buffered;
        _buffered = 0;
    }

    /// <summary>Reads flushed bytes.</summary>
    /// <param name="offset">Where the first is.</param>
    /// <param name="buffer">Takes them.</param>
    /// <returns>How many there were; fewer than asked for only at the end.</returns>
    public int Read(long offset, Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(Handle, buffer[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    /// <summary>Overwrites one flushed byte.</summary>
    public void Overwrite(long offset, byte value) => RandomAccess.Write(Handle, [value], offset);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
