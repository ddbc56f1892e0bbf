using System.Text;
using CouponSync.Coupons;
using CouponSync.Remote;
using CouponSync.Settings;

namespace CouponSync.Planning;

/// <summary>
/// Says of most unchanged rows that they are, from the bytes of the coupon's record, without making a coupon of them.
/// It never says so of a row that the diff would change; what it does not recognize is for the diff.
/// </summary>
internal static class RecordComparison
{
    /// <summary>Whether the row surely asks nothing of its coupon.</summary>
    /// <param name="row">A valid row.</param>
    /// <param name="record">What <see cref="CouponRecord.Encode"/> made of its coupon; empty when there is none.</param>
    /// <param name="options">What the diff is told to want.</param>
    /// <exception cref="DamagedImageException">The record is damaged.</exception>
    public static bool Holds(CouponRow row, ReadOnlySpan<byte> record, PlanOptions options)
    {
        if (row.Terms is not null || record.IsEmpty)
        {
            return false;
        }

        var coupon = new CouponRecordReader(record);
        if (!string.IsNullOrEmpty(row.Name) && !(coupon.HasName && IsSame(row.Name, coupon.Name)))
        {
            return false;
        }

        var open = Wanted(row.Metadata);
        while (coupon.MoveNext())
        {
            if (!TryFind(row.Metadata, coupon.Key, out var wanted))
            {
                if (options.PruneMetadata)
                {
                    return false;
                }
            }
            else if (wanted is { Length: > 0 })
            {
                if (!IsSame(wanted, coupon.Value))
                {
                    return false;
                }

                open--;
            }
            else if (wanted is not null && options.UnsetEmptyCells)
            {
                return false;
            }
        }

        return open == 0;
    }

    private static int Wanted(IReadOnlyList<MetadataCell> cells)
    {
        var wanted = 0;
        for (var i = 0; i < cells.Count; i++)
        {
            wanted += string.IsNullOrEmpty(cells[i].Value) ? 0 : 1;
        }

        return wanted;
    }

    private static bool TryFind(IReadOnlyList<MetadataCell> cells, ReadOnlySpan<byte> key, out string? wanted)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (IsSame(cells[i].Key, key))
            {
                wanted = cells[i].Value;
                return true;
            }
        }

        wanted = null;
        return false;
    }

    private static bool IsSame(string text, ReadOnlySpan<byte> utf8)
    {
        if (text.Length > utf8.Length)
        {
            return false;
        }

        if (Ascii.Equals(utf8, text))
        {
            return true;
        }

        // Texts of one length that differ are the rule here; what is left is text outside ASCII.
        if (utf8.Length == text.Length || Encoding.UTF8.GetByteCount(text) != utf8.Length)
        {
            return false;
        }

        Span<byte> small = stackalloc byte[512];
        var bytes = utf8.Length <= small.Length ? small[..utf8.Length] : new byte[utf8.Length];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes.SequenceEqual(utf8);
    }
}
