using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.Remote;
using CouponSync.Runs;

namespace CouponSync.Pipelines;

/// <summary>
/// The snapshot that is kept from run to run. It takes what a run writes, so that the next one need not read it. Changes are applied
/// whatever becomes of it: without one the next run reads all coupons. Safe for the updater's workers.
/// </summary>
/// <param name="snapshot">The snapshot; disposed with this.</param>
/// <param name="store">Where it is kept.</param>
/// <param name="now">The time, by Stripe's clock where it was seen.</param>
internal sealed class KeptSnapshot(CouponSnapshot snapshot, SnapshotStore store, Func<DateTimeOffset> now) : IDisposable
{
    private readonly Lock _gate = new();
    private bool _isGivenUp;

    /// <summary>The coupons.</summary>
    public CouponSnapshot Coupons => snapshot;

    /// <summary>Where the snapshot of an account is kept.</summary>
    public static SnapshotStore Store(RunContext run, AccountLock account) => new(
        account.SnapshotPath, new SnapshotIdentity(account.Id, account.Livemode, run.Stripe.DisplayAddress), run.Log);

    /// <summary>Opens the kept snapshot; null when there is none that can be used. The coupons of a run that was killed while it
    /// applied its plan are to be read again, whatever comes next.</summary>
    public static KeptSnapshot? Open(RunContext run, SnapshotStore store)
    {
        if (store.Open() is not { } snapshot)
        {
            return null;
        }

        var kept = Of(run, store, snapshot);
        if (snapshot.Facts!.Applying is not { } killed)
        {
            return kept;
        }

        try
        {
            var plan = PlanFile.Open(RunDirectory.At(run.Settings.State.Directory, killed).PlanPath);
            snapshot.ReadAgain(plan.Changes().Select(static change => change.Id));
            snapshot.Save(snapshot.Facts with { Applying = null });
            return kept;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlanFormatException)
        {
            kept.GiveUp($"the run {killed} was killed while it applied its plan, which cannot be read");
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

        return null;
    }

    /// <summary>An open snapshot that is kept.</summary>
    public static KeptSnapshot Of(RunContext run, SnapshotStore store, CouponSnapshot snapshot) =>
        new(snapshot, store, () => run.Stripe.Gateway.LastServerTime ?? run.Time.GetUtcNow());

    /// <summary>Notes that a plan is being applied: should the run die, the next one reads the plan's coupons.</summary>
    public void Begin(string runId) => Write(() => snapshot.Save(snapshot.Facts! with { Applying = runId }));

    /// <summary>Notes that every change is accounted for.</summary>
    public void End() => Write(() => snapshot.Save(snapshot.Facts! with
    {
        Applying = null,
        ReadTo = Math.Max(snapshot.Facts.ReadTo, now().ToUnixTimeSeconds()),
    }));

    /// <summary>Takes what became of a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="outcome">What became of it; null when that is not known.</param>
    /// <param name="sent">What was sent; null when there was no answer.</param>
    public void Observe(PlannedChange change, ChangeOutcome? outcome, SentChange? sent) => Write(() =>
    {
        if (outcome == ChangeOutcome.Applied && sent is { Answer.Value: { } coupon, IdempotencyKey: { } key, IsReplayed: false })
        {
            snapshot.PutOwn(new OwnWrite(key, sent.RequestId, change.Id, now().ToUnixTimeSeconds()), coupon);
        }
        else
        {
            // Refused, unanswered, given up, deleted: what the coupon is now is for the next run to read.
            snapshot.ReadAgain([change.Id]);
        }
    });

    /// <summary>Gives the snapshot up, whose file turned out to be damaged: it is set aside, and nothing more is written to it.</summary>
    /// <param name="reason">What is wrong with it.</param>
    public void GiveUp(string reason)
    {
        lock (_gate)
        {
            _isGivenUp = true;
            store.SetAside(snapshot, reason);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => snapshot.Dispose();

    private void Write(Action write)
    {
        lock (_gate)
        {
            if (_isGivenUp)
            {
                return;
            }

            try
            {
                write();
            }
            catch (Exception e) when (SnapshotDamage.Is(e))
            {
                GiveUp(e.Message);
            }
        }
    }
}
