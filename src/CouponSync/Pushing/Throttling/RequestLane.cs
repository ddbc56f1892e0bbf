namespace CouponSync.Pushing.Throttling;

/// <summary>One bucket: its pace, how many requests are unanswered, and how both adapt. The account is one, and each
/// endpoint is one. Not thread-safe: <see cref="RequestThrottle"/> holds its lock around every call.</summary>
internal sealed class RequestLane
{
    private static readonly TimeSpan BriefPauseEvery = TimeSpan.FromSeconds(2);

    private readonly string _name;
    private readonly Queue<LimitChange> _changes;
    private readonly Pacer _pacer;
    private readonly AdaptiveRate _rate;
    private readonly AdaptiveConcurrency _slots;
    private long _noBriefPauseBefore;

    /// <summary>Makes a lane in which nothing is under way.</summary>
    /// <param name="name">Its name in the log.</param>
    /// <param name="ceiling">The most requests per second.</param>
    /// <param name="burst">How many may go back to back.</param>
    /// <param name="maxInFlight">The most at once.</param>
    /// <param name="changes">Gets each cut of a limit, and when it is back at its ceiling.</param>
    public RequestLane(string name, double ceiling, int burst, int maxInFlight, Queue<LimitChange> changes)
    {
        _name = name;
        _changes = changes;
        _rate = new AdaptiveRate(ceiling);
        _slots = new AdaptiveConcurrency(maxInFlight);
        _pacer = new Pacer(_rate.Current, burst);
    }

    /// <summary>The requests that wait for this lane, the oldest first; empty in the account's lane.</summary>
    public LinkedList<AdmissionRequest> Waiting { get; } = new();

    /// <summary>How many requests are unanswered.</summary>
    public int InFlight { get; private set; }

    /// <summary>Whether another request may be under way.</summary>
    public bool HasSlot => InFlight < _slots.Current;

    /// <summary>The instant from which on the next request may go.</summary>
    public long DueAt => _pacer.DueAt;

    /// <summary>Takes the steps of the adaptation that are due.</summary>
    public void Advance(long now)
    {
        var before = Limits;
        _rate.Advance(now);
        _slots.Advance(now);
        _pacer.SetRate(_rate.Current);
        NoteChanges(before);
    }

    /// <summary>Sends one request: takes its turn and its slot.</summary>
    public void Take(long now)
    {
        _pacer.Take(now);
        _rate.OnSent(now);
        InFlight++;
    }

    /// <summary>Gives the slot back and learns from the answer.</summary>
    /// <param name="now">The instant of the answer.</param>
    /// <param name="sentAt">The instant of the request.</param>
    /// <param name="inFlight">How many were under way in this lane when it was sent.</param>
    /// <param name="answer">What the answer says about this lane.</param>
    public void Complete(long now, long sentAt, int inFlight, LaneAnswer answer)
    {
        InFlight--;
        var before = Limits;
        switch (answer)
        {
            case LaneAnswer.Accepted:
                _rate.OnAccepted(sentAt);
                _slots.OnAccepted(sentAt, inFlight);
                break;
            case LaneAnswer.TooFast when _rate.OnRefused(now, sentAt):
                _pacer.SetRate(_rate.Current);
                _pacer.PauseUntil(now + _rate.Pause.Ticks);
                break;
            case LaneAnswer.TooFast:
                PauseBriefly(now);
                break;
            case LaneAnswer.TooMany:
                if (!_slots.OnRefused(now, sentAt, inFlight, _rate.Current))
                {
                    PauseBriefly(now);
                }

                break;
        }

        NoteChanges(before);
    }

    private (double Rate, bool IsRateCut, int Slots, bool AreSlotsCut) Limits =>
        (_rate.Current, _rate.IsCut, _slots.Current, _slots.IsCut);

    private void NoteChanges((double Rate, bool IsRateCut, int Slots, bool AreSlotsCut) before)
    {
        if (_rate.Current < before.Rate || (before.IsRateCut && !_rate.IsCut))
        {
            _changes.Enqueue(new LimitChange(_name, "requests per second", before.Rate, _rate.Current));
        }

        if (_slots.Current < before.Slots || (before.AreSlotsCut && !_slots.IsCut))
        {
            _changes.Enqueue(new LimitChange(_name, "requests in flight", before.Slots, _slots.Current));
        }
    }

    /// <summary>A refusal that cuts nothing still makes everybody wait: for two turns, and seldom enough that a server
    /// which refuses at random costs hardly any of the rate.</summary>
    private void PauseBriefly(long now)
    {
        if (now < _noBriefPauseBefore)
        {
            return;
        }

        _noBriefPauseBefore = now + BriefPauseEvery.Ticks;
        _pacer.PauseUntil(now + TimeSpan.FromSeconds(Math.Clamp(2 / _rate.Current, 0.04, 0.15)).Ticks);
    }
}
