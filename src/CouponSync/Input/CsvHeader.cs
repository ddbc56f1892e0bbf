using CouponSync.Coupons;
using CouponSync.Settings;

namespace CouponSync.Input;

/// <summary>The header row, and with it what each column is for.</summary>
internal sealed class CsvHeader
{
    private readonly CsvColumn[] _metadata;
    private readonly CsvColumn[] _unnamed;
    private readonly TermsColumns _terms;

    private CsvHeader(IReadOnlyList<CsvColumn> columns, long line, DateTimeOffset? now)
    {
        Columns = columns;
        Line = line;
        _metadata = [.. columns.Where(static c => c.Kind == CsvColumnKind.Metadata)];
        _unnamed = [.. columns.Where(static c => c.Kind == CsvColumnKind.Unnamed)];
        _terms = new TermsColumns(columns, now);
        IdIndex = IndexOf(CsvColumnKind.Id);
        NameIndex = IndexOf(CsvColumnKind.Name);
        EscapeMarkIndex = IndexOf(CsvColumnKind.EscapeMark);
        MinimumCells = 1 + columns.LastOrDefault(static c => c.Kind != CsvColumnKind.Unnamed)?.Index ?? 0;
    }

    /// <summary>The header of a file that has none.</summary>
    public static CsvHeader None { get; } = new([], 1, null);

    /// <summary>All columns, in the file's order.</summary>
    public IReadOnlyList<CsvColumn> Columns { get; }

    /// <summary>The physical line of the header row.</summary>
    public long Line { get; }

    /// <summary>The metadata columns, in the file's order.</summary>
    public ReadOnlySpan<CsvColumn> Metadata => _metadata;

    /// <summary>The columns without a name.</summary>
    public ReadOnlySpan<CsvColumn> Unnamed => _unnamed;

    /// <summary>The columns of the terms.</summary>
    public TermsColumns Terms => _terms;

    /// <summary>The place of the id column, or -1.</summary>
    public int IdIndex { get; }

    /// <summary>The place of the name column, or -1.</summary>
    public int NameIndex { get; }

    /// <summary>The place of the column that marks escaped rows, or -1.</summary>
    public int EscapeMarkIndex { get; }

    /// <summary>The fewest cells a row may have: unnamed columns at the end may be left out.</summary>
    public int MinimumCells { get; }

    /// <summary>Reads a header row.</summary>
    /// <param name="names">Its cells.</param>
    /// <param name="line">Its physical line.</param>
    /// <param name="options">How columns that are not known are to be taken.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    public static CsvHeader Parse(
        IReadOnlyList<string> names, long line, CsvReadOptions options, ICollection<Problem> problems)
    {
        var columns = names.Select((name, i) => CsvColumn.Parse(i, name, options.UnprefixedMetadata)).ToArray();
        HeaderChecks.Check(columns, line, options.UnprefixedMetadata, problems);
        return new CsvHeader(columns, line, options.Now);
    }

    /// <summary>Whether a header row with these cells names a coupon.</summary>
    public static bool HasId(IReadOnlyList<string> names) =>
        names.Any(static name => CsvColumn.Parse(0, name, unprefixedMetadata: true).Kind == CsvColumnKind.Id);

    /// <summary>Makes a row of its cells.</summary>
    /// <param name="line">The physical line on which it begins.</param>
    /// <param name="cells">Its cells, checked already; one for each column.</param>
    public CouponRow Row(long line, string[] cells)
    {
        var metadata = _metadata.Length == 0 ? [] : new MetadataCell[_metadata.Length];
        for (var i = 0; i < metadata.Length; i++)
        {
            metadata[i] = new MetadataCell(_metadata[i].Key, FormulaEscape.Value(cells[_metadata[i].Index]));
        }

        return new CouponRow
        {
            Line = line,
            Id = cells[IdIndex],
            Metadata = metadata,
            Name = NameIndex < 0 ? null : FormulaEscape.Value(cells[NameIndex]),
            Terms = _terms.Read(cells, problems: null),
            Cells = cells,
        };
    }

    private int IndexOf(CsvColumnKind kind) => Columns.FirstOrDefault(c => c.Kind == kind)?.Index ?? -1;
}
