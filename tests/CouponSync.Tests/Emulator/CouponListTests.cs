using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class CouponListTests
{
    private readonly TestAccount _account = new();

    [Fact]
    public async Task Coupons_are_listed_newest_first_ten_at_a_time()
    {
        _account.Add([.. Enumerable.Range(1, 12).Select(static number => $"C{number:D2}")]);

        var page = await _account.GetAsync("/v1/coupons");

        page.Ids.Should().Equal("C12", "C11", "C10", "C09", "C08", "C07", "C06", "C05", "C04", "C03");
        page.HasMore.Should().BeTrue();
        ((string)page.Json["url"]!).Should().Be("/v1/coupons");
        ((string)page.Json["object"]!).Should().Be("list");
    }

    [Theory]
    [InlineData("limit=2", "E D", true)]
    [InlineData("limit=5", "E D C B A", false)]
    [InlineData("limit=2&starting_after=D", "C B", true)]
    [InlineData("limit=2&starting_after=B", "A", false)]
    [InlineData("limit=2&starting_after=A", "", false)]
    [InlineData("limit=2&ending_before=A", "C B", true)]
    [InlineData("limit=2&ending_before=C", "E D", false)]
    [InlineData("limit=2&ending_before=E", "", false)]
    public async Task Cursors_walk_both_ways(string query, string ids, bool hasMore)
    {
        _account.Add("A", "B", "C", "D", "E");

        var page = await _account.GetAsync("/v1/coupons?" + query);

        page.Ids.Should().Equal(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        page.HasMore.Should().Be(hasMore);
    }

    [Theory]
    [InlineData("created={2}", "C")]
    [InlineData("created[gt]={2}", "E D")]
    [InlineData("created[gte]={2}", "E D C")]
    [InlineData("created[lt]={2}", "B A")]
    [InlineData("created[lte]={2}", "C B A")]
    [InlineData("created[gt]={0}&created[lt]={4}", "D C B")]
    [InlineData("created[gt]={4}", "")]
    [InlineData("created[gt]={3}&created[lt]={1}", "")]
    [InlineData("created%5Bgte%5D={1}&starting_after=D", "C B")]
    [InlineData("created[lte]={3}&ending_before=B", "D C")]
    public async Task The_filter_by_creation_holds_with_cursors_too(string query, string ids)
    {
        _account.Add("A", "B", "C", "D", "E");
        var oldest = _account.Now - 4;

        var page = await _account.GetAsync("/v1/coupons?" + string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            query,
            [.. Enumerable.Range(0, 5).Select(object (second) => oldest + second)]));

        page.Ids.Should().Equal(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("limit=0", "limit", "This value must be greater than or equal to 1.")]
    [InlineData("limit=101", "limit", "This value must be less than or equal to 100*")]
    [InlineData("limit=abc", "limit", "Invalid integer: abc")]
    [InlineData("created=x", "created", "Invalid integer: x")]
    [InlineData("created[gt]=x", "created[gt]", "Invalid integer: x")]
    [InlineData("created[before]=1", "created[before]", "Received unknown parameter: created[before]")]
    [InlineData("starting_after=", "starting_after", "You passed an empty string*")]
    [InlineData("starting_after=GONE", "starting_after", "No such coupon: 'GONE'")]
    [InlineData("starting_after=A&ending_before=A", null, "Received both starting_after and ending_before parameters. Please pass in only one.")]
    [InlineData("expand[]=applies_to", "expand", "This property cannot be expanded (applies_to). You may want to try expanding 'data.applies_to' instead.")]
    [InlineData("name=x", "name", "Received unknown parameter: name")]
    public async Task A_wrong_parameter_is_named(string query, string? param, string message)
    {
        _account.Add("A");

        var reply = await _account.GetAsync("/v1/coupons?" + query);

        reply.Status.Should().Be(400);
        reply.Param.Should().Be(param);
        reply.Message.Should().Match(message);
    }

    [Fact]
    public async Task A_cursor_whose_object_has_gone_breaks_the_walk()
    {
        _account.Add("A", "B");
        await _account.DeleteAsync("/v1/coupons/B");

        (await _account.GetAsync("/v1/coupons?starting_after=B")).Code.Should().Be("resource_missing");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Walks_in_both_directions_visit_each_once_whatever_was_added_and_removed(int seed)
    {
        var random = new Random(seed);
        var kept = new List<EmulatorCoupon>();
        for (var step = 0; step < 3_000; step++)
        {
            if (random.Next(10) < 7 || kept.Count == 0)
            {
                // Many in each second, and half of them older than what is there.
                kept.Add(new EmulatorCoupon { Id = $"C{step}", Created = 1_600_000_000 + (random.Next(2) == 0 ? step : random.Next(step + 1)) / 100 });
                _account.Emulator.Seed([kept[^1]]);
            }
            else
            {
                var gone = random.Next(kept.Count);
                _account.Emulator.Delete(kept[gone].Id).Should().BeTrue();
                kept.RemoveAt(gone);
            }
        }

        // Those of one second in the order in which they were added: the sort is stable.
        var newestFirst = kept.OrderBy(static coupon => coupon.Created).Select(static coupon => coupon.Id).Reverse().ToList();

        (await WalkAsync("starting_after", null)).Should().Equal(newestFirst);
        (await WalkAsync("ending_before", newestFirst[^1])).Should().Equal(newestFirst[..^1]);
        _account.Emulator.Coupons().Select(static coupon => coupon.Id).Should().Equal(newestFirst);
    }

    private async Task<List<string>> WalkAsync(string cursor, string? from)
    {
        var seen = new List<string>();
        for (var hasMore = true; hasMore;)
        {
            var page = await _account.GetAsync("/v1/coupons?limit=100" + (from is null ? "" : $"&{cursor}={from}"));
            seen.InsertRange(cursor == "starting_after" ? seen.Count : 0, page.Ids);
            from = cursor == "starting_after" ? page.Ids[^1] : page.Ids[0];
            hasMore = page.HasMore;
        }

        return seen;
    }

    [Fact]
    public async Task Products_can_be_expanded_in_lists()
    {
        await _account.PostAsync("/v1/coupons", "id=P&percent_off=5&applies_to[products][]=prod_1");

        var page = await _account.GetAsync("/v1/coupons?expand[]=data.applies_to");

        page.Json["data"]![0]!["applies_to"]!.ToJsonString().Should().Be("""{"products":["prod_1"]}""");
    }
}
