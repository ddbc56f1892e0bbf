using CouponSync.Coupons;

namespace CouponSync.Loading.Csv;

/// <summary>A row that cannot be used, for <c>errors.csv</c>.</summary>
/// <param name="Line">Its physical line.</param>
/// <param name="Cells">Its cells as they were read; not always one for each column.</param>
/// <param name="Problem">The first error in it.</param>
internal sealed record FailedRow(long Line, IReadOnlyList<string> Cells, Problem Problem);

/// <summary>
/// The whole input, read to the end and checked, or as far as it could be read. Rows and problems stream from
/// temporary files, which are deleted when this is disposed of.
/// </summary>
internal sealed class LoadedInput : IAsyncDisposable
{
    private readonly ProblemLog _rowProblems;
    private readonly ProblemLog _duplicates;
    private RowSpool? _spool;

    /// <summary>An input of which nothing was read yet.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="workDirectory">An existing directory for temporary files.</param>
    /// <param name="skipsInvalid">Whether the valid rows may be used when others are invalid.</param>
    public LoadedInput(string name, string workDirectory, bool skipsInvalid)
    {
        Name = name;
        SkipsInvalid = skipsInvalid;
        _rowProblems = new ProblemLog(workDirectory);
        _duplicates = new ProblemLog(workDirectory);
    }

    /// <summary>The input's name.</summary>
    public string Name { get; }

    /// <summary>The header; without columns when the input could not be read that far.</summary>
    public CsvHeader Header => _spool?.Header ?? CsvHeader.None;

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

    /// <summary>Whether the valid rows may be used when others are invalid.</summary>
    public bool SkipsInvalid { get; }

    /// <summary>
    /// Whether the run may go on: the input is fine, or only some of its rows are not and they are to be skipped.
    /// </summary>
    public bool IsUsable => Fatal is null && (ErrorCount == 0 || SkipsInvalid);

    /// <summary>Takes the spool of the rows, as soon as the header is known.</summary>
    public void Begin(RowSpool spool) => _spool = spool;

    /// <summary>Takes a problem of the input as a whole, or of its header.</summary>
    public void Add(Problem problem)
    {
        _rowProblems.Add(problem);
        Fatal = problem.Severity == ProblemSeverity.Error ? problem : Fatal;
    }

    /// <summary>Takes a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="problems">What is wrong with it.</param>
    /// <returns>Its place in the spool.</returns>
    public long Add(Utf8Row row, IReadOnlyList<Problem> problems)
    {
        var isValid = true;
        for (var i = 0; i < problems.Count; i++)
        {
            _rowProblems.Add(problems[i]);
            isValid &= problems[i].Severity != ProblemSeverity.Error;
        }

        RowCount++;
        ValidCount += isValid ? 1 : 0;
        return _spool!.Append(row, isValid);
    }

    /// <summary>Takes what is wrong with the id of a row that was added before.</summary>
    /// <param name="place">The row's place in the spool.</param>
    /// <param name="problem">The problem; these come in the order of the lines.</param>
    public void AddDuplicate(long place, Problem problem)
    {
        _duplicates.Add(problem);
        ValidCount -= _spool!.MarkInvalid(place) ? 1 : 0;
    }

    /// <summary>Every problem, in the order of the lines.</summary>
    public IEnumerable<Problem> Problems()
    {
        using var duplicates = _duplicates.Read().GetEnumerator();
        var hasDuplicate = duplicates.MoveNext();
        foreach (var problem in _rowProblems.Read())
        {
            for (; hasDuplicate && duplicates.Current.Line < (problem.Line ?? long.MaxValue); hasDuplicate = duplicates.MoveNext())
            {
                yield return duplicates.Current;
            }

            yield return problem;
        }

        for (; hasDuplicate; hasDuplicate = duplicates.MoveNext())
        {
            yield return duplicates.Current;
        }
    }

    /// <summary>The valid rows, in the order of the file. It can be called again.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IEnumerable<CouponRow> Rows(CancellationToken cancellationToken)
    {
        foreach (var row in _spool?.Rows() ?? [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    /// <summary>The ids of the valid rows, in the order of the file. It can be called again.</summary>
    public IEnumerable<string> Ids() => _spool?.Ids() ?? [];

    /// <summary>The invalid rows, in the order of the file, each with its first error.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IEnumerable<FailedRow> InvalidRows(CancellationToken cancellationToken)
    {
        if (_spool is null)
        {
            yield break;
        }

        using var problems = Problems().Where(static p => p.Severity == ProblemSeverity.Error).GetEnumerator();
        var hasProblem = problems.MoveNext();
        var next = NextLine();
        long NextLine() => hasProblem ? problems.Current.Line ?? long.MaxValue : long.MaxValue;

        using var rows = _spool.InvalidRows().GetEnumerator();
        var hasRow = rows.MoveNext();
        while (hasRow)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (line, cells) = rows.Current;
            hasRow = rows.MoveNext();

            // A problem may lie on a later line of its row; those of the header and of the file come before or after.
            for (; hasProblem && next < line; next = NextLine())
            {
                hasProblem = problems.MoveNext();
            }

            if (hasProblem && next != long.MaxValue)
            {
                yield return new FailedRow(line, cells, problems.Current);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _spool?.Dispose();
        _rowProblems.Dispose();
        _duplicates.Dispose();
        return ValueTask.CompletedTask;
    }
}
