using System.CommandLine;
using System.Globalization;
using CouponSync.Simulation;

// The composition root of the simulation: how many months, from which seed, how many at once.
var months = new Option<int>("--months") { Description = "How many months to simulate", DefaultValueFactory = static _ => 1000 };
var seed = new Option<int>("--seed") { Description = "The first month's seed; the others follow", DefaultValueFactory = static _ => 1 };
var replay = new Option<int?>("--replay") { Description = "Simulate the month of this seed alone" };
var parallel = new Option<int>("--parallel") { Description = "How many months at once", DefaultValueFactory = static _ => Environment.ProcessorCount };
var log = new Option<string?>("--log") { Description = "Write the runs' log into this directory" };
var root = new RootCommand("Simulates months of nightly runs under faults; ends with 1 when a run was wrong.") { months, seed, replay, parallel, log };
root.SetAction(async (parsed, cancellationToken) =>
{
    var seeds = parsed.GetValue(replay) is { } one ? [one] : Enumerable.Range(parsed.GetValue(seed), parsed.GetValue(months));
    var total = new SimulationTotal();
    await Parallel.ForEachAsync(
        seeds,
        new ParallelOptions { MaxDegreeOfParallelism = parsed.GetValue(parallel), CancellationToken = cancellationToken },
        async (month, _) => total.Add(month, await SimulatedMonth.RunAsync(month, logDirectory: parsed.GetValue(log))));
    foreach (var failure in total.Failures)
    {
        Console.WriteLine(failure);
    }

    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{total.Months} months, {total.Runs} runs: {total.Incremental} relied on events, {total.Checked} were checked row by row and {total.Counted} by their requests, {total.Kills} were killed ({total.Resumed} gone on with), {total.Stopped} gave up. {total.Faults} requests met a fault, {total.Applied} changes were made, {total.Drift} lost events found; {total.Failures.Count} failures."));
    return total.Failures.Count == 0 ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();
