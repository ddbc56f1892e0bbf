using CouponSync.Coupons;

namespace CouponSync.Loading.Csv;

/// <summary>Takes what is wrong with the row that is being checked. One object serves all rows.</summary>
internal sealed class RowProblems
{
    private readonly CsvHeader _header;
    private List<Problem>? _problems;
    private Utf8Row? _row;
    private bool _hasId;

    /// <summary>For the rows of a file with this header.</summary>
    public RowProblems(CsvHeader header) => _header = header;

    /// <summary>Starts a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="hasId">Whether its id cell says which coupon it is about.</param>
    public void Begin(Utf8Row row, bool hasId) => (_row, _hasId, _problems) = (row, hasId, null);

    /// <summary>Adds a problem of one column, or of the whole row.</summary>
    /// <param name="kind">A stable word for programs.</param>
    /// <param name="message">What is wrong and what to do about it.</param>
    /// <param name="column">The place of the column, from 0, or -1 for the whole row.</param>
    /// <param name="severity">Whether the row can still be used.</param>
    /// <param name="lineOffset">How many lines below the row's first line.</param>
    public void Add(
        string kind,
        string message,
        int column = -1,
        ProblemSeverity severity = ProblemSeverity.Error,
        int lineOffset = 0) =>
        (_problems ??= []).Add(new Problem(kind, message)
        {
            Line = _row!.Line + lineOffset,
            Id = _hasId && !CellText.IsBlank(_row[_header.IdIndex]) ? _row.String(_header.IdIndex) : null,
            Column = column >= 0 && column < _header.Columns.Count ? ColumnName(column) : null,
            Severity = severity,
        });

    /// <summary>What was found since <see cref="Begin"/>.</summary>
    public IReadOnlyList<Problem> Take() => _problems ?? (IReadOnlyList<Problem>)[];

    private string ColumnName(int column) =>
        _header.Columns[column] is { Name.Length: > 0 } named ? named.ShownName : $"column {column + 1}";
}
