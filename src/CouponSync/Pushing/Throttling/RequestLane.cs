namespace CouponSync.Pushing.Throttling;

/// <summary>One bucket: its pace, how many requests are unanswered, and how both adapt. The account is one, and each
/// endpoint is one. Not thread-safe: <see cref="RequestThrottle"/> holds its lock around every call.</summary>
internal sealed class RequestLane
{
    private readonly Pacer _pacer;
    private readonly AdaptiveRate _rate;
    private readonly AdaptiveConcurrency _slots;

    /// <summary>Makes a lane in which nothing is under way.</summary>
    public RequestLane(double ceiling, int burst, int maxInFlight)
    {
        _rate = new AdaptiveRate(ceiling);
        _slots = new AdaptiveConcurrency(maxInFlight);
        _pacer = new Pacer(_rate.Current, burst);
    }

    /// <summary>The requests that wait for this lane, the oldest first; empty in the account's lane.</summary>
    public LinkedList<AdmissionRequest> Waiting { get; } = new();

    /// <summary>How many requests are unanswered.</summary>
    public int InFlight { get; private set; }

    /// <summary>The rate in force, in requests per second.</summary>
    public double Rate => _rate.Current;

    /// <summary>How many requests may be unanswered at present.</summary>
    public int MaxInFlight => _slots.Current;

    /// <summary>Whether refusals hold the rate or the limit in flight below the settings' ceilings.</summary>
    public bool IsCut => _rate.IsCut || _slots.IsCut;

    /// <summary>Whether another request may be under way.</summary>
    public bool HasSlot => InFlight < _slots.Current;

    /// <summary>The instant from which on the next request may go.</summary>
    public long DueAt => _pacer.DueAt;

    /// <summary>Takes the steps of the adaptation that are due.</summary>
    public void Advance(long now)
    {
        _rate.Advance(now);
        _slots.Advance(now);
        _pacer.SetRate(_rate.Current);
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
            case LaneAnswer.TooMany:
                _slots.OnRefused(now, sentAt, inFlight);
                break;
        }
    }
}
