using Serilog;
using Serilog.Core;

namespace CouponSync.Pushing.Throttling;

/// <summary>
/// Lets requests through at the pace, and as many at once, as the settings and the server's refusals allow. All
/// workers share one. Thread-safe.
/// </summary>
/// <remarks>
/// A request waits for its endpoint's bucket, for the account's, and for a place among those in flight. Requests to
/// one endpoint go in the order they came; among endpoints that could go, the one whose first request has waited
/// longest goes first, and an endpoint that must wait holds up no other. A request that gives up waiting has taken
/// nothing. Waiting costs one timer for all.
/// </remarks>
internal sealed class RequestThrottle : IDisposable
{
    [ThreadStatic]
    private static Queue<AdmissionRequest>? _releasing;

    private readonly Lock _gate = new();
    private readonly ThrottleOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly ILogger _log;
    private readonly Queue<LimitChange> _changes = new();
    private readonly long _origin;
    private readonly RequestLane _account;
    private readonly Dictionary<EndpointKey, RequestLane> _endpoints = [];
    private long _order;
    private long _timerSetFor = long.MaxValue;
    private bool _stopped;

    /// <summary>Makes a throttle that has seen nothing.</summary>
    /// <param name="options">Validated options.</param>
    /// <param name="clock">The clock to pace by.</param>
    /// <param name="log">Gets a line for each cut of a limit and each restoration; null for none.</param>
    public RequestThrottle(ThrottleOptions options, TimeProvider clock, ILogger? log = null)
    {
        _options = options;
        _clock = clock;
        _log = log ?? Logger.None;
        _origin = clock.GetTimestamp();
        _account = new RequestLane("the account", options.AccountCeiling, options.Burst, options.MaxInFlight, _changes);
        _timer = clock.CreateTimer(
            static throttle => ((RequestThrottle)throttle!).OnTimer(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for leave to send one request.</summary>
    /// <param name="endpoint">The operation.</param>
    /// <param name="mustFinish">Whether the request continues what may have taken effect already: it is let through
    /// also while the run is being stopped.</param>
    /// <param name="cancellationToken">Ends the wait; the request then has taken no one's turn.</param>
    /// <returns>The leave, which must be given back with <see cref="Complete"/>.</returns>
    /// <exception cref="AdmissionStoppedException"><see cref="StopAdmitting"/> was called.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public async ValueTask<Admission> AdmitAsync(
        EndpointKey endpoint, bool mustFinish, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = Enqueue(endpoint, mustFinish);
        Pump();
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (throttle, waiting) = ((RequestThrottle, AdmissionRequest))state!;
                throttle.GiveUp(waiting, token);
            },
            (this, request));
        return await request.Turn;
    }

    /// <summary>Gives leave back when the request has been answered or has failed.</summary>
    /// <param name="admission">What <see cref="AdmitAsync"/> returned; once.</param>
    /// <param name="answered">Whether the server answered at all.</param>
    /// <param name="reason">Why it refused the request, if it did.</param>
    public void Complete(Admission admission, bool answered, RateLimitReason reason)
    {
        lock (_gate)
        {
            var now = Now;
            var accepted = answered ? LaneAnswer.Accepted : LaneAnswer.Silent;
            var forAccount = reason switch
            {
                RateLimitReason.GlobalRate => LaneAnswer.TooFast,
                RateLimitReason.GlobalConcurrency => LaneAnswer.TooMany,
                RateLimitReason.None => accepted,
                _ => LaneAnswer.Silent,
            };
            var forEndpoint = reason switch
            {
                RateLimitReason.EndpointRate => LaneAnswer.TooFast,
                RateLimitReason.EndpointConcurrency => LaneAnswer.TooMany,
                RateLimitReason.None => accepted,
                _ => LaneAnswer.Silent,
            };
            _account.Complete(now, admission.SentAt, admission.InFlight, forAccount);
            _endpoints[admission.Endpoint].Complete(now, admission.SentAt, admission.EndpointInFlight, forEndpoint);
        }

        Pump();
    }

    /// <summary>Stops in order: who waits, or comes later, is refused with <see cref="AdmissionStoppedException"/>;
    /// what was let through before may finish, and be repeated where its outcome is open.</summary>
    public void StopAdmitting() => Stop(static request => !request.MustFinish);

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop(static _ => true);
        _timer.Dispose();
    }

    private long Now => _clock.GetElapsedTime(_origin).Ticks;

    private AdmissionRequest Enqueue(EndpointKey endpoint, bool mustFinish)
    {
        lock (_gate)
        {
            if (_stopped && !mustFinish)
            {
                throw new AdmissionStoppedException();
            }

            var request = new AdmissionRequest(endpoint, mustFinish, _order++);
            LaneOf(endpoint).Waiting.AddLast(request);
            return request;
        }
    }

    private RequestLane LaneOf(EndpointKey endpoint)
    {
        if (!_endpoints.TryGetValue(endpoint, out var lane))
        {
            lane = new RequestLane(endpoint.Name, _options.EndpointCeiling, _options.Burst, _options.MaxInFlight, _changes);
            _endpoints.Add(endpoint, lane);
        }

        return lane;
    }

    private void Stop(Func<AdmissionRequest, bool> isRefused)
    {
        List<AdmissionRequest> refused;
        lock (_gate)
        {
            _stopped = true;
            refused = [.. _endpoints.Values.SelectMany(lane => lane.Waiting)
                .Where(isRefused).OrderBy(request => request.Order)];
            foreach (var request in refused)
            {
                LaneOf(request.Endpoint).Waiting.Remove(request);
            }
        }

        foreach (var request in refused)
        {
            request.Stop();
        }

        Pump();
    }

    private void GiveUp(AdmissionRequest request, CancellationToken token)
    {
        lock (_gate)
        {
            if (request.Granted is not null || !LaneOf(request.Endpoint).Waiting.Remove(request))
            {
                return;
            }
        }

        request.Cancel(token);
        Pump();
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _timerSetFor = long.MaxValue;
        }

        Pump();
    }

    /// <summary>Lets through whoever may go now, and sets the timer for who may go next.</summary>
    private void Pump()
    {
        // Who is let through continues inline and may come back here: then the outer call does the releasing, or
        // the stack would grow with every request.
        var outer = _releasing;
        var released = outer ?? new Queue<AdmissionRequest>();
        LimitChange[] changes;
        lock (_gate)
        {
            while (Next() is { } request)
            {
                released.Enqueue(request);
            }

            changes = [.. _changes];
            _changes.Clear();
        }

        Report(changes);

        if (outer is not null)
        {
            return;
        }

        _releasing = released;
        try
        {
            while (released.TryDequeue(out var request))
            {
                request.Release();
            }
        }
        finally
        {
            _releasing = null;
        }
    }

    private void Report(LimitChange[] changes)
    {
        foreach (var change in changes)
        {
            _log.Information(
                "Throttle: {Lane} is {Change} from {Before:0.##} to {Now:0.##} {Limit}",
                change.Lane, change.IsCut ? "cut" : "restored", change.Before, change.Now, change.Limit);
        }
    }

    private AdmissionRequest? Next()
    {
        var now = Now;
        _account.Advance(now);
        RequestLane? lane = null;
        var wake = long.MaxValue;
        foreach (var candidate in _endpoints.Values)
        {
            if (candidate.Waiting.First is not { } first)
            {
                continue;
            }

            candidate.Advance(now);
            if (!_account.HasSlot || !candidate.HasSlot)
            {
                continue;
            }

            var due = Math.Max(_account.DueAt, candidate.DueAt);
            if (due > now)
            {
                wake = Math.Min(wake, due);
            }
            else if (lane is null || first.Value.Order < lane.Waiting.First!.Value.Order)
            {
                lane = candidate;
            }
        }

        if (lane is null)
        {
            WakeAt(wake, now);
            return null;
        }

        return Grant(lane, now);
    }

    private AdmissionRequest Grant(RequestLane lane, long now)
    {
        var request = lane.Waiting.First!.Value;
        lane.Waiting.RemoveFirst();
        _account.Take(now);
        lane.Take(now);
        request.Granted = new Admission(request.Endpoint, now, _account.InFlight, lane.InFlight);
        return request;
    }

    private void WakeAt(long instant, long now)
    {
        // Without a slot nobody is woken by time: an answer frees one, and comes here.
        if (instant == _timerSetFor || instant == long.MaxValue)
        {
            return;
        }

        // Whole milliseconds, upwards: system timers drop the fraction, and would fire early only to be set again.
        _timerSetFor = instant;
        var milliseconds = (instant - now + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
