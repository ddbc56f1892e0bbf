using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace CouponSync.Loading.Csv;

/// <summary>
/// The text of a CSV as UTF-8 that is known to be valid. It takes UTF-8, or UTF-16 with a byte order mark; what
/// cannot be decoded or read ends the text like its end does, and is told by <see cref="Failure"/>.
/// </summary>
internal sealed class Utf8InputStream : Stream
{
    private const int BlockSize = 64 * 1024;

    // A UTF-16 unit takes at most three bytes of UTF-8.
    private const int MaxUtf8PerUtf16 = 3;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly TextEncoding _encoding;
    private readonly byte[] _source = new byte[BlockSize];
    private readonly byte[] _text;
    private int _sourceStart;
    private int _sourceEnd;
    private long _sourceOffset;
    private int _textStart;
    private int _textEnd;
    private long _newLines;
    private bool _lastWasCarriageReturn;
    private bool _sourceEnded;

    /// <summary>Reads the first block and finds the encoding.</summary>
    /// <param name="stream">The bytes of the text, decompressed; disposed of with this stream.</param>
    /// <param name="name">The input's name, for messages.</param>
    /// <exception cref="InvalidInputException">The encoding is none that is understood.</exception>
    public Utf8InputStream(Stream stream, string name)
    {
        _stream = stream;
        _name = name;
        while (_sourceEnd < BlockSize && FillSource())
        {
        }

        (_encoding, _sourceStart) = TextEncodings.Detect(_source.AsSpan(0, _sourceEnd), name, Failure is null);
        _sourceOffset = _sourceStart;
        _text = _encoding == TextEncoding.Utf8 ? _source : new byte[BlockSize / 2 * MaxUtf8PerUtf16];
        Decode();
    }

    /// <summary>The beginning of the text.</summary>
    public ReadOnlySpan<byte> Head => _text.AsSpan(_textStart, _textEnd - _textStart);

    /// <summary>Whether <see cref="Head"/> is all there is.</summary>
    public bool HeadIsAll => _sourceEnded && _sourceStart == _sourceEnd && Failure is null;

    /// <summary>Why the text ends before the input does, if so.</summary>
    public InvalidInputException? Failure { get; private set; }

    /// <summary>How many bytes were read; those left out do not count.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Whether a NUL character was decoded so far.</summary>
    public bool SawNul { get; private set; }

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

    /// <summary>Leaves out bytes of <see cref="Head"/>.</summary>
    public void Skip(int count) => _textStart += count;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_textStart == _textEnd)
        {
            if (Failure is not null || (_sourceEnded && _sourceStart == _sourceEnd))
            {
                return 0;
            }

            FillSource();
            Decode();
        }

        var count = Math.Min(buffer.Length, _textEnd - _textStart);
        _text.AsSpan(_textStart, count).CopyTo(buffer);
        _textStart += count;
        BytesRead += count;
        return count;
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
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Moves what is left to the front and reads more behind it; false when nothing more comes.</summary>
    private bool FillSource()
    {
        if (_sourceEnded || Failure is not null)
        {
            return false;
        }

        _source.AsSpan(_sourceStart, _sourceEnd - _sourceStart).CopyTo(_source);
        _sourceEnd -= _sourceStart;
        _sourceStart = 0;
        try
        {
            var read = _stream.Read(_source, _sourceEnd, _source.Length - _sourceEnd);
            _sourceEnd += read;
            _sourceEnded = read == 0;
        }
        catch (InvalidDataException e)
        {
            Failure = TextEncodings.CorruptGzip(_name, _newLines + 1, e);
        }
        catch (IOException e)
        {
            Failure = CsvInput.NotReadable(_name, e);
        }

        return !_sourceEnded && Failure is null;
    }

    private void Decode()
    {
        var source = _source.AsSpan(_sourceStart, _sourceEnd - _sourceStart);
        int read;
        if (_encoding == TextEncoding.Utf8)
        {
            read = ValidUtf8(source);
            (_textStart, _textEnd) = (_sourceStart, _sourceStart + read);
        }
        else
        {
            read = Transcode(source, out var written);
            (_textStart, _textEnd) = (0, written);
        }

        var text = Head;
        _newLines += NewLines.Count(text, _lastWasCarriageReturn);
        _lastWasCarriageReturn = text.IsEmpty ? _lastWasCarriageReturn : text[^1] == '\r';
        SawNul |= text.Contains((byte)0);

        if (Failure is null && read < source.Length && (_sourceEnded || !IsCutOff(source[read..])))
        {
            Failure = _encoding == TextEncoding.Utf8
                ? TextEncodings.InvalidUtf8(_name, source[read], _sourceOffset + read, _newLines + 1)
                : TextEncodings.InvalidUtf16(_name, _sourceOffset + read, _newLines + 1);
        }

        _sourceStart += read;
        _sourceOffset += read;
    }

    /// <summary>How many bytes at the start are valid UTF-8.</summary>
    private int ValidUtf8(ReadOnlySpan<byte> source)
    {
        // The last character may be cut off by the end of the block; everything else is mostly valid.
        for (var length = source.Length; length >= 0 && length > source.Length - 4; length--)
        {
            if ((length == source.Length || IsCutOff(source[length..])) && Utf8.IsValid(source[..length]))
            {
                return length;
            }
        }

        var scratch = new char[source.Length];
        Utf8.ToUtf16(source, scratch, out var read, out _, replaceInvalidSequences: false, isFinalBlock: true);
        return read;
    }

    private int Transcode(ReadOnlySpan<byte> source, out int written)
    {
        var units = MemoryMarshal.Cast<byte, char>(source);
        if (_encoding == TextEncoding.Utf16BigEndian == BitConverter.IsLittleEndian)
        {
            var swapped = new ushort[units.Length];
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<char, ushort>(units), swapped);
            units = MemoryMarshal.Cast<ushort, char>(swapped);
        }

        Utf8.FromUtf16(units, _text, out var read, out written, replaceInvalidSequences: false, isFinalBlock: false);
        return read * 2;
    }

    /// <summary>Whether this is the beginning of a character that more bytes could complete.</summary>
    private bool IsCutOffUtf16(ReadOnlySpan<byte> rest) =>
        rest.Length == 1
        || (rest.Length <= 3 && char.IsHighSurrogate((char)(_encoding == TextEncoding.Utf16BigEndian
            ? BinaryPrimitives.ReadUInt16BigEndian(rest)
            : BinaryPrimitives.ReadUInt16LittleEndian(rest))));

    private bool IsCutOff(ReadOnlySpan<byte> rest) => _encoding == TextEncoding.Utf8
        ? Rune.DecodeFromUtf8(rest, out _, out _) == System.Buffers.OperationStatus.NeedMoreData
        : IsCutOffUtf16(rest);
}
