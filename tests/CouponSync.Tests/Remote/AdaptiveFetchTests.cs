using CouponSync.Emulator;
using CouponSync.Remote;
using CouponSync.Settings;

namespace CouponSync.Tests.Remote;

public sealed class AdaptiveFetchTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void A_file_that_covers_the_account_is_read_page_by_page()
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(Times(950));

        var fetched = rig.Run(rig.Adaptive, ids);

        fetched.IsWholeAccount.Should().BeTrue();
        rig.Image.Count.Should().Be(950);
        rig.Requests.Should().BeEquivalentTo(new { Total = 10L, List = 10L, Retrieve = 0L });
    }

    [Fact]
    public void Reading_stops_when_every_wanted_coupon_was_seen()
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(Times(100_000));

        var fetched = rig.Run(rig.Adaptive, ids[^1_000..]);

        fetched.IsWholeAccount.Should().BeFalse();
        ids[^1_000..].Should().OnlyContain(id => rig.Image.Contains(id));
        rig.Requests.Total.Should().BeInRange(10, 11);
    }

    [Fact]
    public void Few_rows_in_a_large_account_are_read_by_id_as_soon_as_the_bound_allows()
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(Times(50_000));
        string[] wanted = [.. Enumerable.Range(0, 9).Select(i => ids[i * 1_000]), "no-such-coupon"];

        rig.Run(rig.Adaptive, wanted);

        wanted[..9].Should().OnlyContain(id => rig.Image.Contains(id));
        rig.Requests.Should().BeEquivalentTo(new { List = 7L, Retrieve = 10L });
    }

    [Fact]
    public void Up_to_three_rows_are_read_by_id_at_once()
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(Times(500));

        rig.Run(rig.Adaptive, [ids[0], ids[100], "no-such-coupon"]);

        rig.Requests.Should().BeEquivalentTo(new { List = 0L, Retrieve = 3L });
        rig.Image.Count.Should().Be(2);
    }

    [Fact]
    public void An_empty_account_costs_one_page()
    {
        using var rig = new FetchRig(Latency);

        rig.Run(rig.Adaptive, ["a", "b", "c", "d", "e"]);

        rig.Requests.Total.Should().Be(1);
    }

    [Fact]
    public void An_empty_file_costs_nothing()
    {
        using var rig = new FetchRig(Latency);

        rig.Run(rig.Adaptive, []);

        rig.Requests.Total.Should().Be(0);
    }

    [Fact]
    public void Where_list_and_ids_cost_the_same_both_endpoints_work_at_once()
    {
        // A live account may use each endpoint's rate fully. One coupon in a hundred is wanted.
        using var rig = new FetchRig(
            TimeSpan.FromMilliseconds(20),
            EmulatorLimits.Default with { TestAccountRate = 100 },
            new ThrottleOptions { RequestsPerSecond = 100 });
        var ids = rig.Seed(Times(100_000));
        var wanted = ids.Where((_, i) => i % 100 == 50).ToArray();

        var result = rig.Run(rig.Adaptive, wanted);

        wanted.Should().OnlyContain(id => rig.Image.Contains(id));
        rig.Requests.List.Should().BeGreaterThan(100);
        rig.Requests.Retrieve.Should().BeGreaterThan(100);
        rig.Requests.Total.Should().BeLessThanOrEqualTo(1_100);
        result.Took.TotalSeconds.Should().BeLessThan(0.8 * 1_000 / 25);
    }

    [Fact]
    public void Wanted_ids_know_which_were_seen_and_which_asked_for()
    {
        var wanted = WantedIds.From(["a", "b", "c"], 3);

        wanted.See("a").Should().BeTrue();
        wanted.See("a").Should().BeFalse();
        wanted.See("stranger").Should().BeFalse();
        wanted.Answer("b");

        wanted.Unseen.Should().Be(1);
        wanted.IsUnseen("c").Should().BeTrue();
        wanted.IsUnseen("b").Should().BeFalse();
        wanted.IsAnswered("b").Should().BeTrue();
        wanted.IsAnswered("a").Should().BeFalse();
    }

    private static IEnumerable<long> Times(int count) => Enumerable.Range(0, count).Select(i => 1_700_000_000L + (i * 400L));
}
