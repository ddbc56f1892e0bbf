using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace CouponSync.Emulator;

/// <summary>The metadata of one coupon: immutable, in the order in which its keys were set.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "Stripe's own word.")]
public sealed class EmulatorMetadata : IReadOnlyDictionary<string, string>, IEquatable<EmulatorMetadata>
{
    private readonly KeyValuePair<string, string>[] _entries;

    internal EmulatorMetadata(KeyValuePair<string, string>[] entries) => _entries = entries;

    /// <summary>No metadata.</summary>
    public static EmulatorMetadata Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _entries.Select(static entry => entry.Key);

    /// <inheritdoc/>
    public IEnumerable<string> Values => _entries.Select(static entry => entry.Value);

    internal ReadOnlySpan<KeyValuePair<string, string>> Entries => _entries;

    /// <inheritdoc/>
    public string this[string key] =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no metadata '{key}'.");

    /// <summary>Metadata of the given pairs; a later pair replaces an earlier one of the same key.</summary>
    public static EmulatorMetadata From(IEnumerable<KeyValuePair<string, string>> pairs) => Empty.Merge(pairs);

    /// <summary>This metadata with the given changes: an empty value unsets its key.</summary>
    public EmulatorMetadata Merge(IEnumerable<KeyValuePair<string, string>> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var merged = _entries.ToList();
        foreach (var change in changes)
        {
            var index = merged.FindIndex(entry => string.Equals(entry.Key, change.Key, StringComparison.Ordinal));
            if (string.IsNullOrEmpty(change.Value))
            {
                if (index >= 0)
                {
                    merged.RemoveAt(index);
                }
            }
            else if (index >= 0)
            {
                merged[index] = change;
            }
            else
            {
                merged.Add(change);
            }
        }

        return merged.Count == 0 ? Empty : new EmulatorMetadata([.. merged]);
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        // At most fifty entries, mostly fewer than ten: a scan beats a hash table, and costs no memory.
        foreach (var entry in _entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
            {
                value = entry.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>Whether both hold the same keys with the same values, in any order.</summary>
    public bool Equals(EmulatorMetadata? other) =>
        other is not null
        && other.Count == Count
        && _entries.All(entry =>
            other.TryGetValue(entry.Key, out var value) && string.Equals(value, entry.Value, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EmulatorMetadata);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = Count;
        foreach (var entry in _entries)
        {
            hash ^= HashCode.Combine(entry.Key, entry.Value);
        }

        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, string>>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();
}
