using System.Globalization;
using System.Runtime.InteropServices;
using CouponSync.Scenarios;

// dotnet run -c Release --project bench/CouponSync.Scenarios [-- --rows N] [--only contest|large|plan|nightly] [--out FILE]
var rows = int.Parse(Option("--rows") ?? "1000000", CultureInfo.InvariantCulture);
var only = Option("--only");
var root = Root();
var output = Option("--out") ?? Path.Combine(root, "bench", "RESULTS.md");
var work = Directory.CreateTempSubdirectory("couponsync-bench-").FullName;
try
{
    var builds = Builds.Publish(root, Path.Combine(work, "programs"));
    using var text = new StringWriter(CultureInfo.InvariantCulture);
    text.Write($"""
        # Measured

        Made by `dotnet run -c Release --project bench/CouponSync.Scenarios` on {DateTime.UtcNow:yyyy-MM-dd}: {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, {StripeSdk.SdkEdition.Description}. Peers as pinned in `bench/peers/package.json`. Every contender runs as a process against the emulator as another process, over loopback, with the same data; the server's cost is not in the figures.

        """);
    if (only is null or "contest")
    {
        var contenders = Contender.Find(builds.CouponSync, Path.Combine(root, "bench", "peers"));
        text.Write("\n## The job, done by each\n");
        text.Write(await new Contest(builds, contenders, work).RunAsync(Scenario.All));
    }

    if (only is null or "plan")
    {
        text.Write("\n## Planning\n\nUnchanged rows from a remote image on disk, against CsvHelper alone reading every field of the same file, in the same run.\n\n| rows | CsvHelper | planning | ratio |\n|--:|--:|--:|--:|\n");
        text.Write(await PlanSpeed.MeasureAsync(rows, work));
    }

    if (only is null or "large")
    {
        var large = new LargeRuns(builds, work);
        text.Write("\n## Start-up\n\nBest of seven.\n\n| what | wall | CPU | peak memory |\n|---|--:|--:|--:|\n");
        text.Write(await large.StartUpAsync());
        text.Write($"\n## Memory\n\nAt 500 requests/s, twenty times Stripe's rate, so that it ends in minutes.\n\n| command | 10,000: peak | wall | {rows:N0}: peak | wall | CPU | ratio of peaks |\n|---|--:|--:|--:|--:|--:|--:|\n");
        text.Write(await large.MemoryAsync(rows));
    }

    text.Write(only is null or "nightly" ? await new NightlyRuns(builds, work).MeasureAsync(rows) : "");

    await File.WriteAllTextAsync(output, text.ToString().ReplaceLineEndings("\n"));
    Console.WriteLine(text);
    return 0;
}
finally
{
    Directory.Delete(work, recursive: true);
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;

static string Root()
{
    var directory = AppContext.BaseDirectory;
    while (!File.Exists(Path.Combine(directory, "CouponSync.sln")))
    {
        directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Run it inside the repository.");
    }

    return directory;
}
