using CouponSync.Coupons;
using CouponSync.Remote.Incremental;
using CouponSync.StripeApi;

namespace CouponSync.Tests.Remote.Incremental;

public sealed class EventVerdictTests
{
    private const long ReadTo = 1_000_000;

    private static readonly RemoteCoupon Known = Coupon("known");

    [Fact]
    public void The_newest_event_is_taken_when_it_is_alone_in_its_second_and_later_than_what_was_read()
    {
        var decision = Decide(Event("a", ReadTo + 1, "older"), Event("b", ReadTo + 5, "newest"), Event("c", ReadTo + 4, "between"));

        decision.Verdict.Should().Be(EventVerdict.Take);
        decision.Coupon!.Name.Should().Be("newest");
    }

    [Fact]
    public void Two_events_of_one_second_are_settled_by_reading() =>
        Decide(Event("a", ReadTo + 1), Event("b", ReadTo + 1)).Verdict.Should().Be(EventVerdict.Read);

    [Fact]
    public void An_older_event_that_shares_its_second_does_not_matter() =>
        Decide(Event("a", ReadTo + 1), Event("b", ReadTo + 1), Event("c", ReadTo + 2)).Verdict.Should().Be(EventVerdict.Take);

    [Theory]
    [InlineData(1, EventVerdict.Take)]
    [InlineData(0, EventVerdict.Read)]
    [InlineData(-1000, EventVerdict.Read)]
    public void An_event_from_before_the_last_read_is_read(long offset, object verdict) =>
        Decide(Event("a", ReadTo + offset)).Verdict.Should().Be((EventVerdict)verdict);

    [Theory]
    [InlineData(1)]
    [InlineData(-1000)]
    public void An_event_that_says_what_the_snapshot_has_tells_nothing(long offset) =>
        Decide(Event("a", ReadTo + offset, "known")).Verdict.Should().Be(EventVerdict.Known);

    [Fact]
    public void A_deletion_is_read_unless_the_snapshot_lacks_the_coupon()
    {
        var deletion = Event("a", ReadTo + 1) with { Kind = CouponEventKind.Deleted };

        Decide(deletion).Verdict.Should().Be(EventVerdict.Read);
        EventDecision.Of([deletion], new HashSet<string>(), known: null, ReadTo, withProducts: false).Verdict.Should().Be(EventVerdict.Known);
    }

    [Fact]
    public void An_incomplete_object_is_read() =>
        Decide(Event("a", ReadTo + 1) with { Coupon = null }).Verdict.Should().Be(EventVerdict.Read);

    [Fact]
    public void Our_own_write_is_known_by_its_key_even_where_its_event_is_incomplete() =>
        Decide(Event("a", ReadTo) with { IdempotencyKey = "ours", Coupon = null }).Verdict.Should().Be(EventVerdict.Known);

    [Fact]
    public void A_change_by_somebody_else_before_our_write_was_overwritten_by_it() =>
        Decide(Event("a", ReadTo - 1), Event("b", ReadTo, "known") with { IdempotencyKey = "ours" }).Verdict.Should().Be(EventVerdict.Known);

    [Fact]
    public void A_change_by_somebody_else_in_the_second_of_our_write_is_read() =>
        Decide(Event("a", ReadTo) with { IdempotencyKey = "ours" }, Event("b", ReadTo)).Verdict.Should().Be(EventVerdict.Read);

    [Fact]
    public void A_new_coupon_is_taken_but_read_where_its_products_matter()
    {
        EventDecision.Of([Event("a", ReadTo + 1)], new HashSet<string>(), known: null, ReadTo, withProducts: false).Verdict.Should().Be(EventVerdict.Take);
        EventDecision.Of([Event("a", ReadTo + 1)], new HashSet<string>(), known: null, ReadTo, withProducts: true).Verdict.Should().Be(EventVerdict.Read);
    }

    [Fact]
    public void Where_products_matter_a_coupon_of_another_age_and_one_that_can_have_further_currencies_are_read()
    {
        Products(Coupon("theirs")).Should().Be(EventVerdict.Take);
        Products(Coupon("theirs") with { Created = 2 }).Should().Be(EventVerdict.Read, "it was deleted and created again");
        Products(Coupon("known") with { Terms = new CouponTerms { AmountOff = 500 } }).Should().Be(EventVerdict.Read, "only its currencies may have changed");

        static EventVerdict Products(RemoteCoupon shown) => EventDecision
            .Of([Event("a", ReadTo + 1) with { Coupon = shown }], new HashSet<string>(), Known, ReadTo, withProducts: true).Verdict;
    }

    private static EventDecision Decide(params CouponEvent[] events) =>
        EventDecision.Of(events, new HashSet<string> { "ours" }, Known, ReadTo, withProducts: false);

    private static CouponEvent Event(string id, long created, string name = "theirs") => new()
    {
        Id = id,
        Kind = CouponEventKind.Updated,
        CouponId = "C",
        Created = created,
        Coupon = Coupon(name),
    };

    private static RemoteCoupon Coupon(string name) =>
        new() { Id = "C", Created = 1, Livemode = false, Name = name, Metadata = CouponMetadata.Empty, Terms = CouponTerms.None };
}
