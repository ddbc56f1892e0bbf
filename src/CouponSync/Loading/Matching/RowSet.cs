namespace CouponSync.Loading.Matching;

/// <summary>Some of the rows of an input, by their places from 0; one bit a row.</summary>
/// <param name="count">How many rows there are.</param>
internal sealed class RowSet(long count)
{
    private readonly ulong[] _bits = new ulong[(count + 63) / 64];

    /// <summary>Whether a row is among them.</summary>
    public bool Contains(long row) => row >> 6 < _bits.Length && (_bits[row >> 6] & (1UL << (int)row)) != 0;

    /// <summary>Adds a row.</summary>
    public void Add(long row) => _bits[row >> 6] |= 1UL << (int)row;
}
