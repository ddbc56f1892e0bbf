using CouponSync.Coupons;
using CouponSync.StripeApi;
using CouponSync.Text;
using Serilog;

namespace CouponSync.Remote.Incremental;

/// <summary>
/// Brings a kept snapshot up to date with the events since it was last so. Whenever that cannot be relied on, it says why
/// the coupons must be read anew instead.
/// </summary>
/// <param name="gateway">Stripe.</param>
/// <param name="options">How.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class IncrementalReading(ICouponGateway gateway, IncrementalOptions options, TimeProvider time, ILogger log)
{
    // Stripe keeps events for 30 days; the last of them is not counted on.
    private static readonly TimeSpan EventLifetime = TimeSpan.FromDays(29);

    private readonly long _overlap = (long)options.Overlap.TotalSeconds;

    /// <summary>Brings the snapshot up to date.</summary>
    /// <param name="snapshot">The snapshot; it learns what is known of events in any case.</param>
    /// <param name="request">What the run needs.</param>
    /// <param name="random">Chooses the audit's pages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IncrementalOutcome> ReadAsync(
        CouponSnapshot snapshot, FetchRequest request, Random random, CancellationToken cancellationToken)
    {
        var facts = snapshot.Facts!;
        var clock = time.GetUtcNow().ToUnixTimeSeconds();
        if (clock - facts.EventsFrom + _overlap > EventLifetime.TotalSeconds)
        {
            return IncrementalOutcome.Anew("the snapshot is older than the events that Stripe keeps");
        }

        if (request.WithProducts && !facts.WithProducts)
        {
            return IncrementalOutcome.Anew("the file now names products, which the snapshot does not have");
        }

        // With this much spent in vain, and all read anew then, it is twice what that alone would have cost, and one request.
        var mostRequests = 1 + (facts.InputIds is null ? (snapshot.Count + StripeLimits.PageSize - 1) / StripeLimits.PageSize : facts.Requests);
        EventBatch? batch;
        try
        {
            batch = await EventFeed.ReadAsync(gateway, facts.EventsFrom - _overlap, mostRequests, cancellationToken);
        }
        catch (StripeFailureException e) when (e.Failure.Status != 401)
        {
            return IncrementalOutcome.Untrusted(e.Failure.LacksPermission
                ? "the key may not read events (rak_event_read)"
                : $"they cannot be read: {e.Failure.Describe().TrimEnd('.')}");
        }

        if (batch is null)
        {
            return IncrementalOutcome.Anew("reading so many events would cost more than reading the coupons");
        }

        var now = batch.From ?? clock;
        var writes = snapshot.OwnWrites();
        return Prove(snapshot, writes, batch.Events, now) ?? Due(snapshot.Facts!, now)
            ?? await UpdateAsync(snapshot, request, batch, writes, now, mostRequests - batch.Pages, random, cancellationToken);
    }

    // What our own writes say of the events: why they cannot be relied on, if they cannot.
    private IncrementalOutcome? Prove(CouponSnapshot snapshot, IReadOnlyList<OwnWrite> writes, IReadOnlyList<CouponEvent> events, long now)
    {
        var proof = EventProof.Of(snapshot.Facts!.Trust, writes, events, now, options.Overlap);
        snapshot.Forget([.. proof.Settled, .. proof.Missing]);
        snapshot.Save(snapshot.Facts with { Trust = proof.Trust });
        foreach (var write in proof.Missing.Take(20))
        {
            log.Warning("The write {Request} to {Coupon} did not come back as an event", write.RequestId, write.CouponId);
        }

        if (proof.Trust == EventTrust.Untrusted)
        {
            return IncrementalOutcome.Untrusted(proof.Missing.Count > 0
                ? $"{Figures.Count(proof.Missing.Count, "write")} of ours did not come back as {(proof.Missing.Count == 1 ? "an event" : "events")}"
                : "events were not complete before, and no write of ours has come back since");
        }

        return proof.Trust == EventTrust.Unproven && !options.AcceptsUnproven
            ? IncrementalOutcome.Anew("whether this account has events about coupons is not proven yet")
            : null;
    }

    private IncrementalOutcome? Due(SnapshotFacts facts, long now) =>
        options.Refresh ? IncrementalOutcome.Anew("--refresh asks for it")
        : now - facts.ReadFrom > options.MaxAge.TotalSeconds
            ? IncrementalOutcome.Anew($"the snapshot is older than {Figures.Duration(options.MaxAge)} (Snapshot:MaxAge)")
            : null;

    private async Task<IncrementalOutcome> UpdateAsync(
        CouponSnapshot snapshot,
        FetchRequest request,
        EventBatch batch,
        IReadOnlyList<OwnWrite> writes,
        long now,
        long mostIds,
        Random random,
        CancellationToken cancellationToken)
    {
        var facts = snapshot.Facts!;
        var toRead = new HashSet<string>(snapshot.ToRead(mostIds + 1), StringComparer.Ordinal);
        TakeEvents(snapshot, batch.Events, writes, toRead);
        if (facts.InputIds is { } inputIds)
        {
            // It has the coupons of one input: of another one, and where there are events, what it lacks need not be missing.
            var hash = SnapshotFacts.HashOf(request.Ids);
            var told = batch.Events.Select(static e => e.CouponId).ToHashSet(StringComparer.Ordinal);
            toRead.UnionWith(request.Ids
                .Where(id => (hash != inputIds || told.Contains(id)) && !snapshot.Contains(id))
                .Take((int)mostIds + 1));
            facts = facts with { InputIds = hash };
        }

        if (toRead.Count > mostIds)
        {
            return IncrementalOutcome.Anew("reading so many coupons by id would cost more than reading all");
        }

        var readTo = now;
        var unreadable = await Retrieval.ReadAllAsync(gateway, toRead, facts.WithProducts, options.Workers, Take, cancellationToken);
        snapshot.ReadAgain(unreadable.Keys);
        snapshot.Save(facts with { EventsFrom = now, ReadTo = readTo });
        var outcome = new IncrementalOutcome { ReadToday = toRead, Unreadable = unreadable };
        return await AuditAsync(snapshot, toRead, random, cancellationToken) ?? (facts.Trust == EventTrust.Unproven
            ? outcome with { Note = "Whether this account has events about coupons is not proven; this run relied on them because --fetch incremental asked for it." }
            : outcome);

        void Take(RetrievedCoupon answer)
        {
            readTo = Math.Max(readTo, answer.At?.ToUnixTimeSeconds() ?? now + _overlap);
            if (answer.Refusal is null)
            {
                snapshot.Replace(answer.Id, answer.Coupon);
            }
        }
    }

    private async Task<IncrementalOutcome?> AuditAsync(
        CouponSnapshot snapshot, HashSet<string> readToday, Random random, CancellationToken cancellationToken)
    {
        var audit = new SnapshotAudit(gateway, log);
        long differing = 0;
        for (var page = 0; page < options.AuditPages; page++)
        {
            differing += await audit.ReadPageAsync(snapshot, random, readToday, cancellationToken);
        }

        var facts = snapshot.Facts!;
        snapshot.Save(facts with
        {
            ReadTo = Math.Max(facts.ReadTo, gateway.LastServerTime?.ToUnixTimeSeconds() ?? facts.EventsFrom + _overlap),
            // Should this run not live to read all coupons, the next one will, by the snapshot's age.
            ReadFrom = differing > 0 ? 0 : facts.ReadFrom,
        });
        return differing == 0 ? null : IncrementalOutcome.Anew("the audit found coupons that had changed without an event") with
        {
            Note = $"The audit found {Figures.Count(differing, "coupon")} that had changed without an event. All coupons were read again.",
        };
    }

    // Puts what events show into the snapshot, and what they do not show among what is to be read.
    private static void TakeEvents(
        CouponSnapshot snapshot, IReadOnlyList<CouponEvent> events, IReadOnlyList<OwnWrite> writes, HashSet<string> toRead)
    {
        var facts = snapshot.Facts!;
        var own = writes.Select(static w => w.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var about in events.GroupBy(static e => e.CouponId, StringComparer.Ordinal))
        {
            var known = snapshot.Find(about.Key);
            if (known is null && facts.InputIds is not null)
            {
                continue;
            }

            var decision = EventDecision.Of([.. about], own, known, facts.ReadTo, facts.WithProducts);
            if (decision.Verdict == EventVerdict.Take)
            {
                snapshot.Replace(about.Key, decision.Coupon);
            }
            else if (decision.Verdict == EventVerdict.Read)
            {
                toRead.Add(about.Key);
            }
        }
    }
}
