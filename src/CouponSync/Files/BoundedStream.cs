namespace CouponSync.Files;

/// <summary>A file that others may have made, read no further than anything it can rightly hold: what has no end, or no end of its line,
/// is refused before it fills the memory.</summary>
internal sealed class BoundedStream : Stream
{
    /// <summary>The most bytes of a file that is held as a whole, and of a line of one that is not. A plan's line for a coupon with as
    /// much metadata as Stripe takes, every character escaped, has a sixth of them.</summary>
    public const int Most = 4 * 1024 * 1024;

    private readonly Stream _inner;
    private readonly bool _isOfLines;
    private long _length;

    private BoundedStream(Stream inner, bool isOfLines) => (_inner, _isOfLines) = (inner, isOfLines);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Opens a small file that is read as a whole.</summary>
    public static BoundedStream OfFile(string path) => new(File.OpenRead(path), isOfLines: false);

    /// <summary>A file of any length that is read line by line.</summary>
    public static BoundedStream OfLines(Stream inner) => new(inner, isOfLines: true);

    /// <summary>Reads a small file as text.</summary>
    /// <exception cref="IOException">It cannot be read, or is too long.</exception>
    public static string ReadText(string path)
    {
        using var reader = new StreamReader(OfFile(path));
        return reader.ReadToEnd();
    }

    /// <summary>The lines of a file, one after the other.</summary>
    /// <exception cref="IOException">It cannot be read, or has a line that is too long.</exception>
    public static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new StreamReader(OfLines(File.OpenRead(path)));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = _inner.Read(buffer);
        var end = _isOfLines ? buffer[..count].LastIndexOfAny((byte)'\n', (byte)'\r') : -1;
        _length = end < 0 ? _length + count : count - end - 1;
        return _length <= Most
            ? count
            : throw new TooLongException($"{(_isOfLines ? "a line of it" : "it")} is longer than {Most / 1024 / 1024} MB, which is never so in such a file");
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>A file, or a line of it, is longer than it can rightly be.</summary>
/// <param name="message">The end of a sentence.</param>
internal sealed class TooLongException(string message) : IOException(message);
