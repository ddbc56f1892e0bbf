using CouponSync.Input;
using CouponSync.Remote;
using CouponSync.Reporting.Progress;

namespace CouponSync.Pipelines;

/// <summary>Reads the input.</summary>
internal static class InputStage
{
    /// <summary>Reads the input to its end and checks it; nothing is sent.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The input as it was given: a path, or <c>-</c>.</param>
    /// <returns>The input, which the run's record disposes of: the report is made from it.</returns>
    public static async Task<LoadedInput> LoadAsync(RunContext run, string path)
    {
        run.Progress.Start(ProgressPhase.ReadingFile, null);
        var input = await CsvLoader.LoadAsync(
            CsvInput.From(path, run.OpenInput), run.Settings.Csv.ReadOptions(), run.Directory.Path, run.Stop);
        run.Record.Loaded(path, input);
        run.Log.Information(
            "Read {Rows} rows of {Input}, {Invalid} invalid (SHA-256 {Sha256})",
            input.RowCount, path, input.InvalidCount, input.Sha256);
        return input;
    }

    /// <summary>What the valid rows of an input need of Stripe.</summary>
    public static FetchRequest CouponsOf(LoadedInput input) => new(
        input.Ids(),
        input.ValidCount,
        input.Header.Columns.Any(static c => c is { Kind: CsvColumnKind.Term, Key: "applies_to" } or { Kind: CsvColumnKind.CurrencyOption }));
}
