namespace CouponSync.Loading.Csv;

/// <summary>Reads a CSV to its end, checks all of it, and keeps its rows where they can be read again.</summary>
internal static class CsvLoader
{
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
            () => new CsvLoad(input, options, workDirectory, loaded, cancellationToken).Run(), CancellationToken.None);
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
}
