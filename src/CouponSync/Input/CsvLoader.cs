using CouponSync.Coupons;
using CouponSync.Settings;

namespace CouponSync.Input;

/// <summary>Reads a CSV to its end, checks all of it, and keeps its text where its rows can be read again.</summary>
internal static class CsvLoader
{
    private const int RowsBetweenLooks = 1024;

    /// <summary>Loads an input. Nothing is sent anywhere, and a bad input is no exception but part of the result.</summary>
    /// <param name="input">Where the bytes come from.</param>
    /// <param name="options">How they are to be understood.</param>
    /// <param name="workDirectory">A directory for temporary files; it is created when it does not exist.</param>
    /// <param name="cancellationToken">Ends the loading, also while standard input keeps silent.</param>
    public static async Task<LoadedInput> LoadAsync(
        CsvInput input, CsvReadOptions options, string workDirectory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(workDirectory);

        var loaded = new LoadedInput(workDirectory, options.SkipInvalid);

        // Parsing is CPU work over blocking reads. A console cannot be read with cancellation: then the thread is left
        // behind, and cleans up when its read returns or the process ends.
        var load = Task.Run(
            () => ReadAsync(input, options, workDirectory, loaded, cancellationToken), CancellationToken.None);
        try
        {
            await load.WaitAsync(cancellationToken);
            return loaded;
        }
        catch
        {
            _ = load.ContinueWith(
                static (_, state) => ((LoadedInput)state!).DisposeAsync().AsTask(),
                loaded,
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Reads the input as far as it can be read.</summary>
    private static async Task ReadAsync(
        CsvInput input, CsvReadOptions options, string workDirectory, LoadedInput loaded, CancellationToken cancellationToken)
    {
        try
        {
            var text = await InputNormaliser.CopyAsync(input, workDirectory, cancellationToken);
            loaded.Begin(text);
            Check(text, input.Name, options, workDirectory, loaded, cancellationToken);
        }
        catch (InvalidInputException e)
        {
            loaded.Add(e.Problem);
        }
    }

    private static void Check(
        NormalisedText text,
        string name,
        CsvReadOptions options,
        string workDirectory,
        LoadedInput loaded,
        CancellationToken cancellationToken)
    {
        var headerProblems = new List<Problem>();
        using var reader = new CouponCsvReader(text, options, headerProblems);
        headerProblems.ForEach(loaded.Add);
        loaded.Begin(reader.Dialect, reader.Header);
        reader.PassedOver = loaded.Add;
        if (reader.Header.IdIndex < 0)
        {
            // Nothing more can be said about rows that name no coupon.
            return;
        }

        using var ids = new DuplicateIds(workDirectory);
        try
        {
            while (reader.ReadRow())
            {
                if (loaded.RowCount % RowsBetweenLooks == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                if (reader.Id is { Length: > 0 } id)
                {
                    ids.Add(loaded.RowCount, reader.Line, id);
                }

                loaded.AddRow(reader.RowProblems);
            }

            loaded.Sha256 = text.Sha256;
        }
        finally
        {
            // Also when the rest cannot be read: every problem of the file is to be known at once.
            ReportDuplicates(ids, loaded);
        }

        if (loaded.RowCount == 0)
        {
            throw new InvalidInputException(new Problem(
                "no_rows", $"{name} has a header but no data rows. Add a row for each coupon.")
            { Line = reader.Header.Line });
        }
    }

    /// <summary>
    /// Every row of an id that occurs more than once is invalid, the first one too: nobody knows which is meant.
    /// </summary>
    private static void ReportDuplicates(DuplicateIds ids, LoadedInput loaded)
    {
        var column = loaded.Header.Columns[loaded.Header.IdIndex].ShownName;
        foreach (var (row, line, id, other) in ids.Find())
        {
            var where = other < line ? $"first on line {other}" : $"again on line {other}";
            var message = $"The coupon `{CellText.Shorten(id)}` is in the file more than once, {where}. Keep one row for each coupon.";
            loaded.AddDuplicate(row, new Problem("duplicate_id", message) { Line = line, Id = id, Column = column });
        }
    }
}
