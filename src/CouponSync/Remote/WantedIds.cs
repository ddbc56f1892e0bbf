using System.Collections;
using System.IO.Hashing;
using System.Text;

namespace CouponSync.Remote;

/// <summary>
/// Counts which of the wanted ids a list has shown, in eight bytes and a bit an id: they are known by their hashes. Two
/// ids of one hash (one chance in 10^7 for a million ids among a million coupons) are taken for one, so the count is
/// good to decide by; what is missing in the end is asked of the coupons themselves.
/// </summary>
internal sealed class WantedIds
{
    private readonly ulong[] _hashes;
    private readonly BitArray _seen;

    /// <summary>Takes the ids.</summary>
    public WantedIds(IEnumerable<string> ids)
    {
        _hashes = [.. ids.Select(Hash)];
        Array.Sort(_hashes);
        _seen = new BitArray(_hashes.Length);
    }

    /// <summary>How many ids there are.</summary>
    public long Count => _hashes.Length;

    /// <summary>How many of them were seen.</summary>
    public long Seen { get; private set; }

    /// <summary>How many were not.</summary>
    public long Unseen => Count - Seen;

    /// <summary>Notes that a coupon was read.</summary>
    public void See(string id)
    {
        var index = Array.BinarySearch(_hashes, Hash(id));
        if (index >= 0 && !_seen[index])
        {
            _seen[index] = true;
            Seen++;
        }
    }

    private static ulong Hash(string id)
    {
        Span<byte> small = stackalloc byte[512];
        var bytes = id.Length * 3 <= small.Length ? small : new byte[Encoding.UTF8.GetByteCount(id)];
        return XxHash64.HashToUInt64(bytes[..Encoding.UTF8.GetBytes(id, bytes)]);
    }
}
