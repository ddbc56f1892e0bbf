using CouponSync.Coupons;
using CouponSync.StripeApi;
using CouponSync.Text;
using Serilog;

namespace CouponSync.Remote.Incremental;

/// <summary>How the incremental reading is done.</summary>
internal sealed record IncrementalOptions
{
    /// <summary>How many pages are read again by chance.</summary>
    public required int AuditPages { get; init; }

    /// <summary>How old the image may grow.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>How long an event may take to become visible.</summary>
    public required TimeSpan Overlap { get; init; }

    /// <summary>Whether events are relied on that were not proven yet, because the user said so.</summary>
    public bool AcceptsUnproven { get; init; }

    /// <summary>Whether all coupons are read in any case.</summary>
    public bool Refresh { get; init; }

    /// <summary>How many requests may be under way at once.</summary>
    public required int Workers { get; init; }
}

/// <summary>What came of bringing a kept image up to date.</summary>
internal sealed record IncrementalOutcome
{
    /// <summary>Why all coupons must be read all the same; null when the image is up to date.</summary>
    public string? FullReadReason { get; init; }

    /// <summary>Whether that is no more than a matter of course, such as the image's age.</summary>
    public bool IsRoutine { get; init; }

    /// <summary>What is known of events now.</summary>
    public EventTrust Trust { get; init; }

    /// <summary>Coupons read from Stripe in this run, by id.</summary>
    public IReadOnlySet<string> ReadToday { get; init; } = new HashSet<string>();

    /// <summary>Coupons Stripe refused to show.</summary>
    public IReadOnlyDictionary<string, Problem> Unreadable { get; init; } = new Dictionary<string, Problem>();

    /// <summary>Sentences for the report.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>
/// Brings a kept image up to date with the events since it was last so. Whenever that cannot be relied on, it says why
/// all coupons must be read instead.
/// </summary>
/// <param name="gateway">Stripe.</param>
/// <param name="options">How.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class IncrementalReading(ICouponGateway gateway, IncrementalOptions options, TimeProvider time, ILogger log)
{
    // Stripe keeps events for 30 days; the last of them is not counted on.
    private static readonly TimeSpan EventLifetime = TimeSpan.FromDays(29);

    private readonly HashSet<string> _readToday = new(StringComparer.Ordinal);

    /// <summary>Brings the image up to date.</summary>
    /// <param name="snapshot">The image.</param>
    /// <param name="facts">Its facts.</param>
    /// <param name="request">What the run needs.</param>
    /// <param name="inputSha256">The input.</param>
    /// <param name="interrupted">The coupons of a run that was killed while it applied its plan.</param>
    /// <param name="random">Chooses the audit's pages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IncrementalOutcome> ReadAsync(
        CouponSnapshot snapshot,
        SnapshotFacts facts,
        FetchRequest request,
        string? inputSha256,
        IEnumerable<string> interrupted,
        Random random,
        CancellationToken cancellationToken)
    {
        var outcome = new IncrementalOutcome { Trust = facts.Trust, ReadToday = _readToday };
        var clock = time.GetUtcNow().ToUnixTimeSeconds();
        var overlap = (long)options.Overlap.TotalSeconds;
        if (clock - facts.Mark + overlap > EventLifetime.TotalSeconds)
        {
            return Routine(outcome, "the image is older than the events that Stripe keeps");
        }

        if (request.WithProducts && !facts.WithProducts)
        {
            return Routine(outcome, "the file now names products, which the image does not have");
        }

        foreach (var id in interrupted)
        {
            snapshot.Doubt(id);
        }

        // With this much spent in vain, and all coupons read then, it is twice what reading all would have cost, and a page.
        var mostRequests = ((snapshot.Image.Count + StripeLimits.PageSize - 1) / StripeLimits.PageSize) + 1;
        EventBatch? batch;
        try
        {
            batch = await EventFeed.ReadAsync(gateway, facts.Mark - overlap, mostRequests, cancellationToken);
        }
        catch (StripeFailureException e) when (e.Failure.Status == 403)
        {
            snapshot.Forget(snapshot.OwnWrites());
            snapshot.Save(facts with { Trust = EventTrust.Forbidden });
            return Doubtful(outcome with { Trust = EventTrust.Forbidden }, "the key may not read events (rak_event_read)");
        }

        if (batch is null)
        {
            return Routine(outcome, "reading so many events would cost more than reading the coupons");
        }

        var now = batch.From ?? clock;
        var proof = EventProof.Of(facts.Trust, snapshot.OwnWrites(), batch.Events, now, options.Overlap);
        snapshot.Forget(proof.Settled);
        snapshot.Forget(proof.Missing);
        outcome = outcome with { Trust = proof.Trust };
        snapshot.Save(facts with { Trust = proof.Trust });
        foreach (var write in proof.Missing.Take(20))
        {
            log.Warning("The write {Request} to {Coupon} did not come back as an event", write.RequestId, write.CouponId);
        }

        if (proof.Trust == EventTrust.Untrusted)
        {
            return Doubtful(outcome, proof.Missing.Count > 0
                ? $"{Figures.Count(proof.Missing.Count, "write")} of ours did not come back as {(proof.Missing.Count == 1 ? "an event" : "events")}"
                : "events were not complete before, and no write of ours has come back since");
        }

        if (proof.Trust == EventTrust.Unproven && !options.AcceptsUnproven)
        {
            return Routine(outcome, "whether this account has events about coupons is not proven yet");
        }

        if (options.Refresh)
        {
            return Routine(outcome, "--refresh asks for it");
        }

        if (now - facts.ReadFrom > options.MaxAge.TotalSeconds)
        {
            return Routine(outcome, $"the image is older than {Figures.Duration(options.MaxAge)} (Snapshot:MaxAge)");
        }

        return await UpdateAsync(snapshot, facts, request, inputSha256, batch, now, mostRequests - batch.Pages, random, outcome, cancellationToken);
    }

    private static IncrementalOutcome Routine(IncrementalOutcome outcome, string reason) =>
        outcome with { FullReadReason = reason, IsRoutine = true };

    private static IncrementalOutcome Doubtful(IncrementalOutcome outcome, string reason) => outcome with
    {
        FullReadReason = reason,
        Notes = [$"Events cannot be relied on: {reason}. All coupons were read instead."],
    };

    private async Task<IncrementalOutcome> UpdateAsync(
        CouponSnapshot snapshot,
        SnapshotFacts facts,
        FetchRequest request,
        string? inputSha256,
        EventBatch batch,
        long now,
        long mostIds,
        Random random,
        IncrementalOutcome outcome,
        CancellationToken cancellationToken)
    {
        var toRead = new HashSet<string>(snapshot.Doubtful(), StringComparer.Ordinal);
        Digest(snapshot, facts, batch.Events, toRead);
        if (!facts.IsComplete && (inputSha256 is null || !string.Equals(inputSha256, facts.InputSha256, StringComparison.Ordinal)))
        {
            foreach (var id in request.Ids.Where(id => !snapshot.Knows(id)).Take((int)mostIds + 1))
            {
                toRead.Add(id);
            }
        }

        if (toRead.Count > mostIds)
        {
            return Routine(outcome, "reading so many coupons by id would cost more than reading all");
        }

        if (toRead.Count > 0)
        {
            var unreadable = await Retrieval.ReadAllAsync(gateway, toRead, facts.WithProducts, options.Workers, Take, cancellationToken);
            outcome = outcome with { Unreadable = unreadable };
            _readToday.UnionWith(toRead);
        }

        var updated = facts with
        {
            Mark = now,
            Trust = outcome.Trust,
            Pushing = null,
            InputSha256 = inputSha256,
        };
        snapshot.Save(updated);
        return await AuditAsync(snapshot, updated, now, random, outcome, cancellationToken);

        void Take(RetrievedCoupon answer)
        {
            if (answer.Refusal is null)
            {
                var latest = answer.At?.ToUnixTimeSeconds() ?? now + (long)options.Overlap.TotalSeconds;
                snapshot.Put(answer.Id, answer.Coupon, new Provenance(now, latest, null));
            }
            else
            {
                snapshot.Doubt(answer.Id);
            }
        }
    }

    private static void Digest(
        CouponSnapshot snapshot, SnapshotFacts facts, IReadOnlyList<CouponEvent> events, HashSet<string> toRead)
    {
        foreach (var about in events.GroupBy(static e => e.CouponId, StringComparer.Ordinal))
        {
            var isInImage = snapshot.Image.Contains(about.Key);
            var decision = EventDigest.Decide(
                [.. about], snapshot.ProvenanceOf(about.Key, facts), isInImage, facts.WithProducts);
            if (decision is { Verdict: DigestVerdict.Take, Newest: { } newest })
            {
                snapshot.Put(about.Key, newest.Coupon, new Provenance(newest.Created, newest.Created, newest.Id));
            }
            else if (decision.Verdict == DigestVerdict.Read && (facts.IsComplete || snapshot.Knows(about.Key)))
            {
                // Of a part of the account, what was never read need not be known before a row asks for it.
                toRead.Add(about.Key);
            }
        }
    }

    private async Task<IncrementalOutcome> AuditAsync(
        CouponSnapshot snapshot, SnapshotFacts facts, long now, Random random, IncrementalOutcome outcome, CancellationToken cancellationToken)
    {
        var audit = new SnapshotAudit(gateway, log);
        long differing = 0;
        for (var page = 0; page < options.AuditPages; page++)
        {
            differing += await audit.ReadPageAsync(
                snapshot, facts.IsComplete, facts.WithProducts, random, now, _readToday, cancellationToken);
        }

        snapshot.Flush();
        if (differing > 0)
        {
            // Should this run not live to read all coupons, the next one will, by the image's age.
            snapshot.Save(facts with { ReadFrom = 0 });
            return outcome with
            {
                FullReadReason = "the audit found coupons that had changed without an event",
                Notes = [$"The audit found {Figures.Count(differing, "coupon")} that had changed without an event. All coupons were read again."],
            };
        }

        return outcome.Trust == EventTrust.Unproven
            ? outcome with { Notes = ["Whether this account has events about coupons is not proven; this run relied on them because --fetch incremental asked for it."] }
            : outcome;
    }
}
