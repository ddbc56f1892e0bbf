using System.Security.Cryptography;

namespace CouponSync.Loading.Csv;

/// <summary>
/// The raw bytes of the input, hashed with SHA-256 as they pass, with a look at the first of them before they do.
/// </summary>
internal sealed class InputStream : Stream
{
    private readonly Stream _inner;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _peeked = [];
    private int _peekedPosition;

    /// <summary>Wraps a stream, which is disposed of with this one.</summary>
    public InputStream(Stream inner) => _inner = inner;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The first bytes of the input, which stay to be read. Called once, before the first read.</summary>
    /// <param name="count">How many; fewer come back only when the input is shorter.</param>
    public ReadOnlySpan<byte> Peek(int count)
    {
        var buffer = new byte[count];
        var length = _inner.ReadAtLeast(buffer, count, throwOnEndOfStream: false);
        _hash.AppendData(buffer, 0, length);
        _peeked = buffer[..length];
        return _peeked;
    }

    /// <summary>Reads what is left and gives the SHA-256 of all bytes, as lower case hexadecimal digits.</summary>
    public string Finish()
    {
        var rest = new byte[16 * 1024];
        while (Read(rest) > 0)
        {
        }

        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_peekedPosition < _peeked.Length)
        {
            var count = Math.Min(buffer.Length, _peeked.Length - _peekedPosition);
            _peeked.AsSpan(_peekedPosition, count).CopyTo(buffer);
            _peekedPosition += count;
            return count;
        }

        var read = _inner.Read(buffer);
        _hash.AppendData(buffer[..read]);
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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
            _hash.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
