using System.Net;
using CouponSync.Coupons;
using CouponSync.Settings;
using CouponSync.Tests.Support;
using Xunit.Abstractions;

namespace CouponSync.Tests.Remote;

public sealed class CouponFetchTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    // Of 1, 2, 10 and 25 pages: about as many as there are ids to decide about.
    public static TheoryData<int, int> Accounts
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var coupons in (int[])[0, 101, 950, 1_000, 2_450])
            {
                data.Add(coupons, 300);
            }

            data.Add(950, 10);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public void Auto_takes_at_most_twice_the_better_way_and_a_page_and_hardly_more_than_that_way_the_second_time(int coupons, int milliseconds)
    {
        var account = new ListedAccount(CreatedTimes.Growing(coupons), TimeSpan.FromMilliseconds(milliseconds));
        foreach (var count in (int[])[1, 2, 9, 10, 11, 25, 26, 30])
        {
            foreach (var (where, wanted) in Wanted(account.Ids, count))
            {
                var first = account.Read(FetchMode.Auto, wanted);
                var second = account.Read(FetchMode.Auto, wanted, first.Size);

                var better = Math.Min(account.AllPages, count);
                first.Requests.Should().BeLessThanOrEqualTo((2 * better) + 1, "{0} {1}", count, where);
                second.Requests.Should().BeLessThanOrEqualTo((long)(1.2 * better), "{0} {1}", count, where);
                (first.HasAllWanted && second.HasAllWanted).Should().BeTrue("{0} {1}", count, where);
            }
        }
    }

    [Theory]
    [InlineData("spread")]
    [InlineData("batches")]
    public void The_oldest_tenth_of_a_large_account_is_read_at_the_allowed_rate_from_the_second_time_on(string kind)
    {
        var account = new ListedAccount(CreatedTimes.Of(kind, 20_000), Latency);
        string[] wanted = [.. account.Ids.TakeLast(2_000)];

        var first = account.Read(FetchMode.Auto, wanted);
        var second = account.Read(FetchMode.Auto, wanted, first.Size);

        output.WriteLine($"{first.Requests} requests, {first.Took.TotalSeconds:0.0} s; then {second.Requests}, {second.Took.TotalSeconds:0.0} s");
        second.HasAllWanted.Should().BeTrue();
        second.Took.TotalSeconds.Should().BeLessThanOrEqualTo(1.3 * 200 / 25);
    }

    [Fact]
    public void Reading_stops_when_every_wanted_coupon_was_seen()
    {
        var account = new ListedAccount(CreatedTimes.Spread(50_000), Latency);

        var reading = account.Read(FetchMode.Auto, [.. account.Ids.Take(1_000)]);

        reading.HasAllWanted.Should().BeTrue();
        reading.Requests.Should().BeLessThanOrEqualTo(11);
        reading.Size.Should().BeNull("that it was so cheap is no reason to do otherwise the next time");
    }

    [Fact]
    public void Rows_without_a_coupon_are_not_looked_for_to_the_end_of_a_large_account()
    {
        var account = new ListedAccount(CreatedTimes.Spread(50_000), Latency);

        var reading = account.Read(FetchMode.Auto, [.. account.Ids.Take(2_000), .. Enumerable.Range(0, 30).Select(static i => $"no-such-{i}")]);

        reading.HasAllWanted.Should().BeTrue();
        reading.Requests.Should().BeLessThanOrEqualTo(100);
    }

    [Fact]
    public void A_list_whose_pages_bring_more_than_they_cost_is_read_on()
    {
        // After 77 of 80 pages fewer ids are unseen than pages were asked for, and each page still has 25 of them.
        var account = new ListedAccount(CreatedTimes.Spread(8_000), Latency);

        account.Read(FetchMode.Auto, [.. account.Ids.Where(static (_, i) => i % 4 == 0)]).Requests.Should().BeLessThanOrEqualTo(88);
    }

    [Fact]
    public void An_account_that_has_grown_is_still_read_for_at_most_twice_the_better_way_and_a_page()
    {
        var account = new ListedAccount(CreatedTimes.Spread(20_000), Latency);
        string[] missing = [.. Enumerable.Range(0, 60).Select(static i => $"no-such-{i}")];

        account.Read(FetchMode.Auto, missing, new AccountSize(2_000, IsComplete: true)).Requests.Should().BeLessThanOrEqualTo(121);
    }

    [Theory]
    [InlineData(10, 2_000, true, 10)]
    [InlineData(10, 900, false, 10)]
    [InlineData(19, 2_000, true, 19)]
    public void Fewer_ids_than_the_account_had_pages_are_read_by_id_at_once(int count, long coupons, bool isComplete, long requests)
    {
        var account = new ListedAccount(CreatedTimes.Spread(2_000), Latency);

        account.Read(FetchMode.Auto, [.. account.Ids.Take(count)], new AccountSize(coupons, isComplete));

        (account.Pages, account.Retrieves).Should().Be((0, requests));
    }

    [Fact]
    public void An_empty_file_costs_nothing()
    {
        var account = new ListedAccount(CreatedTimes.Spread(500), Latency);

        account.Read(FetchMode.Auto, []).Requests.Should().Be(0);
    }

    [Theory]
    [InlineData(nameof(FetchMode.Auto))]
    [InlineData(nameof(FetchMode.Retrieve))]
    public void A_coupon_that_Stripe_does_not_show_is_a_problem_and_the_others_are_read(string mode)
    {
        Hop refusing = static (request, pass, _) => request.RequestUri!.AbsolutePath == "/v1/coupons/C000001"
            ? Task.FromResult(HopHandler.Answer(HttpStatusCode.BadRequest, """{"error":{"type":"invalid_request_error","code":"parameter_invalid","message":"Not this one"}}"""))
            : pass();
        using var rig = new FetchRig(Latency, around: inner => new HopHandler(refusing) { InnerHandler = inner });
        rig.Seed(CreatedTimes.Spread(300));

        var result = rig.Run(Enum.Parse<FetchMode>(mode), ["C000007", "C000001", "no-such-coupon", "C000002"], size: new AccountSize(100_000, IsComplete: true));

        rig.Snapshot.Count.Should().Be(2);
        result.Fetched.Unreadable.Should().ContainSingle().Which.Key.Should().Be("C000001");
        rig.Requests.Should().BeEquivalentTo(new { List = 0L, Retrieve = 4L });
    }

    private static IEnumerable<(string Where, string[] Ids)> Wanted(IReadOnlyList<string> ids, int count)
    {
        var there = Math.Min(count, ids.Count);
        yield return ("missing", Padded([], count));
        yield return ("newest", Padded(ids.Take(there), count));
        yield return ("oldest", Padded(ids.TakeLast(there), count));
        yield return ("in the middle", Padded(ids.Skip((ids.Count - there) / 2).Take(there), count));
        yield return ("spread", Padded(ids.Where((_, i) => i % Math.Max(1, ids.Count / count) == 0).Take(there), count));
        yield return ("newest, and half missing", Padded(ids.Take(there / 2), count));
    }

    private static string[] Padded(IEnumerable<string> ids, int count)
    {
        string[] there = [.. ids];
        return [.. there, .. Enumerable.Range(0, count - there.Length).Select(static i => $"no-such-{i}")];
    }
}
