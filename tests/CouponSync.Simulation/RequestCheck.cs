using CouponSync.Emulator;

namespace CouponSync.Simulation;

/// <summary>
/// Whether a run asked no more than it had to, and asked when it had to: two reads for a quiet night, and for changed
/// coupons a page of events a hundred and a read for each whose order cannot be told.
/// </summary>
internal sealed class RequestCheck(MonthSetting month, StripeEmulator emulator, HostileTransport transport, OtherPeople others, MonthResult result)
{
    // How far apart the program takes the stamps of two machines of Stripe's to be at the most.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    private DateTimeOffset? _before;
    private DateTimeOffset _beforeEnd;
    private DateTimeOffset? _fullRead;
    private int _notApplied;
    private IReadOnlyList<AnsweredWrite> _writes = [];

    /// <summary>Notes that what is known of the snapshot no longer holds: a run was killed, or gave up.</summary>
    public void Forget()
    {
        _before = null;
        _writes = [];
    }

    /// <summary>Checks a run that ended well, and remembers what the next one may rely on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="now">The time.</param>
    public void Check(EndedRun run, DateTimeOffset now)
    {
        CheckProof(run);
        if (month.IsCalm && !transport.ForbidsEvents)
        {
            CheckCost(run);
        }

        if (run.Count("unchangedByEvents") > 0 && run.Watch.Lists == 0)
        {
            result.Failures.Add($"Night {run.Night}: the run relied on events and audited no page.");
        }

        _fullRead = run.Watch.ReadsAll ? run.StartedAt : _fullRead;
        (_before, _beforeEnd) = (run.StartedAt, now);
        _notApplied = run.NotApplied().Count;
        _writes = _notApplied == 0 ? run.Watch.Writes : [];
    }

    // A write whose event is lost, of a coupon that nobody else can have touched, must end the reliance on events.
    private void CheckProof(EndedRun run)
    {
        if (_before is null || run.StartedAt - _beforeEnd < month.Overlap + Slack || run.Count("unchangedByEvents") == 0)
        {
            return;
        }

        var events = emulator.Events();
        var lost = events.Where(e => transport.IsLost(e.Id)).Select(static e => e.IdempotencyKey).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var told = events.Where(e => !transport.IsLost(e.Id)).Select(static e => e.Coupon.Id).ToHashSet(StringComparer.Ordinal);
        var silent = _writes.Count(w => !told.Contains(w.CouponId) && (!month.HasEvents || lost.Contains(w.Key)));
        if (silent > 0)
        {
            result.Failures.Add($"Night {run.Night}: {silent} writes of the night before never came back as events, and the run relied on events.");
        }
    }

    private void CheckCost(EndedRun run)
    {
        if (_before is not { } before || _fullRead is not { } full || run.StartedAt - before > TimeSpan.FromDays(20))
        {
            return;
        }

        var changed = Changed(before - month.Overlap - month.EventDelay - Slack, run.StartedAt + TimeSpan.FromHours(1));
        var unclear = changed.Where(about => IsDoubtful([.. about], run.StartedAt)).Select(static about => about.Key).ToHashSet(StringComparer.Ordinal);
        var doubtful = unclear.Count + _notApplied;
        var isDue = run.StartedAt - full >= MonthSetting.MaxAge - TimeSpan.FromMinutes(30) || run.FoundLostEvents > 0;
        if (run.Watch.ReadsAll && isDue)
        {
            return;
        }

        result.Counted++;
        var most = 2 + (changed.Sum(static about => about.Count()) / 100) + doubtful;
        // Where there were more pages of events than of coupons, all coupons are read, at twice the price of that alone.
        var pages = (emulator.Count() + 99) / 100;
        if (run.Watch.Reads > (run.Watch.ReadsAll && run.Watch.Events > pages ? Math.Max(most, (2 * pages) + 1) : most))
        {
            result.Failures.Add($"Night {run.Night}: {run.Watch.Reads} reads ({run.Watch.Events} of events, {run.Watch.Lists} of pages, {run.Watch.Retrieves} of coupons, {run.Watch.Accounts} of the account), where {most} are enough: {changed.Count} coupons changed, {doubtful} of them doubtful; read for no reason: {string.Join("; ", run.Watch.Retrieved.Where(id => !unclear.Contains(id)).Select(id => $"{id}, {others.Describe(id)}"))}. The last full read began {full:MM-dd HH:mm}, the run {run.StartedAt:MM-dd HH:mm}.");
        }
    }

    private List<IGrouping<string, EmulatorEvent>> Changed(DateTimeOffset from, DateTimeOffset to) =>
    [
        .. emulator.Events()
            .Where(e => e.Created >= from.ToUnixTimeSeconds() && e.Created <= to.ToUnixTimeSeconds())
            .GroupBy(static e => e.Coupon.Id, StringComparer.Ordinal),
    ];

    // Whether the program may read the coupon: its events, or those it can see yet, do not tell alone what it is now.
    private bool IsDoubtful(IReadOnlyList<EmulatorEvent> about, DateTimeOffset start)
    {
        var byOthers = about.Where(static e => e.IdempotencyKey is null).ToList();
        // A write of ours shortly before the run began, by the one it goes on from, has no certain order to its reads either.
        return about.Any(e => e.IdempotencyKey is not null && e.Created <= _before!.Value.ToUnixTimeSeconds()) || IsDoubtful(byOthers) || IsDoubtful([.. byOthers.Where(e => e.VisibleFromMilliseconds <= start.ToUnixTimeMilliseconds())]);
    }

    private bool IsDoubtful(List<EmulatorEvent> events)
    {
        if (events.Count == 0)
        {
            return false;
        }

        var newest = events.MaxBy(static e => e.Created)!;
        return newest.Type == "coupon.deleted"
            || transport.IsIncomplete(newest.Id)
            || events.Count(e => e.Created == newest.Created) > 1
            || events.Exists(e => e.Created <= (_beforeEnd + Slack).ToUnixTimeSeconds());
    }
}
