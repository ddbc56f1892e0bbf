namespace CouponSync.Remote;

/// <summary>Reads what rows are compared with from the record of a coupon, without making anything of it.</summary>
internal ref struct CouponRecordReader
{
    private readonly ReadOnlySpan<byte> _record;
    private int _position;
    private int _left;

    /// <summary>Reads the name and stands before the metadata.</summary>
    /// <param name="record">What <see cref="CouponRecord.Encode"/> made.</param>
    /// <exception cref="DamagedImageException">The record is damaged.</exception>
    public CouponRecordReader(ReadOnlySpan<byte> record)
    {
        _record = record;
        var length = Number();
        HasName = length > 0;
        Name = HasName ? Bytes(length - 1) : default;
        _left = Number();
    }

    /// <summary>Whether the coupon has a name.</summary>
    public bool HasName { get; }

    /// <summary>The name in UTF-8; empty when it has none.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The current metadata key in UTF-8.</summary>
    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>Its value in UTF-8.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>What follows the last metadata entry; to be asked for when <see cref="MoveNext"/> was false.</summary>
    public readonly ReadOnlySpan<byte> Rest => _record[_position..];

    /// <summary>Goes to the next metadata entry.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="DamagedImageException">The record is damaged.</exception>
    public bool MoveNext()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        Key = Bytes(Number());
        Value = Bytes(Number());
        return true;
    }

    private ReadOnlySpan<byte> Bytes(int length)
    {
        if (length > _record.Length - _position)
        {
            throw Damaged();
        }

        var bytes = _record.Slice(_position, length);
        _position += length;
        return bytes;
    }

    private int Number()
    {
        var rest = _record[_position..];
        if (!rest.IsEmpty && rest[0] < 0x80)
        {
            _position++;
            return rest[0];
        }

        if (!Varint.TryRead(rest, out var number, out var length) || number > int.MaxValue)
        {
            throw Damaged();
        }

        _position += length;
        return (int)number;
    }

    private static DamagedImageException Damaged() => new("a coupon's record is damaged");
}
