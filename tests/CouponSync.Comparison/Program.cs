using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CouponSync.Comparison;

// Compares what the present tree does with what an earlier commit did: README.md says what is compared, and how it is used.
// Both accounts are the present tree's emulator, so that only the programs differ.
var @base = new Option<string>("--base") { Description = "The commit to compare with", DefaultValueFactory = static _ => ExpectedDifferences.Base };
var only = new Option<string?>("--only") { Description = "Only the scenarios whose name contains this", HelpName = "name" };
var full = new Option<bool>("--full") { Description = "Show every different line, to its end" };
var keep = new Option<bool>("--keep") { Description = "Keep what the runs left behind, and say where" };
var root = new RootCommand("Compares the present program with that of an earlier commit; ends with 1 when something differs unexpectedly.") { @base, only, full, keep };
root.SetAction(async (parsed, cancellationToken) =>
{
    var watch = Stopwatch.StartNew();
    var scenarios = Scenarios.All.Where(s => s.Name.Contains(parsed.GetValue(only) ?? "", StringComparison.OrdinalIgnoreCase)).ToList();
    var expected = parsed.GetRequiredValue(@base) == ExpectedDifferences.Base ? ExpectedDifferences.All : [];
    var programs = Programs.Publish(parsed.GetRequiredValue(@base));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Both programs are published after {watch.Elapsed.TotalSeconds:0} s."));
    var directory = Directory.CreateTempSubdirectory("couponsync-comparison-").FullName;
    var found = new ConcurrentDictionary<string, IReadOnlyList<Difference>>();
    try
    {
        await Parallel.ForEachAsync(scenarios, cancellationToken, async (scenario, _) =>
        {
            var began = watch.Elapsed;
            var differences = found[scenario.Name] = await scenario.CompareAsync(programs, directory, expected);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{scenario.Name,-48} {Verdict(differences),-21} {scenario.Steps.Count,2} steps {(watch.Elapsed - began).TotalSeconds,5:0.0} s"));
        });
    }
    finally
    {
        if (parsed.GetValue(keep))
        {
            Console.WriteLine($"What the runs left behind is in {directory}");
        }
        else
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    var all = scenarios.SelectMany(s => found[s.Name]).ToList();
    new Report(parsed.GetValue(full)).Write(all);
    Report.WriteReasons(all);
    var occurring = all.Select(static d => d.Expected).ToHashSet();
    var gone = parsed.GetValue(only) is null ? expected.Where(e => !occurring.Contains(e)).ToList() : [];
    foreach (var one in gone)
    {
        Console.WriteLine($"\nNo longer occurs, and is to be taken out of {nameof(ExpectedDifferences)}: {one.Place} | {one.Part} | {one.Line}");
    }

    var different = found.Values.Count(static d => d.Any(static one => one.Expected is null));
    var same = found.Values.Count(static d => d.Count == 0);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"\n{found.Count} scenarios, {same} the same, {found.Count - same - different} different on purpose, {different} different; {watch.Elapsed.TotalSeconds:0} s"));
    return different + gone.Count == 0 && scenarios.Count > 0 ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();

static string Verdict(IReadOnlyList<Difference> differences) =>
    differences.Count == 0 ? "the same" : differences.All(static d => d.Expected is not null) ? "different on purpose" : "DIFFERENT";
