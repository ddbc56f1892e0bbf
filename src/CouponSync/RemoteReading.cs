using CouponSync.Cli.Settings;
using CouponSync.Coupons;
using CouponSync.Loading.Csv;
using CouponSync.Loading.Remote;
using CouponSync.Loading.Snapshot;
using CouponSync.Planning;
using CouponSync.Runs;
using Microsoft.Data.Sqlite;

namespace CouponSync;

/// <summary>Reads coupons from Stripe into an empty image.</summary>
/// <param name="request">Which are needed.</param>
/// <param name="image">Gets them.</param>
/// <returns>Those Stripe refused to show.</returns>
internal delegate Task<IReadOnlyDictionary<string, Problem>> RemoteFetch(FetchRequest request, RemoteImage image);

/// <summary>
/// Decides where a run's knowledge of the coupons comes from: the image of an earlier run brought up to date by events
/// where that can be trusted, else Stripe itself.
/// </summary>
/// <param name="context">The run.</param>
/// <param name="fetch">Reads from Stripe.</param>
internal sealed class RemoteReading(RunContext context, RemoteFetch fetch)
{
    private static readonly Dictionary<string, Problem> NoProblems = [];

    private readonly CancellationToken _stop = context.Host.Stop;

    /// <summary>Gets the coupons a request needs.</summary>
    public async Task<RemoteView> ReadAsync(FetchRequest request, AccountLease account)
    {
        var mode = context.Settings.Fetch.Mode;
        if (mode == FetchMode.Retrieve)
        {
            return await ReadPassingAsync(request, account.Livemode);
        }

        var store = Store(context, account);
        var outcome = new IncrementalOutcome();
        IReadOnlyList<OwnWrite> awaited = [];
        SnapshotFacts? facts = null;
        if (mode != FetchMode.List && store.Open() is { } kept)
        {
            facts = kept.Facts!;
            try
            {
                outcome = await TryIncrementalAsync(kept, facts, request, SingleWrites.Beside(account.SnapshotPath));
                Note(outcome);
                facts = kept.Facts!;
                if (outcome.FullReadReason is null)
                {
                    return RemoteView.Kept(kept, facts, outcome.ReadToday, outcome.Unreadable, context.Host.Time, () => context.Stripe.Gateway.LastServerTime);
                }

                awaited = kept.OwnWrites();
                kept.Dispose();
            }
            catch (Exception e) when (ImageDamage.Is(e))
            {
                kept.Dispose();
                store.SetAside(e.Message);
                facts = null;
            }
            catch
            {
                kept.Dispose();
                throw;
            }
        }

        return await ReadAllAsync(store, request, account, outcome, facts, awaited);
    }

    /// <summary>Reads coupons into an image for this run only. What is read of a few coupons is no image of the account;
    /// the kept one stays as it is.</summary>
    public async Task<RemoteView> ReadPassingAsync(FetchRequest request, bool livemode)
    {
        var path = Path.Combine(context.Journal.Directory.Path, "coupons.db");
        var passing = RemoteImage.Create(path, livemode);
        return RemoteView.Passing(passing, path, await FetchOrDisposeAsync(passing, request), context.Host.Time);
    }

    /// <summary>Opens the kept image for a run that writes without having planned from it; null when there is none.</summary>
    public static RemoteView? OpenKept(RunContext context, AccountLease account) =>
        Store(context, account).Open() is { } kept
            ? RemoteView.Kept(kept, kept.Facts!, new HashSet<string>(), NoProblems, context.Host.Time, () => context.Stripe.Gateway.LastServerTime)
            : null;

    /// <summary>Gives up a kept image that was found to be damaged while it was used; the next reading reads all anew.</summary>
    /// <param name="view">The image; disposed of here.</param>
    /// <param name="account">The account.</param>
    /// <param name="reason">What is wrong with it.</param>
    public void GiveUp(RemoteView view, AccountLease account, string reason)
    {
        try
        {
            view.Dispose();
        }
        catch (SqliteException e)
        {
            context.Log.Debug(e, "The damaged image could not be closed in order");
        }

        Store(context, account).SetAside(reason);
    }

    private static SnapshotStore Store(RunContext context, AccountLease account) => new(
        account.SnapshotPath,
        new SnapshotIdentity(account.Id, account.Livemode, context.Stripe.DisplayAddress),
        context.Log);

    private async Task<IncrementalOutcome> TryIncrementalAsync(
        CouponSnapshot kept, SnapshotFacts facts, FetchRequest request, SingleWrites singleWrites)
    {
        var settings = context.Settings.Snapshot;
        var isAsked = context.Settings.Fetch.Mode == FetchMode.Incremental;
        if (facts.Trust == EventTrust.Forbidden && !isAsked)
        {
            return new IncrementalOutcome
            {
                Trust = facts.Trust,
                FullReadReason = "the key may not read events",
                IsRoutine = true,
            };
        }

        if (Interrupted(facts.Pushing) is not { } interrupted)
        {
            return new IncrementalOutcome
            {
                Trust = facts.Trust,
                FullReadReason = $"run {facts.Pushing} was killed while it applied its plan, which cannot be read",
            };
        }

        var reading = new IncrementalReading(
            context.Stripe.Gateway,
            new IncrementalOptions
            {
                AuditPages = settings.AuditPages,
                MaxAge = settings.MaxAge,
                Overlap = settings.Overlap,
                AcceptsUnproven = isAsked,
                Refresh = settings.Refresh,
                Workers = context.Stripe.ThrottleOptions.MaxInFlight,
            },
            context.Host.Time,
            context.Log);
        // The seed is the run's name: the same run would look at the same pages.
        var seed = unchecked((int)XxHash64.Of(System.Text.Encoding.UTF8.GetBytes(context.Journal.Directory.Id)));
        var (written, length) = singleWrites.Read();
        var outcome = await reading.ReadAsync(
            kept, facts, request, context.Journal.Input?.Sha256, interrupted.Concat(written), new Random(seed), _stop);
        if (outcome.FullReadReason is null)
        {
            singleWrites.Forget(length);
        }

        return outcome;
    }

    private async Task<RemoteView> ReadAllAsync(
        SnapshotStore store,
        FetchRequest request,
        AccountLease account,
        IncrementalOutcome outcome,
        SnapshotFacts? before,
        IReadOnlyList<OwnWrite> awaited)
    {
        var clock = context.Host.Time.GetUtcNow().ToUnixTimeSeconds();
        var known = context.Stripe.Gateway.LastServerTime?.ToUnixTimeSeconds();
        var fresh = store.Begin();
        IReadOnlyDictionary<string, Problem> unreadable;
        try
        {
            unreadable = await fetch(request, fresh.Image);
        }
        catch
        {
            store.Abandon(fresh);
            throw;
        }

        var last = context.Stripe.Gateway.LastServerTime?.ToUnixTimeSeconds();
        // Stripe's clock at the start: as it last was, else as far before the end as our own clock says that took.
        var took = context.Host.Time.GetUtcNow().ToUnixTimeSeconds() - clock + 1;
        var facts = new SnapshotFacts
        {
            Identity = store.Identity,
            IsComplete = context.Settings.Fetch.Mode != FetchMode.Auto,
            InputSha256 = context.Journal.Input?.Sha256,
            WithProducts = request.WithProducts,
            Mark = known ?? (last - took) ?? clock,
            ReadFrom = known ?? (last - took) ?? clock,
            ReadTo = last ?? clock + took + (long)context.Settings.Snapshot.Overlap.TotalSeconds,
            Trust = before is null ? EventTrust.Unproven : outcome.Trust,
        };
        try
        {
            if (outcome.IsComparable && before is not null)
            {
                await CompareAsync(fresh, account, before, facts.IsComplete && before.IsComplete);
            }

            // Events before the new mark are never read again: a write from before it can no longer come back.
            var oldest = facts.Mark - (long)context.Settings.Snapshot.Overlap.TotalSeconds;
            fresh.Adopt(awaited.Where(w => w.At >= oldest));
            return RemoteView.Kept(
                store.Complete(fresh, facts), facts, null, unreadable, context.Host.Time, () => context.Stripe.Gateway.LastServerTime);
        }
        catch
        {
            store.Abandon(fresh);
            throw;
        }
    }

    private async Task CompareAsync(CouponSnapshot fresh, AccountLease account, SnapshotFacts before, bool areComplete)
    {
        var differing = SnapshotDrift.Find(fresh.Image, account.SnapshotPath, account.Livemode, areComplete);
        if (differing.Count == 0)
        {
            return;
        }

        // What changed while all was read again shows as an event by now, or soon will; the rest is drift.
        var since = before.Mark - (long)context.Settings.Snapshot.Overlap.TotalSeconds;
        var batch = await EventFeed.ReadAsync(context.Stripe.Gateway, since, 10, _stop);
        var explained = (batch?.Events ?? []).Select(static e => e.CouponId).ToHashSet(StringComparer.Ordinal);
        var drifted = differing.Where(id => !explained.Contains(id)).ToList();
        foreach (var id in drifted.Take(100))
        {
            context.Log.Warning("Reading all coupons found that {Coupon} differs from the image, and no event said so", id);
        }

        if (drifted.Count > 0)
        {
            Drift(drifted.Count);
            context.Journal.Note(
                $"Reading all coupons found {Reporting.Figures.Count(drifted.Count, "coupon")} that had changed without an event since they were last read.");
        }
    }

    private void Note(IncrementalOutcome outcome)
    {
        foreach (var note in outcome.Notes)
        {
            context.Journal.Note(note);
        }

        Drift(outcome.Drift);
        if (outcome.FullReadReason is { } reason)
        {
            context.Log.Write(
                outcome.IsRoutine ? Serilog.Events.LogEventLevel.Information : Serilog.Events.LogEventLevel.Warning,
                "All coupons are read: {Reason}", reason);
        }
        else
        {
            context.Log.Information(
                "The image of an earlier run was brought up to date by events ({Trust}); {Read} coupons were read again",
                outcome.Trust, outcome.ReadToday.Count);
        }
    }

    private void Drift(long count) =>
        context.Journal.Image = context.Journal.Image with { DriftFound = context.Journal.Image.DriftFound + count };

    // The coupons of a run that was killed while it applied its plan; null when its plan cannot be read.
    private IEnumerable<string>? Interrupted(string? runId)
    {
        if (runId is null)
        {
            return [];
        }

        try
        {
            var plan = PlanFile.Open(RunDirectory.At(context.Settings.State.Directory, runId).PlanPath);
            return plan.Changes().Select(static change => change.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlanFormatException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyDictionary<string, Problem>> FetchOrDisposeAsync(RemoteImage image, FetchRequest request)
    {
        try
        {
            return await fetch(request, image);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }
}
