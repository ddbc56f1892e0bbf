using System.Text;
using CouponSync.Loading.Remote;

namespace CouponSync.Loading.Matching;

/// <summary>
/// The fingerprint of the one row that asks nothing of a coupon and leaves nothing open: each metadata column has the
/// coupon's value, and is empty where it has none; the name is the coupon's. Such a row is unchanged whatever the
/// options are. A row that asks nothing for another reason, an empty cell that leaves a value alone, has another
/// fingerprint and is for the diff.
/// </summary>
internal sealed class CouponProjection
{
    private readonly ProjectionBuffer _texts = new();
    private readonly SipHash _hash;
    private readonly byte[][] _keys;
    private readonly Range[] _values;
    private readonly bool _hasName;
    private readonly bool _prunes;

    /// <summary>By a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="hash">The same as the rows'.</param>
    public CouponProjection(FingerprintRecipe recipe, SipHash hash)
    {
        _hash = hash;
        _prunes = recipe.Prunes;
        _hasName = recipe.HasName;
        _keys = [.. recipe.Keys.Select(Encoding.UTF8.GetBytes)];
        _values = new Range[_keys.Length];
    }

    /// <summary>The fingerprint of a coupon.</summary>
    /// <param name="id">Its id, in UTF-8.</param>
    /// <param name="record">What <see cref="CouponRecord.Encode"/> made of it.</param>
    /// <returns>Null when no row can leave the coupon as it is, or only the diff can say which.</returns>
    /// <exception cref="InvalidDataException">The record is damaged.</exception>
    public Fingerprint? Of(ReadOnlySpan<byte> id, ReadOnlySpan<byte> record)
    {
        Array.Clear(_values);
        var entries = new CouponRecordReader(record);
        var likely = 0;
        while (entries.MoveNext())
        {
            var column = Find(entries.Key, likely);
            if (column >= 0 && !entries.Value.IsEmpty)
            {
                _values[column] = entries.ValueRange;
                likely = column + 1;
            }
            else if (_prunes || column >= 0)
            {
                // A key to be unset; or an empty value, which Stripe does not have, and which no empty cell means.
                return null;
            }
        }

        _texts.Begin(_values.Length + 2, id.Length + record.Length);
        _texts.AddLength(id.Length);
        foreach (var value in _values)
        {
            _texts.AddLength(record[value].Length);
        }

        if (_hasName)
        {
            _texts.AddLength(entries.Name.Length);
        }

        _texts.AddText(id);
        foreach (var value in _values)
        {
            _texts.AddText(record[value]);
        }

        if (_hasName)
        {
            _texts.AddText(entries.Name);
        }

        return _hash.Of(_texts.Bytes);
    }

    // Mostly the columns are in the order of the coupon's keys: then the first look finds it.
    private int Find(ReadOnlySpan<byte> key, int likely)
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            var column = likely + i < _keys.Length ? likely + i : likely + i - _keys.Length;
            if (key.SequenceEqual(_keys[column]))
            {
                return column;
            }
        }

        return -1;
    }
}
