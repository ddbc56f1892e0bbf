using CouponSync.Coupons;

namespace CouponSync.Loading.Csv;

/// <summary>One loading of one input: the steps, in their order.</summary>
/// <param name="input">Where the bytes come from.</param>
/// <param name="options">How they are to be understood.</param>
/// <param name="workDirectory">An existing directory for temporary files.</param>
/// <param name="loaded">Takes what is read.</param>
/// <param name="cancellationToken">Ends the loading between two rows.</param>
internal sealed class CsvLoad(
    CsvInput input,
    CsvReadOptions options,
    string workDirectory,
    LoadedInput loaded,
    CancellationToken cancellationToken)
{
    private const int RowsBetweenLooks = 1024;

    /// <summary>Reads the input as far as it can be read.</summary>
    public void Run()
    {
        try
        {
            Read();
        }
        catch (InvalidInputException e)
        {
            loaded.Add(e.Problem);
        }
    }

    private void Read()
    {
        var (raw, bytes) = input.Open();
        using var _ = raw;
        using var text = new Utf8InputStream(bytes, input.Name);
        using var reader = new CouponCsvReader(text, options);

        var headerProblems = new List<Problem>();
        reader.ReadHeader(headerProblems);
        headerProblems.ForEach(loaded.Add);
        var spool = RowSpool.Create(workDirectory, reader.Header);
        loaded.Begin(spool);
        if (reader.Header.IdIndex < 0)
        {
            // Nothing more can be said about rows that name no coupon.
            return;
        }

        using var ids = new DuplicateIds(workDirectory);
        try
        {
            ReadRows(reader, ids);
            loaded.Sha256 = raw.Finish();
        }
        finally
        {
            // Also when the rest cannot be read: every problem of the file is to be known at once.
            spool.Flush();
            ReportDuplicates(spool, ids);
        }

        if (loaded.RowCount == 0)
        {
            throw new InvalidInputException(new Problem(
                "no_rows", $"{input.Name} has a header but no data rows. Add a row for each coupon.")
            { Line = reader.Header.Line });
        }
    }

    private void ReadRows(CouponCsvReader reader, DuplicateIds ids)
    {
        var idColumn = reader.Header.IdIndex;
        while (reader.ReadRow())
        {
            if (loaded.RowCount % RowsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var row = reader.Row;
            var place = loaded.Add(row, reader.RowProblems);
            if (reader.RowHasId && !row.IsEmpty(idColumn))
            {
                ids.Add(row[idColumn], new IdPlace(row.Line, place));
            }
        }
    }

    /// <summary>
    /// Every row of an id that occurs more than once is invalid, the first one too: nobody knows which is meant.
    /// </summary>
    private void ReportDuplicates(RowSpool spool, DuplicateIds ids)
    {
        var column = spool.Header.Columns[spool.Header.IdIndex].ShownName;
        var found = ids.Find(spool.IdAt).ToList();
        var again = found.Select(d => (d.Again, d.Id, Where: $"first on line {d.First.Line}"));
        var first = found.GroupBy(static d => d.First).Select(static g => g.MinBy(static d => d.Again.Line))
            .Select(d => (Again: d.First, d.Id, Where: $"again on line {d.Again.Line}"));
        foreach (var (place, id, where) in again.Concat(first).OrderBy(static r => r.Again.Line))
        {
            var message = $"The coupon `{CellText.Shorten(id)}` is in the file more than once, {where}. Keep one row for each coupon.";
            loaded.AddDuplicate(
                place.Place,
                new Problem("duplicate_id", message) { Line = place.Line, Id = id, Column = column });
        }
    }
}
