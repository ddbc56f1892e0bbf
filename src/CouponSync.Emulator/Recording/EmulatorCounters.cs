using System.Runtime.InteropServices;

namespace CouponSync.Emulator;

/// <summary>What was counted, as of one moment.</summary>
/// <param name="Requests">All requests.</param>
/// <param name="ByEndpoint">Requests by endpoint and status; status 0 stands for no answer.</param>
/// <param name="RateLimited">Requests refused by a limit, or by a fault that plays one, by reason.</param>
/// <param name="Faults">Requests hit by a scripted fault, by its kind.</param>
/// <param name="Replayed">Requests answered with a remembered answer.</param>
/// <param name="WritesApplied">Requests that changed the account.</param>
/// <param name="HighestConcurrency">The most requests that were in flight at a time.</param>
public sealed record CounterSnapshot(
    long Requests,
    IReadOnlyDictionary<string, IReadOnlyDictionary<int, long>> ByEndpoint,
    IReadOnlyDictionary<string, long> RateLimited,
    IReadOnlyDictionary<string, long> Faults,
    long Replayed,
    long WritesApplied,
    int HighestConcurrency)
{
    /// <summary>Requests to an endpoint such as <c>GET /v1/coupons</c>.</summary>
    public long Of(string endpoint) =>
        ByEndpoint.TryGetValue(endpoint, out var byStatus) ? byStatus.Values.Sum() : 0;

    /// <summary>Requests to an endpoint that got a certain status.</summary>
    public long Of(string endpoint, int status) =>
        ByEndpoint.TryGetValue(endpoint, out var byStatus) ? byStatus.GetValueOrDefault(status) : 0;
}

/// <summary>Counts every request, whatever the log still holds. Thread-safe.</summary>
public sealed class EmulatorCounters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<int, long>> _byEndpoint = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _rateLimited = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _faults = new(StringComparer.Ordinal);
    private long _requests;
    private long _replayed;
    private long _applied;
    private int _inFlight;
    private int _highest;

    internal EmulatorCounters()
    {
    }

    /// <summary>All counts.</summary>
    public CounterSnapshot Snapshot()
    {
        lock (_gate)
        {
            return new CounterSnapshot(
                _requests,
                _byEndpoint.ToDictionary(
                    static pair => pair.Key,
                    static IReadOnlyDictionary<int, long> (pair) => pair.Value.ToDictionary(),
                    StringComparer.Ordinal),
                _rateLimited.ToDictionary(StringComparer.Ordinal),
                _faults.ToDictionary(StringComparer.Ordinal),
                _replayed,
                _applied,
                _highest);
        }
    }

    /// <summary>Begins all counts anew.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _byEndpoint.Clear();
            _rateLimited.Clear();
            _faults.Clear();
            _requests = _replayed = _applied = 0;
            _highest = _inFlight;
        }
    }

    internal void Begin()
    {
        lock (_gate)
        {
            _highest = Math.Max(_highest, ++_inFlight);
        }
    }

    internal void End(LoggedRequest request)
    {
        lock (_gate)
        {
            _inFlight--;
            _requests++;
            ref var byStatus = ref CollectionsMarshal.GetValueRefOrAddDefault(_byEndpoint, request.Endpoint, out _);
            CollectionsMarshal.GetValueRefOrAddDefault(byStatus ??= [], request.Status, out _)++;
            Increment(_rateLimited, request.RateLimitedReason);
            Increment(_faults, request.Fault);
            _replayed += request.IsReplayed ? 1 : 0;
            _applied += request.Applied ? 1 : 0;
        }
    }

    private static void Increment(Dictionary<string, long> counts, string? name)
    {
        if (name is not null)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, name, out _)++;
        }
    }
}
