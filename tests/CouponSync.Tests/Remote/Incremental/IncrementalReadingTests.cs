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
        using var stripe = RecordedGateway.Answering(NoEvents);
        using var snapshot = Kept();

        var outcome = await ReadAsync(stripe, snapshot, TimeSpan.FromHours(1));

        outcome.AnewBecause.Should().BeNull();
        Uri.UnescapeDataString(stripe.Sent.Should().ContainSingle().Which.Address).Should().Contain("created[gte]=1699999100");
    }

    // Stripe keeps events for 30 days; a day is left for clocks, and the overlap is read as well.
    [Theory]
    [InlineData(28.98, false)]
    [InlineData(29.0, true)]
    [InlineData(30.5, true)]
    public async Task Events_that_stripe_may_have_dropped_are_not_relied_on(double days, bool isAnew)
    {
        using var stripe = RecordedGateway.Answering(NoEvents);
        using var snapshot = Kept();

        var outcome = await ReadAsync(stripe, snapshot, TimeSpan.FromDays(days));

        outcome.AnewBecause.Should().Be(isAnew ? "the snapshot is older than the events that Stripe keeps" : null);
    }

    [Fact]
    public async Task However_often_it_was_brought_up_to_date_an_old_snapshot_is_read_anew()
    {
        using var stripe = RecordedGateway.Answering(NoEvents);
        using var snapshot = Kept();
        snapshot.Save(snapshot.Facts! with { ReadFrom = 1_700_000_000 - (60 * 86_400) });

        var outcome = await ReadAsync(stripe, snapshot, TimeSpan.FromHours(1));

        outcome.AnewBecause.Should().Contain("Snapshot:MaxAge");
    }

    [Theory]
    [InlineData("C1", 0)]
    [InlineData("NEW", 1)]
    public async Task Of_an_input_with_other_rows_those_that_are_new_are_read(string id, int reads)
    {
        using var stripe = RecordedGateway.AnsweringInTurn(NoEvents, Json("NEW"));
        using var snapshot = Kept();
        snapshot.Save(snapshot.Facts! with { InputIds = SnapshotFacts.HashOf(["C1"]) });

        var outcome = await ReadAsync(stripe, snapshot, TimeSpan.FromHours(1), id);

        outcome.ReadToday.Should().HaveCount(reads);
        snapshot.Contains(id).Should().BeTrue();
        snapshot.Facts!.InputIds.Should().Be(SnapshotFacts.HashOf([id]));
    }

    [Fact]
    public async Task A_coupon_that_stripe_does_not_show_is_to_be_read_again()
    {
        using var stripe = RecordedGateway.AnsweringInTurn(Events("evt_1", hasMore: false), Json("ANOTHER"));
        using var snapshot = Kept();

        var outcome = await ReadAsync(stripe, snapshot, TimeSpan.FromHours(1));

        outcome.Unreadable.Keys.Should().Equal("C1");
        snapshot.ToRead(10).Should().Equal("C1");
    }

    [Fact]
    public async Task All_pages_of_events_are_read()
    {
        using var stripe = RecordedGateway.AnsweringInTurn(Events("evt_3", hasMore: true), Events("evt_2", hasMore: true), Events("evt_1", hasMore: false));

        var batch = await EventFeed.ReadAsync(stripe.Gateway, since: 1, maxPages: 10, CancellationToken.None);

        batch!.Events.Select(static e => e.Id).Should().Equal("evt_3", "evt_2", "evt_1");
        batch.Pages.Should().Be(3);
    }

    [Fact]
    public async Task After_an_audit_that_found_something_the_next_run_reads_all_even_if_this_one_does_not_live_to_do_so()
    {
        using var stripe = RecordedGateway.AnsweringInTurn(
            NoEvents, """{"object":"list","url":"/v1/coupons","has_more":false,"data":[COUPON]}""".Replace("COUPON", Json("UNKNOWN"), StringComparison.Ordinal));
        using var snapshot = Kept();

        var outcome = await ReadAsync(stripe, snapshot, TimeSpan.FromHours(1), auditPages: 1);

        outcome.Note.Should().StartWith("The audit found 1 coupon that had changed without an event.");
        snapshot.Facts!.ReadFrom.Should().Be(0);
    }

    [Fact]
    public async Task The_audit_counts_what_the_list_does_not_have_any_more()
    {
        var account = new ListedAccount([1, 3], TimeSpan.Zero);
        using var snapshot = Kept();
        snapshot.Put([Coupon("C0", 3), Coupon("GONE", 2), Coupon("C1", 1)]);

        (await new SnapshotAudit(account, Logger.None).ReadPageAsync(snapshot, new Last(), new HashSet<string>(), CancellationToken.None)).Should().Be(1);
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

    private const string NoEvents = """{"object":"list","url":"/v1/events","has_more":false,"data":[]}""";

    private static string Json(string id) =>
        """{"id":"COUPON","object":"coupon","created":1,"duration":"once","livemode":false,"percent_off":10,"times_redeemed":0,"valid":true,"metadata":{}}"""
            .Replace("COUPON", id, StringComparison.Ordinal);

    private static string Events(string id, bool hasMore) =>
        """{"object":"list","url":"/v1/events","has_more":MORE,"data":[{"id":"EVENT","object":"event","created":5,"type":"coupon.updated","data":{"object":COUPON}}]}"""
            .Replace("MORE", hasMore ? "true" : "false", StringComparison.Ordinal)
            .Replace("EVENT", id, StringComparison.Ordinal)
            .Replace("COUPON", Json("C1"), StringComparison.Ordinal);

    private static Task<IncrementalOutcome> ReadAsync(
        RecordedGateway stripe, CouponSnapshot snapshot, TimeSpan later, string id = "C1", int auditPages = 0) => new IncrementalReading(
        stripe.Gateway,
        new IncrementalOptions { AuditPages = auditPages, MaxAge = TimeSpan.FromDays(50), Overlap = TimeSpan.FromMinutes(15), AcceptsUnproven = true, Workers = 1 },
        new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000) + later),
        Logger.None).ReadAsync(snapshot, new FetchRequest([id], 1, WithProducts: false), new Random(1), CancellationToken.None);

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
