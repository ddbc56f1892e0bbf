using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.Runs;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.History;

/// <summary>What there is to say of a change of which its own run does not know whether it made it.</summary>
internal enum Verdict
{
    /// <summary>An event carries its idempotency key: the run made it.</summary>
    Made,

    /// <summary>The event that carries its key names the request of another run, which sent the same change again.</summary>
    MadeByOther,

    /// <summary>No event tells, and no other run of ours has made or sent this change since: it goes by the coupon's values.</summary>
    OnlyOurs,

    /// <summary>No event tells, and another run of ours made or sent this change since: whose it is cannot be told.</summary>
    CannotTell,
}

/// <summary>
/// Finds out about the changes whose outcome a run does not know: from Stripe's events, which name the idempotency key of
/// the request that caused them, and from what the later runs in this state directory wrote down.
/// </summary>
internal sealed class Evidence
{
    // 10,000 events; more would cost more reads than a few changes are worth. The newest are read first.
    private const int MostPages = 100;

    // Stripe stamps the events, and this machine the results.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromHours(1);

    private readonly string _planRun;
    private readonly Dictionary<long, string?> _makers;
    private readonly Dictionary<string, List<LaterWrite>> _laterWrites;
    private readonly bool _isLaterRunUnreadable;

    private Evidence(
        string planRun, Dictionary<long, string?> makers, Dictionary<string, List<LaterWrite>> laterWrites, bool isLaterRunUnreadable) =>
        (_planRun, _makers, _laterWrites, _isLaterRunUnreadable) = (planRun, makers, laterWrites, isLaterRunUnreadable);

    /// <summary>What there is of a run that knows all its outcomes.</summary>
    public static Evidence None { get; } = new("", [], [], false);

    /// <summary>Gathers what there is; one listing of events at most, and none for a run that knows all its outcomes.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <param name="results">The run's results.</param>
    /// <param name="runId">The run.</param>
    /// <param name="currentRun">The run that asks.</param>
    /// <param name="catalog">The runs of the state directory.</param>
    /// <param name="gateway">Stripe.</param>
    /// <param name="log">Told what was found.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Evidence> GatherAsync(
        PlanFile plan,
        ResultsFile results,
        string runId,
        string currentRun,
        RunCatalog catalog,
        ICouponGateway gateway,
        ILogger log,
        CancellationToken cancellationToken)
    {
        if (results.Count(ChangeOutcome.Unknown) == 0)
        {
            return None;
        }

        var unknown = plan.Changes()
            .Select(change => (Change: change, Result: results.Find(change)!))
            .Where(static u => u.Result is { Outcome: ChangeOutcome.Unknown })
            .ToList();
        var began = RunId.StartOf(runId) ?? plan.Header.CreatedAt;
        var since = unknown.Min(u => u.Result.At == default ? began : u.Result.At) - ClockSlack;
        var makers = await MakersAsync(plan.Header.RunId, unknown, since, gateway, log, cancellationToken);
        var ids = unknown.Select(static u => u.Change.Id).ToHashSet(StringComparer.Ordinal);
        var later = new Dictionary<string, List<LaterWrite>>(StringComparer.Ordinal);
        var isUnreadable = false;
        foreach (var other in catalog.Ids())
        {
            if (other != runId && other != currentRun && RunId.StartOf(other) >= began)
            {
                isUnreadable |= !TryAdd(catalog.At(other), plan.Header, ids, later);
            }
        }

        log.Information(
            "Of {Unknown} changes it is not known whether run {Run} made them; events tell of {Made}, and {Later} were written by later runs",
            unknown.Count, runId, makers.Count, later.Count);
        return new Evidence(plan.Header.RunId, makers, later, isUnreadable);
    }

    /// <summary>Says what there is of a change.</summary>
    /// <param name="change">The change, as planned.</param>
    /// <param name="result">Its result, which is unknown.</param>
    public Verdict Of(PlannedChange change, ChangeResult result)
    {
        var later = _laterWrites.GetValueOrDefault(change.Id) ?? [];
        if (!_makers.TryGetValue(change.Sequence, out var request))
        {
            return _isLaterRunUnreadable || later.Exists(w => HaveSameEffect(result.Done ?? change, w.Change))
                ? Verdict.CannotTell
                : Verdict.OnlyOurs;
        }

        // The same plan applied by two runs has the same keys.
        var key = KeyOf(_planRun, change, result);
        var same = request is not null && request == result.RequestId ? [] : later.Where(w => w.Key == key).ToList();
        return same.Count == 0 ? Verdict.Made
            : same.Exists(w => w.RequestId is not null && w.RequestId == request) ? Verdict.MadeByOther
            : Verdict.CannotTell;
    }

    private static string KeyOf(string planRun, PlannedChange change, ChangeResult result) =>
        ChangeKey.BaseOf(planRun, result.IdempotencyKey ?? ChangeKey.For(planRun, change));

    // The requests that made changes, by sequence.
    private static async Task<Dictionary<long, string?>> MakersAsync(
        string planRun,
        List<(PlannedChange Change, ChangeResult Result)> unknown,
        DateTimeOffset since,
        ICouponGateway gateway,
        ILogger log,
        CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, long>(StringComparer.Ordinal);
        var requests = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (change, result) in unknown)
        {
            keys[KeyOf(planRun, change, result)] = change.Sequence;
            if (result.RequestId is { } request)
            {
                // A deletion is sent without a key.
                requests[request] = change.Sequence;
            }
        }

        var makers = new Dictionary<long, string?>();
        var query = new EventListQuery { CreatedFrom = since.ToUnixTimeSeconds() };
        try
        {
            for (var page = 1; page <= MostPages && makers.Count < unknown.Count; page++)
            {
                var answer = await gateway.ListEventsAsync(query, cancellationToken);
                foreach (var happened in answer.Value.Events)
                {
                    if ((happened.IdempotencyKey is { } key && keys.TryGetValue(ChangeKey.BaseOf(planRun, key), out var sequence))
                        || (happened.RequestId is { } request && requests.TryGetValue(request, out sequence)))
                    {
                        makers[sequence] = happened.RequestId;
                    }
                }

                if (!answer.Value.HasMore || answer.Value.LastId is null)
                {
                    break;
                }

                query = query with { StartingAfter = answer.Value.LastId };
            }
        }
        catch (StripeFailureException e)
        {
            log.Warning("The events cannot be read, so they do not tell what the run made: {Failure}", e.Failure.Describe());
        }

        return makers;
    }

    // What a later run on the same account made of these coupons by its own answers, or sent without knowing what became of it.
    private static bool TryAdd(
        RunDirectory run, PlanHeader header, HashSet<string> ids, Dictionary<string, List<LaterWrite>> later)
    {
        if (!File.Exists(run.ResultsPath))
        {
            return true;
        }

        try
        {
            var plan = PlanFile.Open(run.PlanPath);
            if (plan.Header.AccountId != header.AccountId || plan.Header.Livemode != header.Livemode)
            {
                return true;
            }

            using var results = ResultsFile.Open(run.ResultsPath, plan.ChangeCount);
            foreach (var change in plan.Changes().Where(c => ids.Contains(c.Id)))
            {
                if (results.Find(change) is { MadeBy: null, Attempts: > 0 } result && (result.IsMade || result.Outcome == ChangeOutcome.Unknown))
                {
                    if (!later.TryGetValue(change.Id, out var writes))
                    {
                        later[change.Id] = writes = [];
                    }

                    writes.Add(new LaterWrite(result.Done ?? change, KeyOf(plan.Header.RunId, change, result), result.RequestId));
                }
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlanFormatException)
        {
            return false;
        }
    }

    private static bool HaveSameEffect(PlannedChange a, PlannedChange b) =>
        a.Action == ChangeAction.Delete || b.Action == ChangeAction.Delete || a.Action == ChangeAction.Create
            ? a.Action == b.Action
            : (a.Name is { } name && b.Name is { } otherName && string.Equals(name.After, otherName.After, StringComparison.Ordinal))
                || HaveCommon(a.Metadata, b.Metadata)
                || HaveCommon(a.CurrencyOptions, b.CurrencyOptions);

    private static bool HaveCommon(IReadOnlyList<KeyChange> a, IReadOnlyList<KeyChange> b) => a.Any(key => b.Any(other =>
        string.Equals(key.Key, other.Key, StringComparison.Ordinal) && string.Equals(key.After, other.After, StringComparison.Ordinal)));

    private readonly record struct LaterWrite(PlannedChange Change, string Key, string? RequestId);
}
