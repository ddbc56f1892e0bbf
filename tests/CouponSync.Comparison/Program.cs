using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CouponSync.Comparison;

// Compares what the working copy does with what a commit did: README.md says what is compared, and how it is used.
// Both accounts are the working copy's emulator, so that only the programs differ.
var @base = new Option<string>("--base") { Description = "The commit to compare with", DefaultValueFactory = static _ => "HEAD" };
var only = new Option<string?>("--only") { Description = "Only the scenarios whose name contains this", HelpName = "name" };
var full = new Option<bool>("--full") { Description = "Show every different line, to its end" };
var keep = new Option<bool>("--keep") { Description = "Keep what the runs left behind, and say where" };
var root = new RootCommand("Compares the present program with that of an earlier commit; ends with 1 when something differs.") { @base, only, full, keep };
root.SetAction(async (parsed, cancellationToken) =>
{
    var watch = Stopwatch.StartNew();
    var scenarios = Scenarios.All.Where(s => s.Name.Contains(parsed.GetValue(only) ?? "", StringComparison.OrdinalIgnoreCase)).ToList();
    var programs = Programs.Publish(parsed.GetRequiredValue(@base));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Both programs are published after {watch.Elapsed.TotalSeconds:0} s."));
    var directory = Directory.CreateTempSubdirectory("couponsync-comparison-").FullName;
    var found = new ConcurrentDictionary<string, IReadOnlyList<Difference>>();
    try
    {
        await Parallel.ForEachAsync(scenarios, cancellationToken, async (scenario, _) =>
        {
            var began = watch.Elapsed;
            var differences = found[scenario.Name] = await scenario.CompareAsync(programs, directory);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{scenario.Name,-48} {(differences.Count == 0 ? "the same" : "DIFFERENT"),-9} {scenario.Steps.Count,2} steps {(watch.Elapsed - began).TotalSeconds,5:0.0} s"));
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

    new Report(parsed.GetValue(full)).Write([.. scenarios.SelectMany(s => found[s.Name])]);
    var different = found.Values.Count(static d => d.Count > 0);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"\n{found.Count} scenarios, {found.Count - different} the same, {different} different; {watch.Elapsed.TotalSeconds:0} s"));
    return different == 0 && scenarios.Count > 0 ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();
