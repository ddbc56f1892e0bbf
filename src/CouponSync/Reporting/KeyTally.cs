using CouponSync.Planning;

namespace CouponSync.Reporting;

/// <summary>How often a key is changed, added and removed.</summary>
/// <param name="Label">The key, see <see cref="ReportedKey"/>.</param>
internal sealed record KeyCount(string Label)
{
    /// <summary>Values replaced by others.</summary>
    public long Changed { get; set; }

    /// <summary>Keys that were not there before.</summary>
    public long Added { get; set; }

    /// <summary>Keys that are removed.</summary>
    public long Removed { get; set; }

    /// <summary>All of them.</summary>
    public long Total => Changed + Added + Removed;
}

/// <summary>Counts the changes of a report by key; memory does not grow with their number.</summary>
internal sealed class KeyTally
{
    // Stripe allows 50 keys an object, so a file has some dozen; where every row has its own, the rest goes together.
    private const int MostKeys = 1_000;

    private readonly Dictionary<string, KeyCount> _keys = new(StringComparer.Ordinal);
    private readonly KeyCount _others = new("other keys");

    /// <summary>The keys, the commonest first.</summary>
    public IEnumerable<KeyCount> Keys => _keys.Values
        .OrderByDescending(k => k.Total)
        .ThenBy(k => k.Label, StringComparer.Ordinal);

    /// <summary>All keys beyond the first thousand, together.</summary>
    public KeyCount Others => _others;

    /// <summary>The changes that were counted.</summary>
    public long Changes { get; private set; }

    /// <summary>Values replaced, in updates.</summary>
    public long Changed { get; private set; }

    /// <summary>Keys added, in updates and creations.</summary>
    public long Added { get; private set; }

    /// <summary>Keys removed.</summary>
    public long Removed { get; private set; }

    /// <summary>Counts changes.</summary>
    public static KeyTally Of(IEnumerable<ReportedChange> changes, CancellationToken cancellationToken)
    {
        var tally = new KeyTally();
        foreach (var change in changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tally.Add(change.Change);
        }

        return tally;
    }

    private void Add(PlannedChange change)
    {
        Changes++;
        foreach (var key in ReportedKey.Of(change))
        {
            var count = CountOf(key.Label);
            switch (key)
            {
                case { Before: null }:
                    count.Added++;
                    Added++;
                    break;
                case { After: null }:
                    count.Removed++;
                    Removed++;
                    break;
                default:
                    count.Changed++;
                    Changed++;
                    break;
            }
        }
    }

    private KeyCount CountOf(string label)
    {
        if (_keys.TryGetValue(label, out var count))
        {
            return count;
        }

        if (_keys.Count >= MostKeys)
        {
            return _others;
        }

        count = new KeyCount(label);
        _keys.Add(label, count);
        return count;
    }
}
