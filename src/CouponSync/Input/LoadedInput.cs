using System.Collections;
using CouponSync.Coupons;

namespace CouponSync.Input;

/// <summary>A row that cannot be used, for <c>errors.csv</c>.</summary>
/// <param name="Line">Its physical line.</param>
/// <param name="Cells">Its cells as they were read; not always one for each column.</param>
/// <param name="Problem">The first error in it.</param>
internal sealed record FailedRow(long Line, IReadOnlyList<string> Cells, Problem Problem);

/// <summary>
/// The whole input, read to the end and checked, or as far as it could be read. Rows and problems stream from
/// temporary files, which are deleted when this is disposed of.
/// </summary>
/// <param name="workDirectory">An existing directory for temporary files.</param>
/// <param name="skipsInvalid">Whether the valid rows may be used when others are invalid.</param>
internal sealed class LoadedInput(string workDirectory, bool skipsInvalid) : IAsyncDisposable
{
    private readonly ProblemLog _rowProblems = new(workDirectory);
    private readonly ProblemLog _duplicates = new(workDirectory);

    // A bit for each row up to the last invalid one.
    private readonly BitArray _invalid = new(0);
    private NormalisedText? _text;
    private CsvDialect? _dialect;

    /// <summary>The header; without columns when the input could not be read that far.</summary>
    public CsvHeader Header { get; private set; } = CsvHeader.None;

    /// <summary>The SHA-256 of the raw input, lower case hexadecimal; null when it was not read to its end.</summary>
    public string? Sha256 { get; set; }

    /// <summary>How many data rows there are; blank ones do not count.</summary>
    public long RowCount { get; private set; }

    /// <summary>How many of them can be used.</summary>
    public long ValidCount { get; private set; }

    /// <summary>How many of them cannot.</summary>
    public long InvalidCount => RowCount - ValidCount;

    /// <summary>What kept the input from being read or understood as a whole, if anything; the last of it, if several.</summary>
    public Problem? Fatal { get; private set; }

    /// <summary>How many problems there are, warnings included.</summary>
    public long ProblemCount => _rowProblems.Count + _duplicates.Count;

    /// <summary>How many errors there are.</summary>
    public long ErrorCount => _rowProblems.ErrorCount + _duplicates.ErrorCount;

    /// <summary>
    /// Whether the run may go on: the input is fine, or only some of its rows are not and they are to be skipped.
    /// </summary>
    public bool IsUsable => Fatal is null && (ErrorCount == 0 || skipsInvalid);

    /// <summary>Takes the text, to be disposed of with this.</summary>
    public void Begin(NormalisedText text) => _text = text;

    /// <summary>Takes what was found out of how the rows are written.</summary>
    public void Begin(CsvDialect dialect, CsvHeader header) => (_dialect, Header) = (dialect, header);

    /// <summary>Takes a problem of the input as a whole, or of its header.</summary>
    public void Add(Problem problem)
    {
        _rowProblems.Add(problem);
        Fatal = problem.Severity == ProblemSeverity.Error ? problem : Fatal;
    }

    /// <summary>Takes the next row.</summary>
    /// <param name="problems">What is wrong with it.</param>
    public void AddRow(IReadOnlyList<Problem> problems)
    {
        RowCount++;
        ValidCount++;
        for (var i = 0; i < problems.Count; i++)
        {
            _rowProblems.Add(problems[i]);
            if (problems[i].Severity == ProblemSeverity.Error)
            {
                MarkInvalid(RowCount - 1);
            }
        }
    }

    /// <summary>Takes what is wrong with the id of a row that was added before.</summary>
    /// <param name="row">The row, counted from 0.</param>
    /// <param name="problem">The problem; these come in the order of the lines.</param>
    public void AddDuplicate(long row, Problem problem)
    {
        _duplicates.Add(problem);
        MarkInvalid(row);
    }

    /// <summary>Every problem, in the order of the lines.</summary>
    public IEnumerable<Problem> Problems() => LineOrder.Merge(
        _rowProblems.Read(),
        _duplicates.Read(),
        static p => p.Line ?? long.MaxValue,
        static p => p.Line ?? long.MaxValue,
        static p => p,
        static p => p);

    /// <summary>The valid rows, in the order of the file. It can be called again.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IEnumerable<CouponRow> Rows(CancellationToken cancellationToken)
    {
        foreach (var record in Records(valid: true))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Header.Row(record.Line, record.Cells());
        }
    }

    /// <summary>The ids of the valid rows, in the order of the file. It can be called again.</summary>
    public IEnumerable<string> Ids() => Records(valid: true).Select(record => record.Cell(Header.IdIndex));

    /// <summary>The invalid rows, in the order of the file, each with its first error.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IEnumerable<FailedRow> InvalidRows(CancellationToken cancellationToken)
    {
        using var problems = Problems().Where(static p => p.Severity == ProblemSeverity.Error).GetEnumerator();
        var hasProblem = problems.MoveNext();
        var next = NextLine();
        long NextLine() => hasProblem ? problems.Current.Line ?? long.MaxValue : long.MaxValue;

        foreach (var record in Records(valid: false))
        {
            cancellationToken.ThrowIfCancellationRequested();

            // A problem may lie on a later line of its row; those of the header and of the file come before or after.
            for (; hasProblem && next < record.Line; next = NextLine())
            {
                hasProblem = problems.MoveNext();
            }

            if (hasProblem && next != long.MaxValue)
            {
                yield return new FailedRow(record.Line, record.Cells(), problems.Current);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _text?.Dispose();
        _rowProblems.Dispose();
        _duplicates.Dispose();
        return ValueTask.CompletedTask;
    }

    private void MarkInvalid(long row)
    {
        if (row >= _invalid.Length)
        {
            _invalid.Length = (int)Math.Max(row + 1, _invalid.Length * 2L);
        }

        ValidCount -= _invalid[(int)row] ? 0 : 1;
        _invalid[(int)row] = true;
    }

    /// <summary>Reads the rows again, up to where the input could be read.</summary>
    private IEnumerable<CsvRecords> Records(bool valid)
    {
        if ((valid ? ValidCount : InvalidCount) == 0)
        {
            yield break;
        }

        using var records = new CsvRecords(_text!, _dialect!) { Header = Header };

        // The header is the first record that is not blank.
        for (long row = -1; row < RowCount && records.Read();)
        {
            if (row < 0 ? !records.IsBlank : !records.IsPassedOver)
            {
                if (row >= 0 && valid != (row < _invalid.Length && _invalid[(int)row]))
                {
                    yield return records;
                }

                row++;
            }
        }
    }
}
