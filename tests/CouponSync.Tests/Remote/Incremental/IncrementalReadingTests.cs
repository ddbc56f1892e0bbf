using CouponSync.Coupons;
using CouponSync.Remote;
using CouponSync.Remote.Incremental;
using CouponSync.Tests.StripeApi;
using CouponSync.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Serilog.Core;

namespace CouponSync.Tests.Remote.Incremental;

public sealed class IncrementalReadingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Events_are_read_from_the_overlap_before_the_last_reading()
    {
        using var stripe = RecordedGateway.Answering("""{"object":"list","url":"/v1/events","has_more":false,"data":[]}""");
        using var snapshot = Kept();
        var reading = new IncrementalReading(
            stripe.Gateway,
            new IncrementalOptions { AuditPages = 0, MaxAge = TimeSpan.FromDays(7), Overlap = TimeSpan.FromMinutes(15), AcceptsUnproven = true, Workers = 1 },
            new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_003_600)),
            Logger.None);

        var outcome = await reading.ReadAsync(snapshot, new FetchRequest(["C1"], 1, WithProducts: false), new Random(1), CancellationToken.None);

        outcome.AnewBecause.Should().BeNull();
        Uri.UnescapeDataString(stripe.Sent.Should().ContainSingle().Which.Address).Should().Contain("created[gte]=1699999100");
    }

    [Fact]
    public async Task The_audit_counts_and_takes_what_differs_from_the_snapshot()
    {
        var account = new ListedAccount([1, 2, 3], TimeSpan.Zero);
        using var snapshot = Kept();
        snapshot.Put([Coupon("C0", 3), Coupon("C1", 2) with { Name = "Old" }, Coupon("C2", 1)]);

        // C0 is the newest: the page behind it holds the other two.
        var differing = await new SnapshotAudit(account, Logger.None).ReadPageAsync(snapshot, new Last(), new HashSet<string>(), CancellationToken.None);

        differing.Should().Be(1);
        snapshot.Find("C1")!.Name.Should().BeNull();
    }

    private CouponSnapshot Kept()
    {
        var snapshot = CouponSnapshot.Create(_directory.File("coupons.db"), livemode: false);
        snapshot.Put([Coupon("C1", 2)]);
        snapshot.Save(new SnapshotFacts
        {
            Identity = new SnapshotIdentity("acct_1", Livemode: false, "https://api.stripe.com"),
            WithProducts = false,
            EventsFrom = 1_700_000_000,
            ReadFrom = 1_700_000_000,
            ReadTo = 1_700_000_000,
            Requests = 1,
            Trust = EventTrust.Proven,
        });
        return snapshot;
    }

    private static RemoteCoupon Coupon(string id, long created) => new()
    {
        Id = id,
        Created = created,
        Livemode = false,
        Metadata = CouponMetadata.Empty,
        Terms = CouponTerms.None,
    };

    private sealed class Last : Random
    {
        public override long NextInt64(long maxValue) => maxValue - 1;
    }
}
