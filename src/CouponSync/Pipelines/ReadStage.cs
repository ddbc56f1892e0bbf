using System.IO.Hashing;
using System.Text;
using CouponSync.Remote;
using CouponSync.Remote.Incremental;
using CouponSync.Runs;
using CouponSync.Settings;
using Serilog.Events;

namespace CouponSync.Pipelines;

/// <summary>
/// Gets a run's coupons: from the snapshot of an earlier run, brought up to date by events, where that can be trusted; else from
/// Stripe itself.
/// </summary>
/// <param name="context">The run.</param>
/// <param name="account">The account it holds.</param>
internal sealed class ReadStage(RunContext context, AccountLock account)
{
    private readonly CancellationToken _stop = context.Stop;

    /// <summary>Gets the coupons of an input; what is read of them is kept for the next run.</summary>
    public async Task<RemoteCoupons> ReadAsync(FetchRequest request)
    {
        var mode = context.Settings.Fetch.Mode;
        if (mode == FetchMode.Retrieve || !account.IsHeld)
        {
            return await ReadOnceAsync(request);
        }

        var store = KeptSnapshot.Store(context, account);
        var trust = EventTrust.Unproven;
        IReadOnlyList<OwnWrite> awaited = [];
        if (mode != FetchMode.List && KeptSnapshot.Open(context, store) is { } kept)
        {
            try
            {
                var outcome = await UpdateAsync(kept.Coupons, request, SingleWrites.Beside(account.SnapshotPath));
                if (outcome.AnewBecause is null)
                {
                    return new RemoteCoupons(kept.Coupons, outcome.Unreadable) { Kept = kept, ReadToday = outcome.ReadToday };
                }

                (trust, awaited) = (kept.Coupons.Facts!.Trust, kept.Coupons.OwnWrites());
                kept.Dispose();
            }
            catch (Exception e) when (SnapshotDamage.Is(e))
            {
                kept.GiveUp(e.Message);
            }
            catch
            {
                kept.Dispose();
                throw;
            }
        }

        return await ReadAnewAsync(store, request, trust, awaited);
    }

    /// <summary>Reads coupons for this run only; the kept snapshot stays as it is.</summary>
    public async Task<RemoteCoupons> ReadOnceAsync(FetchRequest request)
    {
        var snapshot = CouponSnapshot.Create(Path.Combine(context.Directory.Path, "coupons.db"), context.Stripe.Key.Livemode);
        try
        {
            return new RemoteCoupons(snapshot, (await FetchAsync(request, snapshot)).Unreadable);
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    private async Task<IncrementalOutcome> UpdateAsync(CouponSnapshot kept, FetchRequest request, SingleWrites singleWrites)
    {
        var settings = context.Settings.Snapshot;
        var reading = new IncrementalReading(
            context.Stripe.Gateway,
            new IncrementalOptions
            {
                AuditPages = settings.AuditPages,
                MaxAge = settings.MaxAge,
                Overlap = settings.Overlap,
                AcceptsUnproven = context.Settings.Fetch.Mode == FetchMode.Incremental,
                Refresh = settings.Refresh,
                Workers = context.Stripe.ThrottleOptions.MaxInFlight,
            },
            context.Time,
            context.Log);
        // The seed is the run's name: the same run would look at the same pages.
        var seed = unchecked((int)XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(context.Directory.Id)));
        var (written, length) = singleWrites.Read();
        kept.ReadAgain(written);
        var outcome = await reading.ReadAsync(kept, request, new Random(seed), _stop);
        if (outcome.Note is { } note)
        {
            context.Record.Note(note);
        }

        if (outcome.AnewBecause is { } reason)
        {
            context.Log.Write(outcome.Note is null ? LogEventLevel.Information : LogEventLevel.Warning, "All coupons are read: {Reason}", reason);
        }
        else
        {
            singleWrites.Forget(length);
            context.Log.Information(
                "The snapshot of an earlier run was brought up to date by events ({Trust}); {Read} coupons were read again",
                kept.Facts!.Trust, outcome.ReadToday.Count);
        }

        return outcome;
    }

    private async Task<RemoteCoupons> ReadAnewAsync(
        SnapshotStore store, FetchRequest request, EventTrust trust, IReadOnlyList<OwnWrite> awaited)
    {
        var (gateway, statistics) = (context.Stripe.Gateway, context.Stripe.Statistics);
        var (clock, began) = (context.Time.GetUtcNow().ToUnixTimeSeconds(), context.Time.GetTimestamp());
        var known = gateway.LastServerTime?.ToUnixTimeSeconds();
        var before = statistics.Counts.Total;
        using var fresh = store.Create();
        var fetched = await FetchAsync(request, fresh);
        var last = gateway.LastServerTime?.ToUnixTimeSeconds();
        // Stripe's clock at the start: as it last was, else as far before the end as that took by our own: by the one that may be set
        // meanwhile, or by the one that may stand still while the machine sleeps.
        var took = 1 + Math.Max(context.Time.GetUtcNow().ToUnixTimeSeconds() - clock, (long)context.Time.GetElapsedTime(began).TotalSeconds);
        var from = known ?? (last - took) ?? clock;
        var overlap = (long)context.Settings.Snapshot.Overlap.TotalSeconds;
        // Events before that are never read again: a write from before it can no longer come back.
        fresh.Await(awaited.Where(w => w.At >= from - overlap));
        fresh.ReadAgain([.. fetched.Unreadable.Keys, .. fetched.UnreadIds]);
        var kept = store.Keep(fresh, new SnapshotFacts
        {
            Identity = store.Identity,
            InputIds = fetched.IsWholeAccount ? null : SnapshotFacts.HashOf(request.Ids),
            WithProducts = request.WithProducts,
            EventsFrom = from,
            ReadFrom = from,
            ReadTo = last ?? clock + took + overlap,
            Requests = statistics.Counts.Total - before,
            Trust = trust,
        });
        return new RemoteCoupons(kept, fetched.Unreadable) { Kept = KeptSnapshot.Of(context, store, kept) };
    }

    // Reads the coupons a request needs from Stripe into an empty snapshot.
    private async Task<FetchedCoupons> FetchAsync(FetchRequest request, CouponSnapshot snapshot)
    {
        var stripe = context.Stripe;
        var accounts = new KnownAccounts(context.Settings.State.Directory);
        request = request with
        {
            Mode = context.Settings.Fetch.Mode,
            Size = accounts.FindSize(account.Id, account.Livemode, stripe.DisplayAddress, context.Time.GetUtcNow()),
        };
        var fetch = new CouponFetch(stripe.Gateway, stripe.ThrottleOptions, context.Time, context.Log);
        var budget = new ReadBudget(request, stripe.ThrottleOptions);
        var forecast = budget.Forecast();
        context.Log.Information("{Forecast:l}", forecast);
        if (request.Count > 0)
        {
            context.Progress.Note(forecast);
        }

        long shown = 0;
        var progress = new DirectProgress<long>(coupons =>
        {
            context.Progress.Advance(coupons - shown);
            shown = coupons;
        });
        try
        {
            var fetched = await fetch.ReadAsync(request, snapshot, progress, _stop);
            if (fetched.Size is { } size)
            {
                await accounts.RememberSizeAsync(account.Id, account.Livemode, stripe.DisplayAddress, size, context.Time, _stop);
            }

            return fetched;
        }
        finally
        {
            budget.Account(stripe.Statistics.Counts, fetch.Restarts, nightly: context.Command == "sync", context.Record.Note, context.Record.Remark);
        }
    }
}
