using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CouponSync.Scenarios;

/// <summary>
/// Nights in a row over one account, as many rows as coupons: the first, which reads everything, and what the next ones
/// cost with the snapshot of the night before, next to a night that reads everything again.
/// </summary>
internal sealed class NightlyRuns(Builds builds, string directory)
{
    private const string Key = "sk_test_0123456789abcdefghijklmn";

    // Twenty times what Stripe allows, so that a million coupons take minutes.
    private const string Rate = "500";

    // What Stripe allows a sandbox: https://docs.stripe.com/rate-limits
    private const double StripesRate = 25;

    // The least that the program takes; a night follows here as soon as it has passed.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    /// <summary>Measures them.</summary>
    /// <param name="count">How many coupons and rows.</param>
    /// <returns>The section of the results, from its heading on.</returns>
    public async Task<string> MeasureAsync(int count)
    {
        var same = Dataset.Write(new Scenario("nights", count, count, 0), Path.Combine(directory, "same.csv"));
        var other = Dataset.Write(new Scenario("nights", count, count, count / 100), Path.Combine(directory, "other.csv"));
        var work = Directory.CreateDirectory(Path.Combine(directory, "nights")).FullName;
        await using var server = await ServerProcess.StartAsync(
            builds.Server, ["--seed-coupons", count.ToString(CultureInfo.InvariantCulture), "--no-limits"]);
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"""

            ## Nights

            {count:N0} coupons, {count:N0} rows; each night after the first has the snapshot of the one before. Requests go out at up to {Rate} a second, so that it ends in minutes; at Stripe's {StripesRate} a second the requests alone take what the last column says.

            | night | requests | wall | CPU | peak memory | at {StripesRate}/s |
            |---|--:|--:|--:|--:|--:|

            """));

        await AddAsync("first: everything is read", same.Path, "incremental");
        await AddAsync("nothing changed", same.Path, "incremental");
        await AddAsync("nothing changed, everything read again (`--fetch list`)", same.Path, "list");
        await ChangeByOthersAsync(server.Address, other.ChangedIds);
        // So that these events are not within the next night's overlap, as they are not a day later.
        await Task.Delay(Overlap + TimeSpan.FromSeconds(5));
        await AddAsync("others changed 1 %", same.Path, "incremental");
        await AddAsync("1 % of the rows changed", other.Path, "incremental");
        await Task.Delay(Overlap + TimeSpan.FromSeconds(5));
        await AddAsync("nothing changed, the 1 % comes back as events", other.Path, "incremental");
        await AddAsync("nothing changed", other.Path, "incremental");
        return text.ToString();

        async Task AddAsync(string name, string file, string mode)
        {
            var (before, _) = await server.CountsAsync();
            var start = new ProcessStartInfo(
                builds.CouponSync,
                ["sync", file, "--yes", "-q", "--fetch", mode, "--rate", Rate, "--api-base", server.Address.AbsoluteUri.TrimEnd('/')])
            {
                WorkingDirectory = work,
            };
            start.Environment["STRIPE_API_KEY"] = Key;
            start.Environment["COUPONSYNC_Snapshot__Overlap"] = Overlap.ToString();
            var run = await MeasuredRun.OfAsync(start);
            if (run.ExitCode != 0)
            {
                throw new InvalidOperationException($"The night '{name}' ended with {run.ExitCode}: {run.Output}");
            }

            var requests = (await server.CountsAsync()).Requests - before;
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {requests:N0} | {run.Wall.TotalSeconds:0.0} s | {run.Cpu.TotalSeconds:0.0} s | {run.PeakBytes / 1048576.0:0} MB | {requests / StripesRate:N1} s |"));
            Console.Error.WriteLine($"{name}: {requests} requests, {run.Wall.TotalSeconds:0.0} s");
        }
    }

    // A key that the file does not name: the coupons change, and their rows still hold.
    private static async Task ChangeByOthersAsync(Uri address, IReadOnlyList<string> ids)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, cancellationToken) =>
        {
            using var change = new FormUrlEncodedContent([KeyValuePair.Create("metadata[note]", "seen")]);
            using var answer = await http.PostAsync(new Uri($"v1/coupons/{Uri.EscapeDataString(id)}", UriKind.Relative), change, cancellationToken);
            answer.EnsureSuccessStatusCode();
        });
    }
}
