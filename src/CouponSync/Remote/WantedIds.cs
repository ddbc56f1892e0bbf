using System.IO.Hashing;
using System.Text;

namespace CouponSync.Remote;

/// <summary>
/// The wanted ids of a fetch and which of them were seen, in nine bytes an id: they are known by their hashes. A
/// stranger with a wanted id's hash (one chance in 10^7 for a million ids among a million coupons) would pass for
/// seen; so the count is an estimate to decide by, and before a fetch ends early, the image is asked for each id.
/// </summary>
internal sealed class WantedIds
{
    private readonly ulong[] _hashes;
    private readonly byte[] _states;

    private WantedIds(ulong[] hashes)
    {
        _hashes = hashes;
        _states = new byte[hashes.Length];
        Unseen = hashes.Length;
    }

    [Flags]
    private enum State : byte
    {
        Unseen = 0,
        Seen = 1,
        Asked = 2,
    }

    /// <summary>How many ids there are.</summary>
    public long Count => _hashes.Length;

    /// <summary>How many were neither seen nor asked for.</summary>
    public long Unseen { get; private set; }

    /// <summary>Takes the ids.</summary>
    /// <param name="ids">Different ids.</param>
    /// <param name="count">How many they are about.</param>
    public static WantedIds From(IEnumerable<string> ids, long count)
    {
        var hashes = new ulong[count];
        var taken = 0;
        foreach (var id in ids)
        {
            if (taken == hashes.Length)
            {
                Array.Resize(ref hashes, (hashes.Length * 2) + 16);
            }

            hashes[taken++] = Hash(id);
        }

        Array.Resize(ref hashes, taken);
        Array.Sort(hashes);
        return new WantedIds(hashes);
    }

    /// <summary>Notes that a coupon was read.</summary>
    /// <returns>Whether it is wanted and was not seen before.</returns>
    public bool See(string id) => Enter(id, State.Seen);

    /// <summary>Notes that an id has been asked for by itself and answered, whether or not there is a coupon.</summary>
    public void Answer(string id) => Enter(id, State.Asked);

    /// <summary>Whether an id was surely not seen yet.</summary>
    public bool IsUnseen(string id)
    {
        var index = First(Hash(id));
        return index >= 0 && _states[index] == (byte)State.Unseen;
    }

    /// <summary>Whether an id was asked for by itself, for sure.</summary>
    public bool IsAnswered(string id)
    {
        var hash = Hash(id);
        var index = First(hash);
        // Of two wanted ids with one hash nobody can say which was asked for.
        return index >= 0 && _states[index] == (byte)State.Asked
            && (index + 1 == _hashes.Length || _hashes[index + 1] != hash);
    }

    private bool Enter(string id, State state)
    {
        var hash = Hash(id);
        var index = First(hash);
        for (; index >= 0 && index < _hashes.Length && _hashes[index] == hash; index++)
        {
            if (_states[index] == (byte)State.Unseen)
            {
                _states[index] = (byte)state;
                Unseen--;
                return true;
            }
        }

        return false;
    }

    private int First(ulong hash)
    {
        int low = 0, high = _hashes.Length;
        while (low < high)
        {
            var middle = (int)((uint)(low + high) >> 1);
            if (_hashes[middle] < hash)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < _hashes.Length && _hashes[low] == hash ? low : -1;
    }

    private static ulong Hash(string id)
    {
        Span<byte> small = stackalloc byte[512];
        var bytes = id.Length * 3 <= small.Length ? small : new byte[Encoding.UTF8.GetByteCount(id)];
        return XxHash64.HashToUInt64(bytes[..Encoding.UTF8.GetBytes(id, bytes)]);
    }
}
