using CouponSync.Loading.Csv;

namespace CouponSync.Loading.Matching;

/// <summary>A list of texts as bytes: first the length of each, then all texts, so that no two lists give the same bytes.</summary>
internal sealed class ProjectionBuffer
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>What was added since <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Forgets the list and starts another.</summary>
    /// <param name="texts">How many texts it has.</param>
    /// <param name="size">How many bytes they have together, at most.</param>
    public void Begin(int texts, int size)
    {
        _length = 0;
        var most = (texts * Varint.MaxLength) + size;
        if (_bytes.Length < most)
        {
            _bytes = new byte[most * 2];
        }
    }

    /// <summary>Adds the length of the next text; all lengths come before the first text.</summary>
    public void AddLength(int length)
    {
        if (length < 0x80)
        {
            _bytes[_length++] = (byte)length;
        }
        else
        {
            _length += Varint.Write(_bytes.AsSpan(_length), (ulong)length);
        }
    }

    /// <summary>Adds one text, or several that follow one another in memory.</summary>
    public void AddText(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
    }
}
