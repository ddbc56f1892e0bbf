using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace CouponSync.Coupons;

/// <summary>
/// The metadata of one coupon: immutable, in ordinal order of its keys, equal when all keys and values are equal.
/// </summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "Stripe's own word.")]
internal sealed class CouponMetadata : IReadOnlyList<KeyValuePair<string, string>>, IEquatable<CouponMetadata>
{
    private readonly KeyValuePair<string, string>[] _entries;

    private CouponMetadata(KeyValuePair<string, string>[] entries) => _entries = entries;

    /// <summary>No metadata.</summary>
    public static CouponMetadata Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, string> this[int index] => _entries[index];

    /// <summary>Sorts the given pairs into metadata.</summary>
    /// <param name="pairs">Pairs whose keys differ, in any order.</param>
    public static CouponMetadata From(IEnumerable<KeyValuePair<string, string>>? pairs)
    {
        var entries = pairs?.ToArray() ?? [];
        if (entries.Length == 0)
        {
            return Empty;
        }

        Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return new CouponMetadata(entries);
    }

    /// <summary>The value of a key, or null when the coupon does not have it.</summary>
    public string? Find(string key)
    {
        // At most fifty entries, mostly fewer than ten: a scan beats a search.
        foreach (var entry in _entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
            {
                return entry.Value;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(CouponMetadata? other)
    {
        if (other is null || other._entries.Length != _entries.Length)
        {
            return false;
        }

        for (var i = 0; i < _entries.Length; i++)
        {
            if (!string.Equals(_entries[i].Key, other._entries[i].Key, StringComparison.Ordinal)
                || !string.Equals(_entries[i].Value, other._entries[i].Value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CouponMetadata);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in _entries)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _entries.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();
}
