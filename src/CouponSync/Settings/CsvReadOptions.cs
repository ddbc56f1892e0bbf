namespace CouponSync.Settings;

/// <summary>How a CSV file is to be understood.</summary>
internal sealed record CsvReadOptions
{
    /// <summary>What stands between the cells; null finds comma, semicolon or tab by itself.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether a column that is not otherwise known names a metadata key.</summary>
    public bool UnprefixedMetadata { get; init; }

    /// <summary>Whether the good rows are used when others are invalid.</summary>
    public bool SkipInvalid { get; init; }

    /// <summary>The present moment, for rows that no coupon could be created from later than this; null does not look at that.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>The parser's first buffer, in bytes; 256 at least. Small ones exist for tests: they force every edge.</summary>
    public int BufferSize { get; init; } = 64 * 1024;
}
