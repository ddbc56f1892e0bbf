using System.Text;

namespace CouponSync.Cli;

/// <summary>A stream that writes its bytes, which are UTF-8, to a writer of texts.</summary>
/// <param name="writer">Where they go; not closed with this.</param>
internal sealed class WriterStream(TextWriter writer) : Stream
{
    // Keeps the first bytes of a character whose others are still to come.
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        var text = new char[Encoding.UTF8.GetMaxCharCount(count)];
        writer.Write(text, 0, _decoder.GetChars(buffer, offset, count, text, 0, flush: false));
    }

    /// <inheritdoc/>
    public override void Flush() => writer.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
