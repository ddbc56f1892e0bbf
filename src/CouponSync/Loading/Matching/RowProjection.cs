using CouponSync.Loading.Csv;

namespace CouponSync.Loading.Matching;

/// <summary>
/// The fingerprint of what a row wants: its id, its metadata cells in the order of the recipe, its name. A coupon that has
/// exactly that has the same one; see <see cref="CouponProjection"/>.
/// </summary>
internal sealed class RowProjection
{
    private readonly ProjectionBuffer _texts = new();
    private readonly SipHash _hash;
    private readonly int[] _compared;
    private readonly (int First, int Last)[] _runs;
    private readonly int[] _terms;

    // Where every column is compared, in its place, the row is kept in the very bytes that are to be hashed.
    private readonly bool _isWhole;

    /// <summary>For the rows of a file with this header.</summary>
    /// <param name="header">The header.</param>
    /// <param name="hash">The same as the coupons'.</param>
    public RowProjection(CsvHeader header, SipHash hash)
    {
        _hash = hash;
        List<int> compared = [header.IdIndex, .. FingerprintRecipe.Columns(header).Select(static c => c.Index)];
        if (header.NameIndex >= 0)
        {
            compared.Add(header.NameIndex);
        }

        _compared = [.. compared];
        _runs = Runs(_compared);
        _isWhole = _runs is [(0, var last)] && last == header.Columns.Count - 1;
        _terms = [.. header.Columns.Where(static c => c.Kind is CsvColumnKind.Term or CsvColumnKind.CurrencyOption).Select(static c => c.Index)];
    }

    /// <summary>The fingerprint of a row.</summary>
    /// <param name="row">The row, decoded.</param>
    /// <returns>Null when the row names terms: whether those hold, only the diff can say.</returns>
    public Fingerprint? Of(SpoolReader row)
    {
        foreach (var column in _terms)
        {
            if (row.Size(column) > 0)
            {
                return null;
            }
        }

        if (_isWhole)
        {
            return _hash.Of(row.Encoded);
        }

        _texts.Begin(_compared.Length, row.Size());
        foreach (var column in _compared)
        {
            _texts.AddLength(row.Size(column));
        }

        foreach (var (first, last) in _runs)
        {
            _texts.AddText(row.Bytes(first, last));
        }

        return _hash.Of(_texts.Bytes);
    }

    // Cells of columns beside each other are beside each other in memory.
    private static (int First, int Last)[] Runs(int[] columns)
    {
        var runs = new List<(int First, int Last)>();
        foreach (var column in columns)
        {
            if (runs.Count > 0 && runs[^1].Last == column - 1)
            {
                runs[^1] = (runs[^1].First, column);
            }
            else
            {
                runs.Add((column, column));
            }
        }

        return [.. runs];
    }
}
