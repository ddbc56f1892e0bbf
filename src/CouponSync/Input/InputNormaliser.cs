using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace CouponSync.Input;

/// <summary>
/// Copies the input once into a temporary file: decompressed, as UTF-8 that is known to be valid, without a byte order
/// mark, and otherwise as it is, so that lines stay where they are. What cannot be decoded or read ends the text like
/// its end does, and is told by <see cref="NormalisedText.Failure"/>.
/// </summary>
internal sealed class InputNormaliser
{
    private const int BlockSize = 64 * 1024;

    // What tells other kinds of files from a CSV stands in its first bytes.
    private const int StartSize = 8;

    private const byte EndOfFile = 0x1A;

    // A UTF-16 unit takes at most three bytes of UTF-8.
    private const int MaxUtf8PerUtf16 = 3;

    private readonly string _name;
    private readonly Stream _target;
    private readonly byte[] _source = new byte[BlockSize];
    private readonly char[] _units = new char[BlockSize];
    private readonly byte[] _utf8 = new byte[BlockSize / 2 * MaxUtf8PerUtf16];
    private TextEncoding _encoding;
    private int _length;
    private long _offset;
    private long _newLines;
    private byte _last;
    private bool _ended;
    private InvalidInputException? _failure;

    private InputNormaliser(string name, Stream target) => (_name, _target) = (name, target);

    /// <summary>Copies an input.</summary>
    /// <param name="input">Where the bytes come from.</param>
    /// <param name="directory">An existing directory for the temporary file.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <exception cref="InvalidInputException">It cannot be opened, or is no text that is understood.</exception>
    public static async Task<NormalisedText> CopyAsync(CsvInput input, string directory, CancellationToken cancellationToken)
    {
        await using var raw = input.Open();
        using var sha256 = SHA256.Create();
        await using var hashed = new CryptoStream(raw, sha256, CryptoStreamMode.Read, leaveOpen: true);
        var reader = PipeReader.Create(hashed, new StreamPipeReaderOptions(bufferSize: BlockSize, leaveOpen: true));
        await using var bytes = await StartsGzipAsync(reader, input, cancellationToken)
            ? new GZipStream(reader.AsStream(leaveOpen: true), CompressionMode.Decompress)
            : reader.AsStream(leaveOpen: true);

        var file = TemporaryFile.Create(directory, "input");
        try
        {
            var normaliser = new InputNormaliser(input.Name, file.Writer);
            await normaliser.CopyAsync(bytes, cancellationToken);
            if (normaliser._failure is not null)
            {
                return new NormalisedText(file, null, normaliser._failure);
            }

            // What follows the compressed data is part of the file, too.
            await reader.CopyToAsync(Stream.Null, cancellationToken);
            return new NormalisedText(file, Convert.ToHexStringLower(sha256.Hash!), null);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static async Task<bool> StartsGzipAsync(PipeReader reader, CsvInput input, CancellationToken cancellationToken)
    {
        try
        {
            var start = (await reader.ReadAtLeastAsync(StartSize, cancellationToken)).Buffer;
            var isGzip = input.IsGzip(start.Slice(0, Math.Min(start.Length, StartSize)).ToArray());
            reader.AdvanceTo(start.Start);
            return isGzip;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CsvInput.NotReadable(input.Name, e);
        }
    }

    private async Task CopyAsync(Stream bytes, CancellationToken cancellationToken)
    {
        while (_length < BlockSize && await FillAsync(bytes, cancellationToken))
        {
        }

        FileKinds.RefuseBinary(_source.AsSpan(0, _length), _name);
        TextEncodings.RefuseNulBytes(_source.AsSpan(0, _length), _name);
        (_encoding, var mark) = TextEncodings.Detect(_source.AsSpan(0, _length), _name, _failure is null);
        Drop(mark);
        do
        {
            Decode();
        }
        while (_failure is null && (await FillAsync(bytes, cancellationToken) || _length > 0));

        // Ctrl-Z ends the text files of DOS, and some programs write it still.
        if (_failure is null && _last == EndOfFile)
        {
            await _target.FlushAsync(cancellationToken);
            _target.SetLength(_target.Length - 1);
        }
    }

    /// <summary>Reads more behind what is there; false when nothing more comes.</summary>
    private async Task<bool> FillAsync(Stream bytes, CancellationToken cancellationToken)
    {
        if (_ended || _failure is not null)
        {
            return false;
        }

        try
        {
            var read = await bytes.ReadAsync(_source.AsMemory(_length), cancellationToken);
            _length += read;
            _ended = read == 0;
        }
        catch (InvalidDataException e)
        {
            _failure = TextEncodings.CorruptGzip(_name, _newLines + 1, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _failure = CsvInput.NotReadable(_name, e);
        }

        return !_ended && _failure is null;
    }

    /// <summary>Writes what is there, but for a character at its end that is not complete.</summary>
    private void Decode()
    {
        var source = _source.AsSpan(0, _length);
        var status = _encoding == TextEncoding.Utf8
            ? Validate(source, out var read, out var text)
            : Transcode(source, out read, out text);
        _target.Write(text);
        _newLines += NewLines.Count(text, _last == '\r');
        _last = text.IsEmpty ? _last : text[^1];
        if (status == OperationStatus.InvalidData || (_ended && read < source.Length))
        {
            _failure ??= _encoding == TextEncoding.Utf8
                ? TextEncodings.InvalidUtf8(_name, source[read], _offset + read, _newLines + 1)
                : TextEncodings.InvalidUtf16(_name, _offset + read, _newLines + 1);
        }

        Drop(read);
    }

    private OperationStatus Validate(ReadOnlySpan<byte> source, out int read, out ReadOnlySpan<byte> text)
    {
        // Of the ways to find the first byte that is wrong, this one is in the library.
        var status = Utf8.ToUtf16(source, _units, out read, out _, replaceInvalidSequences: false, isFinalBlock: false);
        text = source[..read];
        return status;
    }

    private OperationStatus Transcode(ReadOnlySpan<byte> source, out int read, out ReadOnlySpan<byte> text)
    {
        var units = MemoryMarshal.Cast<byte, char>(source);
        if (_encoding == TextEncoding.Utf16BigEndian == BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<char, ushort>(units), MemoryMarshal.Cast<char, ushort>(_units.AsSpan()));
            units = _units.AsSpan(0, units.Length);
        }

        var status = Utf8.FromUtf16(units, _utf8, out read, out var written, replaceInvalidSequences: false, isFinalBlock: false);
        read *= sizeof(char);
        text = _utf8.AsSpan(0, written);
        return status;
    }

    private void Drop(int count)
    {
        _source.AsSpan(count, _length - count).CopyTo(_source);
        _length -= count;
        _offset += count;
    }
}

/// <summary>The text of the input in its temporary file.</summary>
/// <param name="File">The file: valid UTF-8.</param>
/// <param name="Sha256">The SHA-256 of the input as it was given, lower case hexadecimal; null when it was not read to its end.</param>
/// <param name="Failure">Why the text ends before the input does, if so.</param>
internal sealed record NormalisedText(TemporaryFile File, string? Sha256, InvalidInputException? Failure) : IDisposable
{
    private const int HeadSize = 64 * 1024;

    /// <summary>How many bytes it has.</summary>
    public long Length { get; } = File.Writer.Length;

    /// <summary>Its beginning, and whether that is all there is.</summary>
    public (byte[] Bytes, bool IsAll) Head()
    {
        var head = new byte[Math.Min(Length, HeadSize)];
        File.OpenRead().ReadExactly(head);
        return (head, head.Length == Length && Failure is null);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();
}
