namespace CouponSync.Reporting.Progress;

/// <summary>Counts how far a run is and shows it now and then; disposing it takes the display away.</summary>
internal sealed class RunProgress : IProgressSink, IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    // A rate needs no finer grain; the display may ask more often.
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly IProgressDisplay _display;
    private readonly TimeProvider _clock;
    private readonly long _begin;
    private readonly ITimer _timer;
    private ProgressRate _rate = new(Window);
    private ProgressPhase? _phase;
    private TimeSpan _lastSample;
    private long? _total;
    private long _done;
    private long _failed;
    private long _unknown;
    private long _rateLimited;
    private int _suspensions;
    private bool _disposed;

    /// <summary>Begins to show progress; nothing appears before the first <see cref="Start"/>.</summary>
    /// <param name="display">How it is shown.</param>
    /// <param name="clock">Tells the time and wakes it.</param>
    public RunProgress(IProgressDisplay display, TimeProvider clock)
    {
        _display = display;
        _clock = clock;
        _begin = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => Tick(), null, display.Interval, display.Interval);
    }

    /// <inheritdoc/>
    public void Start(ProgressPhase phase, long? total)
    {
        lock (_gate)
        {
            (_phase, _total) = (phase, total);
            Interlocked.Exchange(ref _done, 0);
            Interlocked.Exchange(ref _failed, 0);
            Interlocked.Exchange(ref _unknown, 0);
            Interlocked.Exchange(ref _rateLimited, 0);
            _rate = new ProgressRate(Window);
            _lastSample = _clock.GetElapsedTime(_begin);
            _rate.Observe(_lastSample, 0);
            if (_suspensions == 0 && !_disposed)
            {
                _display.Started(Snapshot(phase));

                // The pause to the next sign of life starts anew.
                _timer.Change(_display.Interval, _display.Interval);
            }
        }
    }

    /// <inheritdoc/>
    public void Advance(long items = 1) => Interlocked.Add(ref _done, items);

    /// <inheritdoc/>
    public void Failed() => Interlocked.Increment(ref _failed);

    /// <inheritdoc/>
    public void Unknown() => Interlocked.Increment(ref _unknown);

    /// <inheritdoc/>
    public void RateLimited() => Interlocked.Increment(ref _rateLimited);

    /// <inheritdoc/>
    public void Note(string sentence)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _display.Note(sentence);
            }
        }
    }

    /// <summary>Keeps the display away while something else is written, a question or a log line.</summary>
    /// <returns>Brings it back when disposed.</returns>
    public IDisposable Suspend()
    {
        lock (_gate)
        {
            _suspensions++;
            _display.Clear();
        }

        return new Suspension(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            if (!_disposed)
            {
                _disposed = true;
                _display.Clear();
            }
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_phase is { } phase && _suspensions == 0 && !_disposed)
            {
                _display.Tick(Snapshot(phase));
            }
        }
    }

    private ProgressSnapshot Snapshot(ProgressPhase phase)
    {
        var (now, done) = (_clock.GetElapsedTime(_begin), Interlocked.Read(ref _done));
        if (now - _lastSample >= SampleEvery)
        {
            _rate.Observe(now, done);
            _lastSample = now;
        }

        return new ProgressSnapshot
        {
            Phase = phase,
            Done = done,
            Total = _total,
            PerSecond = _rate.PerSecond(),
            TimeLeft = _rate.TimeLeft(_total),
            Failed = Interlocked.Read(ref _failed),
            Unknown = Interlocked.Read(ref _unknown),
            RateLimited = Interlocked.Read(ref _rateLimited),
        };
    }

    private sealed class Suspension(RunProgress progress) : IDisposable
    {
        private int _over;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0)
            {
                lock (progress._gate)
                {
                    progress._suspensions--;
                }
            }
        }
    }
}
