using System.Text.Json.Nodes;
using CouponSync.Coupons;
using CouponSync.Emulator;
using CouponSync.Settings;
using CouponSync.StripeApi;
using Xunit.Abstractions;

namespace CouponSync.Tests.Remote;

public sealed class CouponListTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    [Theory]
    [InlineData("spread", true)]
    [InlineData("spread", false)]
    [InlineData("batches", true)]
    [InlineData("batches", false)]
    [InlineData("hour", true)]
    [InlineData("hour", false)]
    [InlineData("two migrations", true)]
    [InlineData("two migrations", false)]
    [InlineData("growing", true)]
    [InlineData("growing", false)]
    public void At_200_ms_a_page_an_account_is_listed_at_the_allowed_rate(string kind, bool isSizeKnown)
    {
        var account = new ListedAccount(CreatedTimes.Of(kind, 50_000), Latency);

        var reading = account.Read(FetchMode.List, [], isSizeKnown ? new AccountSize(50_000, IsComplete: true) : null);

        output.WriteLine($"{reading.Requests} requests for 500 pages, {reading.Took.TotalSeconds:0.0} s, bound 20 s");
        reading.Coupons.Should().Be(50_000);
        reading.Requests.Should().BeLessThanOrEqualTo(550);
        reading.Took.TotalSeconds.Should().BeLessThanOrEqualTo(1.15 * 20);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(3_000)]
    public void At_any_latency_the_allowed_rate_is_reached_as_far_as_16_at_once_can(int milliseconds)
    {
        var account = new ListedAccount(CreatedTimes.Spread(50_000), TimeSpan.FromMilliseconds(milliseconds));

        var rate = Math.Min(25, 16_000.0 / milliseconds);
        account.Read(FetchMode.List, [], new AccountSize(50_000, IsComplete: true)).Took.TotalSeconds
            .Should().BeLessThanOrEqualTo(1.4 * 500 / rate);
    }

    [Fact]
    public void A_whole_account_of_which_the_file_is_costs_its_pages_and_hardly_more()
    {
        foreach (var count in (int[])[1, 100, 101, 250, 950, 2_500, 10_000])
        {
            var account = new ListedAccount(CreatedTimes.Growing(count), Latency);

            account.Read(FetchMode.Auto, [.. account.Ids]).Requests.Should().BeLessThanOrEqualTo((long)(1.10 * account.AllPages));
            account.Read(FetchMode.List, [.. account.Ids]).Requests.Should().BeLessThanOrEqualTo((long)(1.10 * account.AllPages));
        }
    }

    [Theory]
    [InlineData(nameof(FetchMode.List))]
    [InlineData(nameof(FetchMode.Auto))]
    public void A_second_of_several_pages_is_read_whole(string mode)
    {
        IEnumerable<long> created = [.. CreatedTimes.Spread(1_000), .. CreatedTimes.OneSecond(450), .. CreatedTimes.Batches(1_000)];
        var account = new ListedAccount(created, Latency);

        account.Read(Enum.Parse<FetchMode>(mode), [.. account.Ids]).Should().BeEquivalentTo(new { Coupons = 2_450L, HasAllWanted = true });
    }

    [Theory]
    [InlineData("batches", nameof(FetchMode.List))]
    [InlineData("spread", nameof(FetchMode.Auto))]
    [InlineData("one second", nameof(FetchMode.List))]
    public void What_exists_throughout_is_read_while_other_coupons_come_and_go(string kind, string mode)
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(CreatedTimes.Of(kind, 5_000));
        var random = new Random(5);
        var deleted = new HashSet<string>(StringComparer.Ordinal);
        var created = 0;

        rig.Run(Enum.Parse<FetchMode>(mode), ids, _ =>
        {
            for (var i = 0; i < 20; i++)
            {
                var id = ids[random.Next(ids.Length)];
                if (deleted.Add(id))
                {
                    rig.Emulator.Delete(id);
                }
            }

            rig.Emulator.Create(new EmulatorCoupon { Id = $"new-{created++}", Terms = new EmulatorTerms { PercentOff = 5 } });
        });

        deleted.Should().NotBeEmpty();
        ids.Where(id => !deleted.Contains(id)).Should().OnlyContain(id => rig.Snapshot.Contains(id));
    }

    [Theory]
    [InlineData("spread")]
    [InlineData("one second")]
    public void A_deletion_at_the_very_cursor_restarts_from_the_last_second_and_is_counted(string kind)
    {
        var shown = new List<string>();
        using var rig = new FetchRig(Latency, around: inner => new ShownCoupons(inner, shown));
        var ids = rig.Seed(CreatedTimes.Of(kind, 1_000));
        string? gone = null;

        var result = rig.Run(FetchMode.List, ids, coupons =>
        {
            if (coupons == 300)
            {
                gone = shown[^1];
                rig.Emulator.Delete(gone);
            }
        });

        result.Restarts.Should().Be(1);
        result.Fetched.Size.Should().Be(new AccountSize(1_000, IsComplete: true));
        rig.Snapshot.Count.Should().Be(1_000);
        rig.LogLines.Should().Contain(line => line.Contains(gone!, StringComparison.Ordinal) && line.Contains("has gone", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, nameof(FetchMode.List))]
    [InlineData(0, nameof(FetchMode.Auto))]
    [InlineData(4, nameof(FetchMode.List))]
    [InlineData(25, nameof(FetchMode.List))]
    [InlineData(45, nameof(FetchMode.List))]
    [InlineData(45, nameof(FetchMode.Auto))]
    [InlineData(49, nameof(FetchMode.List))]
    public void A_server_that_refuses_the_filter_created_from_some_page_on_is_read_whole(int after, string mode)
    {
        using var rig = new FetchRig(Latency, around: inner => OddList.RefusesCreated(inner, after));
        var ids = rig.Seed(CreatedTimes.Spread(5_000));

        var result = rig.Run(Enum.Parse<FetchMode>(mode), ids);

        (result.Fetched.Size ?? new AccountSize(5_000, IsComplete: true)).Should().Be(new AccountSize(5_000, IsComplete: true));
        ids.Should().OnlyContain(id => rig.Snapshot.Contains(id));
        rig.LogLines.Where(static line => line.Contains("refuses the filter created", StringComparison.Ordinal)).Should().ContainSingle();
    }

    [Fact]
    public void A_server_that_overlooks_the_filter_created_is_read_whole()
    {
        using var rig = new FetchRig(Latency, around: OddList.OverlooksCreated);
        var ids = rig.Seed(CreatedTimes.Spread(5_000));

        rig.Run(FetchMode.List, ids);

        ids.Should().OnlyContain(id => rig.Snapshot.Contains(id));
        rig.Requests.List.Should().BeLessThanOrEqualTo(53);
    }

    [Theory]
    [InlineData("first page again and again", nameof(FetchMode.List))]
    [InlineData("first page again and again", nameof(FetchMode.Auto))]
    [InlineData("two pages in turn", nameof(FetchMode.List))]
    [InlineData("two pages in turn", nameof(FetchMode.Auto))]
    [InlineData("an empty page in the middle", nameof(FetchMode.List))]
    [InlineData("an empty page in the middle", nameof(FetchMode.Auto))]
    [InlineData("an empty page at once", nameof(FetchMode.List))]
    [InlineData("an empty page at once", nameof(FetchMode.Auto))]
    public void A_list_without_an_end_is_a_failure_with_its_reason(string kind, string mode)
    {
        using var rig = new FetchRig(Latency, around: inner => OddList.Of(kind, inner));
        var ids = rig.Seed(CreatedTimes.Spread(1_000));

        var reading = () => rig.Run(Enum.Parse<FetchMode>(mode), ids);

        var failure = reading.Should().Throw<StripeFailureException>().Which.Failure;
        failure.Message.Should().StartWith("The list of coupons would never end: ").And.EndWith("does not behave like Stripe's API.");
        rig.Requests.List.Should().BeLessThanOrEqualTo(20);
    }

    // Notes the coupons that pages of the list show, in the order of the answers.
    private sealed class ShownCoupons(HttpMessageHandler inner, List<string> shown) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var page = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
            shown.AddRange(page["data"]?.AsArray().Select(static coupon => (string)coupon!["id"]!) ?? []);
            return response;
        }
    }
}
