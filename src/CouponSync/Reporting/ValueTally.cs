using CouponSync.Planning;

namespace CouponSync.Reporting;

/// <summary>How many coupons get a value.</summary>
/// <param name="Key">The key, see <see cref="ReportedKey"/>; null for coupons that are created or deleted.</param>
/// <param name="Before">The old value; null when there was none.</param>
/// <param name="After">The new value, or the terms of what is created; null when it is removed.</param>
/// <param name="Coupons">How many.</param>
internal sealed record ValueCount(string? Key, string? Before, string? After, long Coupons);

/// <summary>Counts the changes of a report by value; memory does not grow with their number.</summary>
internal sealed class ValueTally
{
    // Beyond that a key's values differ from coupon to coupon, and nobody reads them as a list.
    private const int MostOfOneKey = 1_000;
    private const int MostInAll = 10_000;

    private readonly Dictionary<(string? Key, string? Before, string? After), long> _values = [];
    private readonly Dictionary<string, int> _distinct = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _totals = new(StringComparer.Ordinal);

    /// <summary>The values that several coupons get, the commonest first.</summary>
    public IReadOnlyList<ValueCount> Shared => [.. _values.Where(static v => v.Value > 1)
        .Select(static v => new ValueCount(v.Key.Key, v.Key.Before, v.Key.After, v.Value))
        .OrderByDescending(static v => v.Coupons)
        .ThenBy(static v => v.Key, StringComparer.Ordinal).ThenBy(static v => v.After, StringComparer.Ordinal)];

    /// <summary>How many coupons get another value of a key than the shared ones, for each key where there are such.</summary>
    public IEnumerable<(string Key, long Coupons)> Others()
    {
        var shared = Shared.Where(static v => v.Key is not null).GroupBy(static v => v.Key!).ToDictionary(static g => g.Key, static g => g.Sum(static v => v.Coupons));
        return _totals.Select(t => (t.Key, Coupons: t.Value - shared.GetValueOrDefault(t.Key)))
            .Where(static t => t.Coupons > 0)
            .OrderByDescending(static t => t.Coupons);
    }

    /// <summary>Counts a change.</summary>
    public void Add(ReportedChange reported)
    {
        var change = reported.Change;
        if (change.Action != ChangeAction.Update)
        {
            var terms = change.Terms is { } known ? TermsText.Describe(known) : string.Empty;
            Count((null, change.Action == ChangeAction.Delete ? terms : null, change.Action == ChangeAction.Create ? terms : null), "");
            return;
        }

        foreach (var key in ReportedKey.Of(change))
        {
            if (_totals.ContainsKey(key.Label) || _totals.Count < MostOfOneKey)
            {
                _totals[key.Label] = _totals.GetValueOrDefault(key.Label) + 1;
                Count((key.Label, key.Before, key.After), key.Label);
            }
        }
    }

    private void Count((string? Key, string? Before, string? After) value, string key)
    {
        if (_values.TryGetValue(value, out var count))
        {
            _values[value] = count + 1;
        }
        else if (_values.Count < MostInAll && _distinct.GetValueOrDefault(key) is var distinct && distinct < MostOfOneKey)
        {
            _values.Add(value, 1);
            _distinct[key] = distinct + 1;
        }
    }
}
