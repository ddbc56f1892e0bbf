using System.CommandLine;
using System.Globalization;
using CouponSync.Simulation;

// The composition root of the simulation: how many months, from which seed, how many at once.
var months = new Option<int>("--months") { Description = "How many months to simulate", DefaultValueFactory = static _ => 1000 };
var seed = new Option<int>("--seed") { Description = "The first month's seed; the others follow", DefaultValueFactory = static _ => 1 };
var replay = new Option<int?>("--replay") { Description = "Simulate the month of this seed alone" };
var log = new Option<string?>("--log") { Description = "Write the runs' log into this directory" };
var sabotage = new Option<bool>("--sabotage") { Description = "Make the program wrong, in one way after the other, and tell when that is noticed" };
var root = new RootCommand("Simulates months of nightly runs under faults; ends with 1 when a run was wrong.") { months, seed, replay, log, sabotage };
root.SetAction(async (parsed, cancellationToken) =>
{
    if (parsed.GetValue(sabotage))
    {
        return await NoticeAsync(parsed.GetValue(seed), parsed.GetValue(months));
    }

    var seeds = parsed.GetValue(replay) is { } one ? [one] : Enumerable.Range(parsed.GetValue(seed), parsed.GetValue(months));
    var total = new SimulationTotal();
    // A signal ends it after the month that is under way, with what was found so far.
    foreach (var month in seeds.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
    {
        var result = await SimulatedMonth.RunAsync(month, logDirectory: parsed.GetValue(log));
        var known = total.Failures.Count;
        total.Add(month, result);
        // At once: thousands of months take a while.
        total.Failures.Skip(known).ToList().ForEach(Console.WriteLine);
        if (parsed.GetValue(replay) is not null)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Digest of its requests and reports: {result.Digest:x16}."));
        }
    }

    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{total.Months} months, {total.Runs} runs: {total.Incremental} relied on events, {total.Checked} were checked row by row and {total.Counted} by their requests, {total.Kills} were killed ({total.Resumed} gone on with), {total.Stopped} gave up. {total.Faults} requests met a fault, {total.Applied} changes were made, {total.LostEventsFound} lost events found; {total.Failures.Count} failures."));
    return total.Failures.Count == 0 ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();

static async Task<int> NoticeAsync(int first, int most)
{
    var unnoticed = 0;
    foreach (var fault in Sabotage.All)
    {
        string? failure = null;
        var month = 0;
        while (failure is null && month < most)
        {
            failure = (await SimulatedMonth.RunAsync(first + month++, fault)).Failures.FirstOrDefault();
        }

        unnoticed += failure is null ? 1 : 0;
        Console.WriteLine(failure is null ? $"NOT noticed in {most} months: {fault.Name}" : $"Noticed in month {month}: {fault.Name}: {failure.Split(". The month:")[0]}");
    }

    return unnoticed == 0 ? 0 : 1;
}
