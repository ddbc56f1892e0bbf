using CouponSync.Coupons;
using CouponSync.Remote;
using CouponSync.Remote.Incremental;
using CouponSync.StripeApi;

namespace CouponSync.Tests.Remote.Incremental;

public sealed class EventDigestTests
{
    private const long Read = 1_000_000;

    private static readonly Provenance Known = new(Read - 100, Read, null);

    [Fact]
    public void A_newer_event_that_is_alone_in_its_second_is_taken() =>
        Decide(Event("a", Read + 1), Event("b", Read + 5)).Newest!.Id.Should().Be("b");

    [Fact]
    public void The_same_event_twice_is_one_event() =>
        Decide(Event("a", Read + 1), Event("a", Read + 1)).Verdict.Should().Be(DigestVerdict.Take);

    [Fact]
    public void Two_events_of_one_second_are_settled_by_reading() =>
        Decide(Event("a", Read + 1), Event("b", Read + 1)).Verdict.Should().Be(DigestVerdict.Read);

    [Theory]
    [InlineData(0, DigestVerdict.Read)]
    [InlineData(-100, DigestVerdict.Read)]
    [InlineData(-100 - EventDigest.Slack, DigestVerdict.Read)]
    [InlineData(-101 - EventDigest.Slack, DigestVerdict.Known)]
    public void An_event_from_before_the_end_of_the_read_is_read_or_known(long offset, object verdict) =>
        Decide(Event("a", Read + offset)).Verdict.Should().Be((DigestVerdict)verdict);

    [Fact]
    public void A_deletion_is_read() =>
        Decide(Event("a", Read + 1) with { Kind = CouponEventKind.Deleted }).Verdict.Should().Be(DigestVerdict.Read);

    [Fact]
    public void An_incomplete_object_is_read() =>
        Decide(Event("a", Read + 1) with { Coupon = null }).Verdict.Should().Be(DigestVerdict.Read);

    [Fact]
    public void Our_own_write_is_known_by_its_key() =>
        EventDigest.Decide([Event("a", Read) with { IdempotencyKey = "ours" }], new Provenance(Read, Read, "ours"), true, false)
            .Verdict.Should().Be(DigestVerdict.Known);

    [Fact]
    public void Somebody_elses_change_in_the_second_of_our_write_is_read() =>
        EventDigest.Decide(
            [Event("a", Read) with { IdempotencyKey = "ours" }, Event("b", Read)], new Provenance(Read, Read, "ours"), true, false)
            .Verdict.Should().Be(DigestVerdict.Read);

    [Fact]
    public void A_new_coupon_whose_products_matter_is_read() =>
        EventDigest.Decide([Event("a", Read + 1)], Known, isInImage: false, needsProducts: true)
            .Verdict.Should().Be(DigestVerdict.Read);

    private static DigestDecision Decide(params CouponEvent[] events) => EventDigest.Decide(events, Known, true, false);

    private static CouponEvent Event(string id, long created) => new()
    {
        Id = id,
        Kind = CouponEventKind.Updated,
        CouponId = "C",
        Created = created,
        Coupon = new RemoteCoupon { Id = "C", Created = 1, Livemode = false, Metadata = CouponMetadata.Empty, Terms = CouponTerms.None },
    };
}
