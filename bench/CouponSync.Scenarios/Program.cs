using System.Globalization;
using System.Runtime.InteropServices;
using CouponSync.Scenarios;
using CouponSync.StripeApi;

// dotnet run -c Release --project bench/CouponSync.Scenarios
//     [-- --only PART[,PART]] [--without CONTENDER] [--rows N] [--out FILE]
for (var i = 0; i < args.Length; i += 2)
{
    if (args[i] is not ("--only" or "--without" or "--rows" or "--out") || i + 1 == args.Length)
    {
        Console.Error.WriteLine($"{args[i]}: there are --only PART[,PART], --without CONTENDER, --rows N and --out FILE.");
        return 1;
    }
}

var root = Root();
var rows = int.Parse(Option("--rows") ?? "1000000", CultureInfo.InvariantCulture);
var bench = Path.Combine(root, "bench");
var output = Option("--out") ?? Path.Combine(bench, "RESULTS.md");
var work = Directory.CreateTempSubdirectory("couponsync-bench-").FullName;
try
{
    Builds? published = null;
    Builds Published() => published ??= Builds.Publish(root, Path.Combine(work, "programs"));

    Part[] parts =
    [
        new("contest", async () => $"## {Contest.Heading}\n\n{Where()} Peers as pinned in `bench/peers`.\n"
            + await new Contest(Published(), Contender.All(Published(), Path.Combine(bench, "peers"), Option("--without")), work).RunAsync(Scenario.All)),
        new("fetch", () => Task.FromResult($"## {FetchPlanning.Heading}\n\n{Where()} {FetchPlanning.Measure()}")),
        new("limits", async () => $"## {ChangingLimit.Heading}\n\n{Where()}\n\n{await new ChangingLimit(Published(), work).MeasureAsync()}"),
        new("start", async () => $"## Start-up\n\n{Where()} Best of seven.\n\n| what | wall | CPU | peak memory |\n|---|--:|--:|--:|\n"
            + await new LargeRuns(Published(), work).StartUpAsync()),
        new("large", async () => $"## Memory\n\n{Where()} At 500 requests/s, twenty times Stripe's rate, so that it ends in minutes.\n\n| command | 10,000: peak | wall | {rows:N0}: peak | wall | CPU | ratio of peaks |\n|---|--:|--:|--:|--:|--:|--:|\n"
            + await new LargeRuns(Published(), work).MemoryAsync(rows)),
        new("nightly", async () => await new NightlyRuns(Published(), work).MeasureAsync(rows)),
    ];
    var names = parts.Select(static p => p.Name).ToArray();
    var only = Option("--only")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? names;
    if (only.Except(names).FirstOrDefault() is { } unknown)
    {
        Console.Error.WriteLine($"There is no part '{unknown}'; there are {string.Join(", ", names)}.");
        return 1;
    }

    // What an earlier run measured stays; each part is written as soon as it is there.
    var document = ResultsDocument.Parse(File.Exists(output) ? await File.ReadAllTextAsync(output) : "");
    foreach (var part in parts.Where(p => only.Contains(p.Name)))
    {
        document.Set(part.Name, (await part.MeasureAsync()).ReplaceLineEndings("\n"));
        await WriteAsync(document);
    }

    await WriteAsync(document);
    return 0;

    // CouponSync.Benchmarks writes its tables into a file of its own.
    async Task WriteAsync(ResultsDocument whole)
    {
        var benchmarks = Path.Combine(bench, "benchmarks.md");
        whole.Set("benchmarks", File.Exists(benchmarks) ? await File.ReadAllTextAsync(benchmarks) : null);
        await File.WriteAllTextAsync(
            output, whole.Compose([.. names, "benchmarks"], await File.ReadAllTextAsync(Path.Combine(bench, "notes.md"))));
    }
}
finally
{
    Directory.Delete(work, recursive: true);
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;

// The load before it begins tells how far wall times can be believed.
static string Where() => string.Create(
    CultureInfo.InvariantCulture,
    $"Measured on {DateTime.UtcNow:yyyy-MM-dd}: {Environment.ProcessorCount} cores (load {File.ReadAllText("/proc/loadavg").Split(' ')[0]} before), {RuntimeInformation.OSDescription}, .NET {Environment.Version}, {StripeLibrary.Description}.");

static string Root()
{
    var directory = AppContext.BaseDirectory;
    while (!File.Exists(Path.Combine(directory, "CouponSync.sln")))
    {
        directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Run it inside the repository.");
    }

    return directory;
}
