using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Input;

/// <summary>Takes what is wrong with the row that is being checked. One object serves all rows.</summary>
internal sealed class RowProblems
{
    private readonly CsvHeader _header;
    private List<Problem>? _problems;
    private long _line;
    private string? _id;

    /// <summary>For the rows of a file with this header.</summary>
    public RowProblems(CsvHeader header) => _header = header;

    /// <summary>How many were found since <see cref="Begin"/>.</summary>
    public int Count => _problems?.Count ?? 0;

    /// <summary>Starts a row.</summary>
    /// <param name="line">The physical line on which it begins.</param>
    /// <param name="id">The coupon it is about, if it says so.</param>
    public void Begin(long line, string? id) => (_line, _id, _problems) = (line, id, null);

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
            Line = _line + lineOffset,
            Id = string.IsNullOrEmpty(_id) || Unseen.IsBlank(_id) ? null : _id,
            Column = column >= 0 && column < _header.Columns.Count ? ColumnName(column) : null,
            Severity = severity,
        });

    /// <summary>What was found since <see cref="Begin"/>.</summary>
    public IReadOnlyList<Problem> Take() => _problems ?? (IReadOnlyList<Problem>)[];

    private string ColumnName(int column) =>
        _header.Columns[column] is { Name.Length: > 0 } named ? named.ShownName : $"column {column + 1}";
}
