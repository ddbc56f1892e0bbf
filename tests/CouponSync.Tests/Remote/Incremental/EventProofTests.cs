using CouponSync.Remote;
using CouponSync.Remote.Incremental;
using CouponSync.StripeApi;

namespace CouponSync.Tests.Remote.Incremental;

public sealed class EventProofTests
{
    private const long At = 1_000_000;

    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    [Fact]
    public void A_write_that_comes_back_proves_the_events()
    {
        var proof = Of(EventTrust.Untrusted, At + 86400, Event(At, "key"));

        proof.Trust.Should().Be(EventTrust.Proven);
        proof.Settled.Should().ContainSingle();
    }

    [Theory]
    [InlineData(900, EventTrust.Proven)]
    [InlineData(901, EventTrust.Untrusted)]
    public void A_write_is_missing_only_after_the_overlap(long later, object trust) =>
        Of(EventTrust.Proven, At + later).Trust.Should().Be((EventTrust)trust);

    [Fact]
    public void A_write_that_somebody_forestalled_is_not_missing()
    {
        var proof = Of(EventTrust.Proven, At + 86400, Event(At - 10, "theirs"));

        proof.Missing.Should().BeEmpty();
        proof.Trust.Should().Be(EventTrust.Proven);
    }

    [Fact]
    public void Without_any_event_nothing_is_proven() =>
        EventProof.Of(EventTrust.Unproven, [], [], At, Overlap).Trust.Should().Be(EventTrust.Unproven);

    [Fact]
    public void Others_events_prove_that_there_are_events_but_do_not_restore_lost_trust()
    {
        EventProof.Of(EventTrust.Unproven, [], [Event(At, null)], At, Overlap).Trust.Should().Be(EventTrust.Proven);
        EventProof.Of(EventTrust.Untrusted, [], [Event(At, null)], At, Overlap).Trust.Should().Be(EventTrust.Untrusted);
    }

    private static EventProof Of(EventTrust before, long now, params CouponEvent[] events) =>
        EventProof.Of(before, [new OwnWrite("key", "req_1", "C", At)], events, now, Overlap);

    private static CouponEvent Event(long created, string? key) => new()
    {
        Id = $"evt_{created}_{key}",
        Kind = CouponEventKind.Updated,
        CouponId = "C",
        Created = created,
        IdempotencyKey = key,
    };
}
