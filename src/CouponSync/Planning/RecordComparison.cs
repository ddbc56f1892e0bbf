using System.Text.Json;
using CouponSync.Coupons;

namespace CouponSync.Planning;

/// <summary>
/// Says of most unchanged rows that they are, from the bytes of the coupon's record, without making a coupon of them.
/// It never says so of a row that the diff would change; what it does not recognize is for the diff.
/// </summary>
internal static class RecordComparison
{
    /// <summary>Whether the row surely asks nothing of its coupon.</summary>
    /// <param name="row">A valid row.</param>
    /// <param name="record">What <see cref="Loading.Remote.CouponRecord.Encode"/> made of its coupon; empty when there is none.</param>
    /// <param name="options">What the diff is told to want.</param>
    public static bool Holds(CouponRow row, ReadOnlySpan<byte> record, PlanOptions options)
    {
        if (row.Terms is not null || record.IsEmpty)
        {
            return false;
        }

        var nameHolds = string.IsNullOrEmpty(row.Name);
        var open = Wanted(row.Metadata);
        var json = new Utf8JsonReader(record);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("name"u8))
            {
                json.Read();
                nameHolds |= json.ValueTextEquals(row.Name);
            }
            else if (json.ValueTextEquals("metadata"u8))
            {
                json.Read();
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    if (Find(row.Metadata, ref json) is { } wanted)
                    {
                        json.Read();
                        if (wanted.Length == 0 ? options.UnsetEmptyCells : !json.ValueTextEquals(wanted))
                        {
                            return false;
                        }

                        open -= wanted.Length == 0 ? 0 : 1;
                    }
                    else if (options.PruneMetadata)
                    {
                        return false;
                    }
                    else
                    {
                        json.Read();
                    }
                }
            }
            else
            {
                // Name and metadata come first; the rest of the record is not asked about.
                break;
            }
        }

        return nameHolds && open == 0;
    }

    private static int Wanted(IReadOnlyList<MetadataCell> cells)
    {
        var wanted = 0;
        for (var i = 0; i < cells.Count; i++)
        {
            wanted += cells[i].Value.Length == 0 ? 0 : 1;
        }

        return wanted;
    }

    private static string? Find(IReadOnlyList<MetadataCell> cells, ref Utf8JsonReader json)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (json.ValueTextEquals(cells[i].Key))
            {
                return cells[i].Value;
            }
        }

        return null;
    }
}
