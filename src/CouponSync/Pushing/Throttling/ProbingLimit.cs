namespace CouponSync.Pushing.Throttling;

/// <summary>
/// Finds out how much a server allows from what it refuses, and stays just under it. Pure: instants in ticks are
/// passed in, nothing waits. One thread at a time.
/// </summary>
/// <remarks>
/// <para>Plain additive increase runs into the limit every few seconds, and each time some requests are lost. As
/// CUBIC does for TCP (RFC 9438), this remembers where the refusals happened, and goes through four phases.
/// <b>Open</b>: at the ceiling, nothing was ever refused. <b>Search</b>: a refusal cuts to
/// <see cref="ProbingLaw.SearchCut"/> until a value survives a dwell; from there it closes in on the lowest refused
/// value by a third of the gap at a time, until the gap is as small as <see cref="ProbingLaw.Precision"/>.
/// <b>Hold</b>: it rests at the best value that survived. <b>Probe</b>: after that it looks, with two gentle steps
/// and then with ever larger ones, whether the limit has gone; a refusal ends the probe at the value held before, and
/// reaching the ceiling opens it again.</para>
/// <para>Not every refusal comes from the limit that is looked for. At the ceiling, and before anything has survived,
/// only a share of refusals that speaks of congestion (<see cref="RefusalEvidence"/>) cuts; a stray one changes
/// nothing here. Near a value that had proved good each one counts, because there the limit is known to be close; but
/// when stray refusals go on well below it they do not depend on the value, and it opens again: if there is a
/// limit after all, it shows at once. From then on it takes more refusals to be
/// believed, and once there were that many, the limit is taken for certain until it has gone.</para>
/// <para>Refusals of requests sent before the last cut tell nothing new and change nothing. A step counts as
/// survived only when enough requests were accepted that used it: a quiet time proves nothing.</para>
/// </remarks>
internal sealed class ProbingLimit
{
    private readonly ProbingLaw _law;
    private Phase _phase = Phase.Open;
    private double _good;
    private double _refused = double.PositiveInfinity;
    private long _since;
    private long _lastCut = long.MinValue;
    private int _step;
    private long _creptAt;
    private int _relapses;
    private int _survivors;
    private double _reference;
    private double _doubt = 1;
    private bool _isCertain;
    private int _refusalsSinceCut;
    private readonly RefusalEvidence _beginning = new(stray: 0.025, congested: 0.08, threshold: 3.4);
    private readonly RefusalEvidence _falling = new(stray: 0.05, congested: 0.2, threshold: 1.5);

    /// <summary>Begins at the ceiling.</summary>
    public ProbingLimit(ProbingLaw law)
    {
        _law = law;
        Current = law.Ceiling;
    }

    private enum Phase
    {
        Open,
        Search,
        Hold,
        Probe,
    }

    /// <summary>The value in force.</summary>
    public double Current { get; private set; }

    /// <summary>Whether it is below the ceiling because of refusals.</summary>
    public bool IsCut => _phase != Phase.Open;

    /// <summary>How long nothing should be sent after the last cut.</summary>
    public TimeSpan PauseAfterCut { get; private set; }

    /// <summary>Takes the step that is due, if any.</summary>
    /// <param name="now">The present instant; never earlier than in the call before.</param>
    /// <param name="survivorsNeeded">How many accepted requests prove a step.</param>
    public void Advance(long now, int survivorsNeeded)
    {
        switch (_phase)
        {
            case Phase.Hold when now - _since >= _law.Hold.Ticks:
                _step = 0;
                Enter(Phase.Probe, now, GentleStep(0));
                break;
            case Phase.Hold when now - _creptAt >= _law.CreepEvery.Ticks && _law.LeastStep == 0:
                _creptAt = now;
                _good = Math.Min(_good * _law.Creep, _law.Ceiling);
                Current = _good;
                break;
            case Phase.Search when now - _since >= _law.Dwell.Ticks && _survivors >= survivorsNeeded:
                _good = Current;
                SearchOn(now);
                break;
            case Phase.Probe when now - _since >= ProbeDwell.Ticks && _survivors >= survivorsNeeded:
                ClimbOn(now);
                break;
        }
    }

    /// <summary>Notes that the server accepted a request.</summary>
    /// <param name="sentAt">The instant of the request.</param>
    /// <param name="isProof">Whether it used the value to the full, and so proves something about it.</param>
    public void OnAccepted(long sentAt, bool isProof = true)
    {
        if (sentAt >= _lastCut)
        {
            _beginning.OnAccepted();
            _falling.OnAccepted();
        }

        if (isProof && sentAt >= _since)
        {
            _survivors++;
        }
    }

    /// <summary>Notes that the server refused a request.</summary>
    /// <remarks>See the remarks of the type for which refusals cut.</remarks>
    /// <param name="now">The instant of the answer.</param>
    /// <param name="sentAt">The instant of the request.</param>
    /// <param name="inUse">How much was really in use when it was sent; a cut starts from there if that is less.</param>
    /// <param name="perSecond">How many requests per second there are about: the more, the more it takes.</param>
    /// <returns>Whether this made it cut.</returns>
    public bool OnRefused(long now, long sentAt, double inUse, double perSecond)
    {
        if (sentAt < _lastCut)
        {
            return false;
        }

        var from = Math.Max(_law.Floor, Math.Min(Current, inUse));
        var relapses = _lastCut != long.MinValue && sentAt - _lastCut < _law.Relapse.Ticks ? _relapses + 1 : 0;
        var wasNearGood = _good > 0 && from <= _good;
        _refusalsSinceCut++;
        var hasBegun = _beginning.OnRefused(perSecond, _doubt);
        var isFalling = _falling.OnRefused(perSecond);
        if (_phase == Phase.Open ? !hasBegun : _phase == Phase.Search && _good == 0 && !isFalling && !_isCertain)
        {
            return false;
        }

        _isCertain |= _phase == Phase.Open && _beginning.IsOverwhelming;
        var isTooLow = from < Math.Min((_isCertain ? _law.CertainPersistence : _law.Persistence) * _reference, _reference - (2 * _law.LeastStep));
        if (_phase is Phase.Hold or Phase.Search && wasNearGood && (isTooLow || (relapses >= 2 && !_isCertain)) && !isFalling)
        {
            if (_refusalsSinceCut >= 2 || isTooLow)
            {
                Open(now);
                _doubt = Math.Min(4 * _doubt, 16);
            }

            return false;
        }

        _relapses = relapses;
        MarkCut(now);
        _refused = from;
        PauseAfterCut = _law.Pause;
        switch (_phase)
        {
            case Phase.Probe:
                _good = _step > 0 ? GentleStep(0) : _good;
                _reference = _good;
                Enter(Phase.Hold, now, _good);
                break;
            case Phase.Hold or Phase.Search when wasNearGood && _relapses < 2:
                _good = Lower(from, _relapses == 0 ? _law.HoldCut : _law.RelapseCut);
                Enter(_phase, now, _good);
                PauseAfterCut = _law.ShortPause;
                break;
            case Phase.Search when _good > 0 && !wasNearGood:
                Current = _good;
                SearchOn(now, trySameFirst: true);
                break;
            default:
                _good = 0;
                _reference = 0;
                Enter(Phase.Search, now, Lower(from, _law.SearchCut));
                break;
        }

        return true;
    }

    private TimeSpan ProbeDwell => _step < _law.GentleSteps.Count ? _law.Dwell : _law.ClimbDwell;

    private void SearchOn(long now, bool trySameFirst = false)
    {
        var gap = _refused - _good;
        if (gap <= Math.Max(_law.Precision * _good, _law.LeastStep))
        {
            _reference = _good;
            Enter(Phase.Hold, now, _good);
        }
        else if (trySameFirst)
        {
            Enter(Phase.Search, now, _good);
        }
        else
        {
            var step = Math.Clamp(gap / 3, 0.03 * _good, 0.15 * _good);
            EnterOrOpen(Phase.Search, now, _good + Math.Max(step, _law.LeastStep));
        }
    }

    private void ClimbOn(long now)
    {
        _step++;
        EnterOrOpen(
            Phase.Probe, now, _step < _law.GentleSteps.Count ? GentleStep(_step) : Raise(Current, _law.Climb));
    }

    private double GentleStep(int step) =>
        Math.Max(_good * _law.GentleSteps[step], _good + ((step + 1) * _law.LeastStep));

    private double Raise(double value, double factor) => Math.Max(value * factor, value + _law.LeastStep);

    private double Lower(double value, double factor) =>
        Math.Max(_law.Floor, Math.Min(value * factor, value - _law.LeastStep));

    private void EnterOrOpen(Phase phase, long now, double value)
    {
        // A probe that merely touches the ceiling has to survive there before it is believed.
        if (Current >= _law.Ceiling)
        {
            Open(now);
            _doubt = 1;
        }
        else
        {
            Enter(phase, now, value);
        }
    }

    private void Open(long now)
    {
        Enter(Phase.Open, now, _law.Ceiling);
        _good = 0;
        _reference = 0;
        _isCertain = false;
        _refused = double.PositiveInfinity;
        MarkCut(now);
    }

    /// <summary>From here on what was sent before tells nothing.</summary>
    private void MarkCut(long now)
    {
        _lastCut = now;
        _refusalsSinceCut = 0;
        _beginning.Reset();
        _falling.Reset();
    }

    private void Enter(Phase phase, long now, double value)
    {
        _phase = phase;
        _since = now;
        _creptAt = now;
        _survivors = 0;
        Current = Math.Min(value, _law.Ceiling);
    }
}
