namespace CouponSync.Coupons;

/// <summary>One valid data row of the input.</summary>
internal sealed record CouponRow
{
    /// <summary>The physical line, counted from 1, on which the row begins; quoted newlines count as lines.</summary>
    public required long Line { get; init; }

    /// <summary>The coupon's id, exactly as Stripe has it.</summary>
    public required string Id { get; init; }

    /// <summary>One cell for each metadata column of the file, in the file's order.</summary>
    public required IReadOnlyList<MetadataCell> Metadata { get; init; }

    /// <summary>The name cell: null when there is no such column, or white space alone in the cell; empty when the cell is.</summary>
    public string? Name { get; init; }

    /// <summary>The wanted terms; null where the file has no terms column or only empty cells.</summary>
    public CouponTerms? Terms { get; init; }

    /// <summary>The cells as they were read, one for each column of the header, for <c>errors.csv</c>.</summary>
    public required IReadOnlyList<string> Cells { get; init; }
}
