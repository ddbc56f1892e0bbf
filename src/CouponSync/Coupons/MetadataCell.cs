namespace CouponSync.Coupons;

/// <summary>One metadata cell of a row: the key its column names, and the text of the cell.</summary>
/// <param name="Key">The metadata key, without the column's prefix.</param>
/// <param name="Value">
/// The wanted value; empty when the cell is empty, which means "leave alone" or "unset" by the run's settings. Null when the
/// cell holds nothing but white space: that means nothing, so the key is left alone in every mode. A key whose column is
/// absent has no cell at all.
/// </param>
internal readonly record struct MetadataCell(string Key, string? Value);
