using System.Text.Json.Nodes;

namespace CouponSync.Tests.Remote;

/// <summary>Accounts with more coupons created within one second than a page holds; windows of <c>created</c> cannot divide it.</summary>
public sealed class CrowdedSecondTests
{
    private const long Now = 1_795_000_000;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_read_whole_and_each_coupon_once(bool adaptive)
    {
        var shown = new List<string>();
        using var rig = new FetchRig(Latency, around: inner => new Watches(inner, shown));
        var ids = rig.Seed(Times(before: 2_000, crowded: 450, after: 2_550));

        rig.Run(adaptive ? rig.Adaptive : rig.List, ids);

        shown.Should().OnlyHaveUniqueItems().And.HaveCount(5_000);
        ids.Should().OnlyContain(id => rig.Image.Contains(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_may_be_all_there_is(bool adaptive)
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(Times(before: 0, crowded: 450, after: 0));

        rig.Run(adaptive ? rig.Adaptive : rig.List, ids);

        rig.Image.Count.Should().Be(450);
        rig.Requests.Total.Should().Be(5);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void Nobody_is_missed_while_coupons_of_it_are_deleted(int seed, bool adaptive)
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(Times(before: 1_000, crowded: 1_000, after: 1_000));
        var random = new Random(seed);
        var deleted = new HashSet<string>(StringComparer.Ordinal);

        rig.Run(adaptive ? rig.Adaptive : rig.List, ids, _ =>
        {
            for (var i = 0; i < 10; i++)
            {
                var id = ids[1_000 + random.Next(1_000)];
                if (deleted.Add(id))
                {
                    rig.Emulator.Delete(id);
                }
            }
        });

        deleted.Should().HaveCountGreaterThan(100);
        ids.Where(id => !deleted.Contains(id)).Should().OnlyContain(id => rig.Image.Contains(id));
    }

    [Fact]
    public void A_cursor_that_goes_begins_with_the_whole_second_again()
    {
        var shown = new List<string>();
        using var rig = new FetchRig(Latency, around: inner => new Watches(inner, shown));
        var ids = rig.Seed(Times(before: 1_000, crowded: 450, after: 550));
        var crowded = ids[1_000..1_450].ToHashSet(StringComparer.Ordinal);
        string? gone = null;

        var list = rig.List;
        rig.Run(list, ids, _ =>
        {
            if (gone is null && shown.Count(crowded.Contains) > 250 && crowded.Contains(shown[^1]))
            {
                gone = shown[^1];
                rig.Emulator.Delete(gone);
            }
        });

        list.Restarts.Should().Be(1);
        ids.Where(id => id != gone).Should().OnlyContain(id => rig.Image.Contains(id));
    }

    private static IEnumerable<long> Times(int before, int crowded, int after) =>
    [
        .. Enumerable.Range(0, before).Select(static i => Now - 40_000_000 + (i * 100L)),
        .. Enumerable.Repeat(Now - 20_000_000, crowded),
        .. Enumerable.Range(0, after).Select(static i => Now - 15_000_000 + (i * 100L)),
    ];

    // Notes the coupons that pages of the list show, in the order of the answers.
    private sealed class Watches(HttpMessageHandler inner, List<string> shown) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var page = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
            foreach (var coupon in page["data"]?.AsArray() ?? [])
            {
                shown.Add((string)coupon!["id"]!);
            }

            return response;
        }
    }
}
