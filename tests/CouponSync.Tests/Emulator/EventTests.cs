using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class EventTests
{
    private readonly TestAccount _account = new();

    [Fact]
    public async Task Each_change_of_a_coupon_is_an_event()
    {
        await _account.PostAsync("/v1/coupons", "id=C&percent_off=5&metadata[keep]=1&metadata[change]=1&metadata[drop]=1");
        var update = await _account.PostAsync(
            "/v1/coupons/C", "name=n&metadata[change]=2&metadata[drop]=&metadata[add]=3", idempotencyKey: "key-1");
        await _account.DeleteAsync("/v1/coupons/C");

        var page = await _account.GetAsync("/v1/events");
        var events = page.Json["data"]!.AsArray();

        events.Select(static happened => (string)happened!["type"]!).Should()
            .Equal("coupon.deleted", "coupon.updated", "coupon.created");
        var updated = events[1]!;
        updated["data"]!["previous_attributes"]!.ToJsonString().Should()
            .Be("""{"metadata":{"change":"1","drop":"1","add":null},"name":null}""");
        updated["data"]!["object"]!["metadata"]!.ToJsonString().Should().Be("""{"keep":"1","change":"2","add":"3"}""");
        ((string)updated["request"]!["id"]!).Should().Be(update.Header("Request-Id"));
        ((string)updated["request"]!["idempotency_key"]!).Should().Be("key-1");
        ((string)updated["api_version"]!).Should().Be(_account.Emulator.Options.ApiVersion);
        events[0]!["data"]!.AsObject().ContainsKey("previous_attributes").Should().BeFalse();
        (await _account.GetAsync($"/v1/events/{(string)updated["id"]!}")).Json.ToJsonString().Should().Be(updated.ToJsonString());
    }

    [Fact]
    public async Task An_event_names_the_request_that_caused_it_and_the_key_it_came_with()
    {
        var create = await _account.PostAsync("/v1/coupons", "id=C&percent_off=5", "key-create");
        var update = await _account.PostAsync("/v1/coupons/C", "name=n", "key-update");
        (await _account.PostAsync("/v1/coupons/C", "name=n", "key-update")).Header("Idempotent-Replayed").Should().Be("true");
        var delete = await _account.DeleteAsync("/v1/coupons/C");
        var createWithout = await _account.PostAsync("/v1/coupons", "id=D&percent_off=5");
        var deleteWithKey = await _account.SendAsync("DELETE", "/v1/coupons/D", null, TestAccount.Key, "key-delete");

        var events = (await _account.GetAsync("/v1/events")).Json["data"]!.AsArray();

        events.Select(static happened => ((string)happened!["type"]!, (string?)happened["request"]!["id"], (string?)happened["request"]!["idempotency_key"]))
            .Should().Equal(
                ("coupon.deleted", deleteWithKey.Header("Request-Id"), "key-delete"),
                ("coupon.created", createWithout.Header("Request-Id"), null),
                ("coupon.deleted", delete.Header("Request-Id"), null),
                ("coupon.updated", update.Header("Request-Id"), "key-update"),
                ("coupon.created", create.Header("Request-Id"), "key-create"));
    }

    [Fact]
    public async Task A_key_sent_with_a_deletion_protects_nothing()
    {
        _account.Add("C");
        await _account.SendAsync("DELETE", "/v1/coupons/C", null, TestAccount.Key, "key");

        var again = await _account.SendAsync("DELETE", "/v1/coupons/C", null, TestAccount.Key, "key");

        again.Status.Should().Be(404);
        again.Header("Idempotent-Replayed").Should().BeNull();
    }

    [Fact]
    public async Task An_update_that_changes_nothing_is_a_write_but_no_event()
    {
        _account.Add("C");
        await _account.PostAsync("/v1/coupons/C", "metadata[a]=1");
        await _account.PostAsync("/v1/coupons/C", "metadata[a]=1");

        _account.Emulator.WritesApplied("C").Should().Be(2);
        _account.Emulator.Events().Should().ContainSingle();
    }

    [Theory]
    [InlineData("type=coupon.updated", 1)]
    [InlineData("type=coupon.*", 3)]
    [InlineData("type=*", 3)]
    [InlineData("type=invoice.*", 0)]
    [InlineData("types[]=coupon.created&types[]=coupon.deleted", 2)]
    [InlineData("types[0]=coupon.deleted", 1)]
    public async Task Events_are_filtered_by_type(string query, int count)
    {
        await _account.PostAsync("/v1/coupons", "id=C&percent_off=5");
        await _account.PostAsync("/v1/coupons/C", "name=n");
        await _account.DeleteAsync("/v1/coupons/C");

        (await _account.GetAsync("/v1/events?" + query)).Ids.Should().HaveCount(count);
    }

    [Fact]
    public async Task Type_and_types_exclude_each_other_and_types_are_at_most_twenty()
    {
        var many = string.Join('&', Enumerable.Range(1, 21).Select(static number => $"types[]=t{number}"));

        (await _account.GetAsync("/v1/events?type=a&types[]=b")).Status.Should().Be(400);
        (await _account.GetAsync("/v1/events?" + many)).Status.Should().Be(400);
        (await _account.GetAsync("/v1/events?" + many[..many.LastIndexOf('&')])).Status.Should().Be(200);
    }

    [Fact]
    public async Task Events_can_be_walked_with_cursors()
    {
        for (var i = 0; i < 5; i++)
        {
            await _account.PostAsync("/v1/coupons", $"id=C{i}&percent_off=5");
        }

        var first = await _account.GetAsync("/v1/events?limit=2");
        var second = await _account.GetAsync($"/v1/events?limit=2&starting_after={first.Ids[1]}");
        var back = await _account.GetAsync($"/v1/events?limit=2&ending_before={second.Ids[0]}");

        second.Ids.Should().HaveCount(2).And.NotIntersectWith(first.Ids);
        back.Ids.Should().Equal(first.Ids);
        (await _account.GetAsync("/v1/events?starting_after=evt_gone")).Code.Should().Be("resource_missing");
    }

    [Fact]
    public async Task Events_are_kept_for_thirty_days()
    {
        await _account.PostAsync("/v1/coupons", "id=C&percent_off=5");
        var id = (await _account.GetAsync("/v1/events")).Ids.Single();

        _account.Clock.Advance(TimeSpan.FromDays(30));
        (await _account.GetAsync("/v1/events")).Ids.Should().Equal(id);
        _account.Clock.Advance(TimeSpan.FromSeconds(1));

        (await _account.GetAsync("/v1/events")).Ids.Should().BeEmpty();
        (await _account.GetAsync("/v1/events/" + id)).Status.Should().Be(404);
    }

    [Fact]
    public async Task Events_can_become_visible_late_without_changing_their_time()
    {
        var account = new TestAccount(
            new EmulatorOptions { Limits = EmulatorLimits.None, EventDelay = TimeSpan.FromSeconds(90) });
        await account.PostAsync("/v1/coupons", "id=C&percent_off=5");
        var created = account.Now;

        account.Clock.Advance(TimeSpan.FromSeconds(89));
        (await account.GetAsync("/v1/events")).Ids.Should().BeEmpty();
        account.Clock.Advance(TimeSpan.FromSeconds(1));

        (await account.GetAsync($"/v1/events?created={created}")).Ids.Should().ContainSingle();
    }

    [Fact]
    public async Task An_account_may_make_no_events_of_coupons()
    {
        var account = new TestAccount(new EmulatorOptions { Limits = EmulatorLimits.None, EmitsCouponEvents = false });
        await account.PostAsync("/v1/coupons", "id=C&percent_off=5");

        (await account.GetAsync("/v1/events")).Ids.Should().BeEmpty();
    }

    [Fact]
    public void Somebody_else_changes_coupons_with_events_and_without_counting_as_our_writes()
    {
        _account.Emulator.Create(new EmulatorCoupon { Id = "C" });
        _account.Emulator.UpdateMetadata("C", [new("a", "1")]);
        _account.Emulator.Delete("C").Should().BeTrue();

        _account.Emulator.Events().Should().HaveCount(3).And.OnlyContain(static happened => happened.RequestId == null);
        _account.Emulator.WritesApplied("C").Should().Be(0);
        _account.Emulator.Delete("C").Should().BeFalse();
    }
}
