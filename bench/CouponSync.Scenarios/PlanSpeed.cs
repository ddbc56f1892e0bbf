using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Emulator;
using CouponSync.Loading.Csv;
using CouponSync.Loading.Matching;
using CouponSync.Loading.Remote;
using CouponSync.Planning;
using CsvHelper;

namespace CouponSync.Scenarios;

/// <summary>
/// Planning unchanged rows from an image on disk, against CsvHelper alone reading the same file, in one run. What is
/// compared is processor time: on a busy machine the longer of two works waits more often than the shorter.
/// </summary>
internal static class PlanSpeed
{
    private const int Rounds = 7;

    /// <summary>Measures all in turns, the best of several each.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="directory">For the files.</param>
    /// <returns>Rows of a Markdown table.</returns>
    public static async Task<string> MeasureAsync(int rows, string directory)
    {
        var file = Dataset.Write(new Scenario("plan", rows, rows, 0), Path.Combine(directory, "plan.csv")).Path;
        using var image = Fill(RemoteImage.Create(Path.Combine(directory, "plan.db"), livemode: false), rows);
        await using var input = await LoadAsync(file, directory);
        var (reading, planning, making, all) = (TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < Rounds; i++)
        {
            // What a run with other columns leaves is of no use: the next one makes the fingerprints anew.
            image.Fingerprints.Record(new FingerprintRecipe([], HasName: false, Prunes: false));
            image.Fingerprints.Complete();
            making = Least(making, Timed(() => Plan(input, image, directory)), rows);
            reading = Least(reading, Timed(() => Read(file)), rows);
            planning = Least(planning, Timed(() => Plan(input, image, directory)), rows);
            all = Least(all, Timed(() => LoadAndPlan(file, image, directory)), rows);
        }

        return Row(string.Create(CultureInfo.InvariantCulture, $"{rows:N0}"), planning)
            + Row("reading the file, with all checks, and planning", all)
            + Row("planning the first time by these columns", making)
            + $"\nProcessor time of all threads, user and system, the best of {Rounds}.\n";

        string Row(string what, TimeSpan took) => string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {reading.TotalSeconds:0.00} s | {took.TotalSeconds:0.00} s | {took / reading:0.00} |\n");
    }

    private static Task<LoadedInput> LoadAsync(string file, string directory) =>
        CsvLoader.LoadAsync(CsvInput.FromPath(file), new CsvReadOptions(), directory, CancellationToken.None);

    private static int LoadAndPlan(string file, RemoteImage image, string directory)
    {
        var input = LoadAsync(file, directory).GetAwaiter().GetResult();
        var unchanged = Plan(input, image, directory);
        input.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return unchanged;
    }

    private static RemoteImage Fill(RemoteImage image, int rows)
    {
        var emulator = new StripeEmulator(new EmulatorOptions(), TimeProvider.System);
        emulator.SeedCoupons(rows);
        foreach (var page in emulator.Coupons().Chunk(100))
        {
            image.Put(page.Select(static c => new RemoteCoupon
            {
                Id = c.Id,
                Created = c.Created,
                Livemode = false,
                Name = c.Name,
                Metadata = CouponMetadata.From(c.Metadata),
                Terms = new CouponTerms { PercentOff = c.Terms.PercentOff, AmountOff = c.Terms.AmountOff, Currency = c.Terms.Currency, Duration = c.Terms.Duration },
            }));
        }

        return image;
    }

    private static int Read(string file)
    {
        using var csv = CsvReader.FromFile(file, new CsvReaderOptions());
        var rows = 0;
        while (csv.Read())
        {
            for (var i = 0; i < 4; i++)
            {
                _ = csv.GetString(i);
            }

            rows++;
        }

        return rows;
    }

    private static int Plan(LoadedInput input, RemoteImage image, string directory)
    {
        var options = new PlanOptions();
        var unchanged = FingerprintJoin.Find(input, image, options.PruneMetadata, [], directory, CancellationToken.None);
        var planner = new CouponPlanner(new CouponDiff(options), image.Find, static _ => null)
        {
            IsSurelyUnchanged = row =>
            {
                var holds = RecordComparison.Holds(row, image.Record(row.Id), options);
                image.Release();
                return holds;
            },
        };
        var counts = planner.Plan(input.Rows(CancellationToken.None, unchanged), static _ => { }, static _ => { }, CancellationToken.None);
        return (int)(input.ValidCount - counts.Rows + counts.Unchanged);
    }

    private static (TimeSpan Took, int Rows) Timed(Func<int> work)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        var rows = work();
        return (Environment.CpuUsage.TotalTime - before, rows);
    }

    private static TimeSpan Least(TimeSpan best, (TimeSpan Took, int Rows) run, int rows) =>
        run.Rows != rows ? throw new InvalidOperationException($"{run.Rows} of {rows} rows were dealt with.")
        : run.Took < best ? run.Took : best;
}
