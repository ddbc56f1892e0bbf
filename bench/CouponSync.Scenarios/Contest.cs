using System.Globalization;
using System.Text;

namespace CouponSync.Scenarios;

/// <summary>Lets every contender do every scenario, each on a fresh server.</summary>
internal sealed class Contest(Builds builds, IReadOnlyList<Contender> contenders, string directory)
{
    /// <summary>The part's heading, and those of its columns that have an aim.</summary>
    public const string Heading = "The job, done by each";
    public const string RequestRatio = "requests/bound";
    public const string WallRatio = "wall/bound";

    /// <summary>Runs it.</summary>
    /// <param name="scenarios">What to run.</param>
    /// <returns>A Markdown table a scenario.</returns>
    public async Task<string> RunAsync(IEnumerable<Scenario> scenarios)
    {
        var text = new StringBuilder();
        foreach (var scenario in scenarios)
        {
            text.Append(CultureInfo.InvariantCulture, $"""

                ### {scenario.Name}

                {scenario.Coupons:N0} coupons, {scenario.Rows:N0} rows, {scenario.Changed:N0} changes; {scenario.LatencyMilliseconds} ms an answer, {scenario.RequestsPerSecond} requests/s, {scenario.Concurrency} in flight. Bound: {scenario.FewestRequests:N0} requests, {scenario.ShortestTime.TotalSeconds:0.0} s.

                | contender | requests | {RequestRatio} | refused | updates lost | wall | {WallRatio} | CPU | peak memory | exit |
                |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|

                """);
            var data = Dataset.Write(scenario, Path.Combine(directory, "coupons.csv"));
            foreach (var contender in contenders)
            {
                text.AppendLine(await RowAsync(scenario, contender, data));
            }
        }

        return text.ToString();
    }

    private async Task<string> RowAsync(Scenario scenario, Contender contender, Dataset data)
    {
        if (contender.IsAbsent is { } why)
        {
            return $"| {contender.Name}: {why} | | | | | | | | | |";
        }

        await using var server = await ServerProcess.StartAsync(builds.Server, scenario.ServerArguments);
        var work = Directory.CreateDirectory(Path.Combine(directory, Path.GetRandomFileName())).FullName;
        var run = await MeasuredRun.OfAsync(contender.Start(data.Path, server.Address, work));
        var (requests, refused) = await server.CountsAsync();
        var lost = await server.LostAsync(data.ChangedIds);
        // Without anything to do the bound is a time of nearly nothing; a ratio to that says nothing.
        var slower = scenario.ShortestTime < TimeSpan.FromSeconds(2) ? "" : Ratio(run.Wall / scenario.ShortestTime);
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {contender.Name} | {requests:N0} | {Ratio((double)requests / scenario.FewestRequests)} | {refused:N0} | {lost:N0} | {run.Wall.TotalSeconds:0.0} s | {slower} | {run.Cpu.TotalSeconds:0.0} s | {run.PeakBytes / 1048576.0:0} MB | {run.ExitCode} |");
        Console.Error.WriteLine($"{scenario.Name}: {row}");
        if (run.ExitCode is not (0 or 1))
        {
            Console.Error.WriteLine(run.Output);
        }

        return row;
    }

    private static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
