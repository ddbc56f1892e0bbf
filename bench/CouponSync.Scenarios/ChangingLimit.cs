using System.Globalization;
using System.Text;

namespace CouponSync.Scenarios;

/// <summary>
/// CouponSync, as it is configured by default, against a server that allows less, and from some moment on no less any
/// more: whether it finds the limit, uses it, and finds its way back.
/// </summary>
internal sealed class ChangingLimit(Builds builds, string directory)
{
    /// <summary>The part's heading, and those of its columns that have an aim.</summary>
    public const string Heading = "A limit that changes";
    public const string RefusedSettled = "refused, settled";
    public const string UsedSettled = "used, settled";
    public const string UsedLifted = "used, lifted";
    public const string BackAfter = "back after";

    private const int Coupons = 2_800;
    private const double Full = 25;

    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lifted = TimeSpan.FromSeconds(80);
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Judged = TimeSpan.FromSeconds(15);

    private static readonly Case[] Cases =
    [
        new("10 requests/s, of 25", 100, (10, null), "endpoint=25", 10),
        new("4 in flight, of 16", 400, (null, 4), "endpoint-concurrency=25", 10),
    ];

    /// <summary>Runs all cases.</summary>
    /// <returns>Markdown with a table.</returns>
    public async Task<string> MeasureAsync()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            {Coupons:N0} changes. The server allows less than CouponSync is configured for, and {Lifted.TotalSeconds:0} s after the first update all of it, 25 requests/s. Settled: from {Settled.TotalSeconds:0} s on, as a part of what the limit lets through. Lifted: the {Judged.TotalSeconds:0} s from {Back.TotalSeconds:0} s after that on, as a part of 25 requests/s. Back: the beginning of the first five seconds in which 95 % of 25 requests/s pass. Bound: 10 requests/s, then 25.

            | limit | an answer | {RefusedSettled} | {UsedSettled} | {BackAfter} | {UsedLifted} | requests | refused | updates lost | wall | x bound | exit |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|

            """);
        foreach (var it in Cases)
        {
            text.AppendLine(await RowAsync(it));
        }

        return text.ToString();
    }

    private async Task<string> RowAsync(Case it)
    {
        var scenario = new Scenario(it.Name, Coupons, Coupons, Coupons) { LatencyMilliseconds = it.LatencyMilliseconds, Endpoint = it.Endpoint };
        var data = Dataset.Write(scenario, Path.Combine(directory, "limit.csv"));
        await using var server = await ServerProcess.StartAsync(builds.Server, scenario.ServerArguments);
        var work = Directory.CreateDirectory(Path.Combine(directory, Path.GetRandomFileName())).FullName;
        var running = Task.Run(() => MeasuredRun.OfAsync(Contender.Ours(builds.CouponSync).Start(data.Path, server.Address, work)));
        await server.FirstUpdateAsync(running);
        await Task.WhenAny(running, Task.Delay(Lifted));
        await server.ChangeLimitsAsync(it.Lift);
        var run = await running;
        var updates = await server.UpdatesAsync();
        var (requests, refused) = await server.CountsAsync();
        var lost = await server.LostAsync(data.ChangedIds);
        var settled = Between(updates, Settled, Lifted);
        var lifted = Between(updates, Lifted + Back, Lifted + Back + Judged);
        var bound = Lifted + TimeSpan.FromSeconds((Coupons - (it.Allowed * Lifted.TotalSeconds)) / Full);
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {it.Name} | {it.LatencyMilliseconds} ms | {Percent(settled.Refused, settled.Accepted + settled.Refused)} | {Percent(settled.Accepted, it.Allowed * (Lifted - Settled).TotalSeconds)} | {BackFrom(updates)} | {Percent(lifted.Accepted, Full * Judged.TotalSeconds)} | {requests:N0} | {refused:N0} | {lost:N0} | {run.Wall.TotalSeconds:0.0} s | {run.Wall / bound:0.00} | {run.ExitCode} |");
        Console.Error.WriteLine(row);
        return row;
    }

    private static (int Accepted, int Refused) Between(IReadOnlyList<LoggedUpdate> updates, TimeSpan from, TimeSpan to)
    {
        var part = updates.Where(u => u.At >= from && u.At < to).ToList();
        return (part.Count(static u => !u.IsRefused), part.Count(static u => u.IsRefused));
    }

    private static string BackFrom(IReadOnlyList<LoggedUpdate> updates)
    {
        var window = TimeSpan.FromSeconds(5);
        for (var from = Lifted; from + window <= updates[^1].At; from += TimeSpan.FromSeconds(0.5))
        {
            if (Between(updates, from, from + window).Accepted >= 0.95 * Full * window.TotalSeconds)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{(from - Lifted).TotalSeconds:0.0} s");
            }
        }

        return "never";
    }

    private static string Percent(double part, double whole) =>
        (100 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A limit.</summary>
    /// <param name="Name">For the table.</param>
    /// <param name="LatencyMilliseconds">How long an answer takes.</param>
    /// <param name="Endpoint">What the server allows of each endpoint at first.</param>
    /// <param name="Lift">What lifts it; see <c>/_emulator/limits</c>.</param>
    /// <param name="Allowed">The updates per second it lets through at most.</param>
    private sealed record Case(string Name, int LatencyMilliseconds, (int? RequestsPerSecond, int? Concurrency) Endpoint, string Lift, double Allowed);
}
