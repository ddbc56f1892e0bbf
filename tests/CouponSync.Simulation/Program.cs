using System.CommandLine;
using System.Globalization;
using CouponSync.Simulation;
using CouponSync.Simulation.Cases;

// The composition root of the simulation: how many months, from which seed, how many at once.
var months = new Option<int>("--months") { Description = "How many months to simulate", DefaultValueFactory = static _ => 1000 };
var seed = new Option<int>("--seed") { Description = "The first month's seed; the others follow", DefaultValueFactory = static _ => 1 };
var replay = new Option<int?>("--replay") { Description = "Simulate the month of this seed alone" };
var log = new Option<string?>("--log") { Description = "Write the runs' log into this directory" };
var sabotage = new Option<bool>("--sabotage") { Description = "Make the program wrong, in one way after the other, and tell when that is noticed" };
var cases = new Option<int?>("--cases") { Description = "Simulate this many cases in place of months: syncs, saved plans, resumed runs, reverts, under everything that can go wrong" };
var replayCase = new Option<int?>("--replay-case") { Description = "Simulate the case of this seed alone, and find the least that goes wrong in it" };
var root = new RootCommand("Simulates months of nightly runs under faults; ends with 1 when a run was wrong.") { months, seed, replay, log, sabotage, cases, replayCase };
root.SetAction(async (parsed, cancellationToken) =>
{
    if ((parsed.GetValue(replayCase) is not null ? 1 : parsed.GetValue(cases)) is { } many)
    {
        return await CasesAsync(parsed.GetValue(replayCase) ?? parsed.GetValue(seed), many, cancellationToken);
    }

    if (parsed.GetValue(sabotage))
    {
        return await NoticeAsync(parsed.GetValue(seed), parsed.GetValue(months));
    }

    var seeds = parsed.GetValue(replay) is { } month ? [month] : Enumerable.Range(parsed.GetValue(seed), parsed.GetValue(months));
    var total = new SimulationTotal();
    // A signal ends it after the month that is under way, with what was found so far.
    foreach (var number in seeds.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
    {
        var result = await SimulatedMonth.RunAsync(number, logDirectory: parsed.GetValue(log));
        var known = total.Failures.Count;
        total.Add(number, result);
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

static async Task<int> CasesAsync(int first, int many, CancellationToken cancellationToken)
{
    var failures = 0;
    var (done, runs, kills, resumed, reverts, made, faults) = (0, 0L, 0L, 0L, 0L, 0L, 0L);
    for (; done < many && !cancellationToken.IsCancellationRequested; done++)
    {
        var setting = CaseSetting.Draw(first + done);
        var result = await SimulatedCase.RunAsync(setting);
        (runs, kills, resumed, reverts, made, faults) = (runs + result.Runs, kills + result.Kills, resumed + result.Resumed, reverts + result.Reverts, made + result.Made, faults + result.Faults);
        if (result.Failures.Count > 0)
        {
            failures++;
            Console.WriteLine($"Case {setting.Seed} ({setting}):");
            result.Failures.Take(3).ToList().ForEach(static f => Console.WriteLine("  " + f));
            Console.WriteLine($"  Less goes wrong in: {await Shrinking.ShrinkAsync(setting)}");
            Console.WriteLine($"  To see it again: dotnet run -c Release --project tests/CouponSync.Simulation -- --replay-case {setting.Seed}");
        }
    }

    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{done} cases, {runs} runs: {kills} were killed ({resumed} gone on with), {reverts} took one back; {faults} requests met a fault, {made} changes were made; {failures} cases failed."));
    return failures == 0 ? 0 : 1;
}
