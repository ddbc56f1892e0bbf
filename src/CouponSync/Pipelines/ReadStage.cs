using System.IO.Hashing;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Remote;
using CouponSync.Remote.Incremental;
using CouponSync.Runs;
using CouponSync.Settings;

namespace CouponSync.Pipelines;

/// <summary>
/// Decides where a run's knowledge of the coupons comes from: the image of an earlier run brought up to date by events
/// where that can be trusted, else Stripe itself.
/// </summary>
/// <param name="context">The run.</param>
internal sealed class ReadStage(RunContext context)
{
    private static readonly Dictionary<string, Problem> NoProblems = [];

    private readonly CancellationToken _stop = context.Stop;

    /// <summary>The SHA-256 of the input whose coupons are read; null for none.</summary>
    public string? InputSha256 { get; init; }

    /// <summary>Gets the coupons a request needs.</summary>
    public async Task<RemoteView> ReadAsync(FetchRequest request, AccountLock account)
    {
        var mode = context.Settings.Fetch.Mode;
        if (mode == FetchMode.Retrieve)
        {
            return await ReadPassingAsync(request);
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
                    return Kept(context, store, kept, facts, outcome.ReadToday, outcome.Unreadable);
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

        return await ReadAllAsync(store, request, outcome, facts, awaited);
    }

    /// <summary>Reads coupons into an image for this run only. What is read of a few coupons is no image of the account;
    /// the kept one stays as it is.</summary>
    public async Task<RemoteView> ReadPassingAsync(FetchRequest request)
    {
        var path = Path.Combine(context.Directory.Path, "coupons.db");
        var passing = RemoteImage.Create(path, context.Stripe.Key.Livemode);
        try
        {
            return RemoteView.Passing(passing, path, (await FetchAsync(request, passing)).Unreadable);
        }
        catch
        {
            RemoteView.Passing(passing, path, NoProblems).Dispose();
            throw;
        }
    }

    /// <summary>Opens the kept image for a run that writes without having planned from it; null when there is none.</summary>
    public static RemoteView? OpenKept(RunContext context, AccountLock account)
    {
        var store = Store(context, account);
        return store.Open() is { } kept ? Kept(context, store, kept, kept.Facts!, new HashSet<string>(), NoProblems) : null;
    }

    private static SnapshotStore Store(RunContext context, AccountLock account) => new(
        account.SnapshotPath,
        new SnapshotIdentity(account.Id, account.Livemode, context.Stripe.DisplayAddress),
        context.Log);

    private static RemoteView Kept(
        RunContext context,
        SnapshotStore store,
        CouponSnapshot snapshot,
        SnapshotFacts facts,
        IReadOnlySet<string>? readToday,
        IReadOnlyDictionary<string, Problem> unreadable) => RemoteView.Kept(
            snapshot,
            facts,
            readToday,
            unreadable,
            store.SetAside,
            () => context.Stripe.Gateway.LastServerTime ?? context.Time.GetUtcNow());

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
            context.Time,
            context.Log);
        // The seed is the run's name: the same run would look at the same pages.
        var seed = unchecked((int)XxHash64.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(context.Directory.Id)));
        var (written, length) = singleWrites.Read();
        var outcome = await reading.ReadAsync(
            kept, facts, request, InputSha256, interrupted.Concat(written), new Random(seed), _stop);
        if (outcome.FullReadReason is null)
        {
            singleWrites.Forget(length);
        }

        return outcome;
    }

    private async Task<RemoteView> ReadAllAsync(
        SnapshotStore store,
        FetchRequest request,
        IncrementalOutcome outcome,
        SnapshotFacts? before,
        IReadOnlyList<OwnWrite> awaited)
    {
        var clock = context.Time.GetUtcNow().ToUnixTimeSeconds();
        var known = context.Stripe.Gateway.LastServerTime?.ToUnixTimeSeconds();
        var fresh = store.Begin();
        FetchedCoupons fetched;
        try
        {
            fetched = await FetchAsync(request, fresh.Image);
        }
        catch
        {
            store.Abandon(fresh);
            throw;
        }

        var last = context.Stripe.Gateway.LastServerTime?.ToUnixTimeSeconds();
        // Stripe's clock at the start: as it last was, else as far before the end as our own clock says that took.
        var took = context.Time.GetUtcNow().ToUnixTimeSeconds() - clock + 1;
        var facts = new SnapshotFacts
        {
            Identity = store.Identity,
            IsComplete = fetched.IsWholeAccount,
            InputSha256 = InputSha256,
            WithProducts = request.WithProducts,
            Mark = known ?? (last - took) ?? clock,
            ReadFrom = known ?? (last - took) ?? clock,
            ReadTo = last ?? clock + took + (long)context.Settings.Snapshot.Overlap.TotalSeconds,
            Trust = before is null ? EventTrust.Unproven : outcome.Trust,
        };
        try
        {
            // Events before the new mark are never read again: a write from before it can no longer come back.
            var oldest = facts.Mark - (long)context.Settings.Snapshot.Overlap.TotalSeconds;
            fresh.Adopt(awaited.Where(w => w.At >= oldest));
            return Kept(context, store, store.Complete(fresh, facts), facts, null, fetched.Unreadable);
        }
        catch
        {
            store.Abandon(fresh);
            throw;
        }
    }

    // Reads the coupons a request needs from Stripe into an empty image.
    private async Task<FetchedCoupons> FetchAsync(FetchRequest request, RemoteImage image)
    {
        var stripe = context.Stripe;
        var accounts = new KnownAccounts(context.Settings.State.Directory);
        var account = accounts.Find(stripe.Key.Fingerprint, stripe.DisplayAddress) ?? stripe.Key.Fingerprint;
        request = request with
        {
            Mode = context.Settings.Fetch.Mode,
            Size = accounts.FindSize(account, stripe.Key.Livemode, stripe.DisplayAddress, context.Time.GetUtcNow()),
        };
        var fetch = new CouponFetch(stripe.Gateway, stripe.ThrottleOptions, context.Time, context.Log);
        var budget = new ReadBudget(request, stripe.ThrottleOptions);
        var forecast = budget.Forecast();
        context.Log.Information("{Forecast:l}", forecast);
        context.Progress.Note(forecast);
        long shown = 0;
        var progress = new DirectProgress<long>(coupons =>
        {
            context.Progress.Advance(coupons - shown);
            shown = coupons;
        });
        try
        {
            var fetched = await fetch.ReadAsync(request, image, progress, _stop);
            if (fetched.Size is { } size)
            {
                accounts.RememberSize(account, stripe.Key.Livemode, stripe.DisplayAddress, size, context.Time.GetUtcNow());
            }

            return fetched;
        }
        finally
        {
            budget.Account(stripe.Statistics.Counts, fetch.Restarts, nightly: context.Command == "sync", context.Record.Note, context.Record.Remark);
        }
    }

    private void Note(IncrementalOutcome outcome)
    {
        foreach (var note in outcome.Notes)
        {
            context.Record.Note(note);
        }

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
}
