using CouponSync.Loading.Remote;
using Xunit.Abstractions;

namespace CouponSync.Tests.Loading.Remote;

/// <summary>Accounts with a great many coupons created within one second, which windows of <c>created</c> cannot divide.</summary>
public sealed class CrowdedSecondTests(ITestOutputHelper output)
{
    private const long Now = 1_795_000_000;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    public static TheoryData<double, double, int, bool> Crowds()
    {
        // Share in crowded seconds, how many coupons are older, number of such seconds.
        var crowds = new TheoryData<double, double, int, bool>();
        foreach (var adaptive in new[] { false, true })
        {
            crowds.Add(0.05, 0.5, 1, adaptive);
            crowds.Add(0.1, 0, 1, adaptive);
            crowds.Add(0.2, 0.5, 1, adaptive);
            crowds.Add(0.4, 0, 1, adaptive);
            crowds.Add(0.4, 1, 1, adaptive);
            crowds.Add(0.4, 0.5, 4, adaptive);
            crowds.Add(0.9, 0.5, 3, adaptive);
            crowds.Add(1, 0, 1, adaptive);
        }

        return crowds;
    }

    [Theory]
    [MemberData(nameof(Crowds))]
    public void They_are_read_at_the_allowed_rate_too(double share, double older, int seconds, bool adaptive)
    {
        const int count = 100_000;
        const int pages = count / 100;
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(Times(count, share, older, seconds));
        new Random(7).Shuffle(ids);

        var result = rig.Run(adaptive ? rig.Adaptive : rig.List, ids);

        var ratio = result.Took.TotalSeconds / (pages / 25.0);
        output.WriteLine($"{share} in {seconds}, {older} older, adaptive {adaptive}: {rig.Requests.List}+{rig.Requests.Retrieve} requests, {ratio:0.00} of the bound");
        rig.Image.Count.Should().Be(count);
        rig.Requests.Total.Should().BeLessThanOrEqualTo((long)(1.05 * pages));
        rig.Requests.RateLimited.Should().Be(0);
        ratio.Should().BeLessThanOrEqualTo(1.10);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void Nobody_is_missed_while_coupons_of_the_second_are_deleted(int seed, bool adaptive)
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(Times(20_000, 0.7, 0.5, 1));
        var wanted = ids.ToArray();
        new Random(seed).Shuffle(wanted);
        var random = new Random(seed);
        var deleted = new HashSet<string>(StringComparer.Ordinal);

        var fetch = adaptive ? rig.Adaptive : (IRemoteFetch)rig.List;
        rig.Run(fetch, wanted, _ =>
        {
            for (var i = 0; i < 40; i++)
            {
                var id = ids[random.Next(ids.Length)];
                if (deleted.Add(id))
                {
                    rig.Emulator.Delete(id);
                }
            }
        });

        output.WriteLine($"{deleted.Count} deleted, {fetch.Restarts} restarts, {rig.Requests.List}+{rig.Requests.Retrieve} requests");
        deleted.Should().HaveCountGreaterThan(1_000);
        ids.Where(id => !deleted.Contains(id)).Should().OnlyContain(id => rig.Image.Contains(id));
    }

    [Fact]
    public void A_cursor_that_goes_begins_with_the_whole_second_again()
    {
        var lastOfPages = new List<string>();
        using var rig = new FetchRig(Latency, around: inner => new Watches(inner, lastOfPages));
        var ids = rig.Seed(Times(20_000, 0.7, 0.5, 1));
        var crowded = ids[3_000..17_000].ToHashSet(StringComparer.Ordinal);
        var deletions = 0;

        var list = rig.List;
        rig.Run(list, ids, _ =>
        {
            // Thrice, the coupon that some cursor stands at by then.
            if (lastOfPages.Count > 60 + (20 * deletions) && deletions < 3 && crowded.Contains(lastOfPages[^1]))
            {
                deletions += rig.Emulator.Delete(lastOfPages[^1]) ? 1 : 0;
            }
        });

        deletions.Should().Be(3);
        list.Restarts.Should().BePositive();
        rig.Image.Count.Should().BeGreaterThanOrEqualTo(20_000 - 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wanted_ids_that_nobody_has_do_not_mislead_it(bool adaptive)
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(Times(20_000, 0.5, 0.5, 1));
        string[] wanted = [.. ids, .. Enumerable.Range(0, 20_000).Select(static i => $"none-{i}")];
        new Random(1).Shuffle(wanted);

        rig.Run(adaptive ? rig.Adaptive : rig.List, wanted);

        rig.Image.Count.Should().Be(20_000);
        rig.Requests.Total.Should().BeLessThanOrEqualTo(220);
    }

    [Fact]
    public void Without_wanted_ids_one_cursor_reads_it()
    {
        using var rig = new FetchRig(Latency);
        rig.Seed(Times(5_000, 1, 0, 1));

        rig.Run(rig.List, []);

        rig.Image.Count.Should().Be(5_000);
        rig.Requests.List.Should().BeInRange(50, 51);
    }

    private static IEnumerable<long> Times(int count, double share, double older, int seconds)
    {
        var crowded = (int)(count * share);
        var before = (int)((count - crowded) * older);
        var each = Math.Max(1, crowded / seconds);
        for (var i = 0; i < count; i++)
        {
            yield return i < before ? Now - 40_000_000 + (i * 100L)
                : i < before + crowded ? Now - 20_000_000 + (Math.Min(seconds - 1, (i - before) / each) * 1_000L)
                : Now - 15_000_000 + ((i - before - crowded) * 100L);
        }
    }

    private sealed class Watches(HttpMessageHandler inner, List<string> lastOfPages) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var page = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
            if (page["data"] is System.Text.Json.Nodes.JsonArray { Count: > 0 } data)
            {
                lastOfPages.Add((string)data[^1]!["id"]!);
            }

            return response;
        }
    }
}
