namespace CouponSync.Tests.Support;

/// <summary>
/// A clock that moves only when told to. Timers fire on the thread that moves it, in the order of their due
/// instants (those due together in the order of their creation), and while one fires the clock shows its instant.
/// </summary>
/// <remarks>
/// <para><b>Whole programs.</b> <see cref="RunAsync{T}"/> runs asynchronous work on the thread pool to its end, and moves the
/// clock to the next due timer whenever the work can do nothing more at the present instant. To know that, it sends itself
/// through the pool's queue, behind what the work has put there, and looks whether anything of the work began meanwhile: the
/// work's execution context is marked, and the runtime reports each thread that takes on or puts down the mark.</para>
/// <para><b>How exact that is.</b> Where the pool has one thread, as in the simulation's program, all of the work runs on it in
/// the order in which it was queued: standstill is certain, and the same work is the same run, however many requests are in
/// flight. Where the pool has several, as in the tests, a thread may be suspended between taking an item and starting it, which
/// nobody can see: therefore it is asked several times. Should the clock move early all the same, to the work that looks like a
/// slow machine: it may change durations and order, never what must hold on any machine.</para>
/// <para><b>What code must do to be simulable.</b> Wait only through this provider (<c>Task.Delay(t, clock)</c>,
/// <c>new CancellationTokenSource(t, clock)</c>, <c>clock.CreateTimer</c>); no sockets, no <c>HttpClient.Timeout</c> other
/// than infinite.</para>
/// </remarks>
internal sealed class ManualTimeProvider : TimeProvider
{
    private static readonly DateTimeOffset DefaultStart = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    private static readonly AsyncLocal<ManualTimeProvider?> Mark = new(OnMarkMoved);

    private static readonly int RoundsOfQuiet = OneThread() ? 1 : 4;

    private readonly Lock _timers = new();
    private readonly PriorityQueue<(ManualTimer Timer, long Version), (long Due, long Order)> _queue = new();
    private readonly DateTimeOffset _start;
    private long _now;
    private long _order;
    private int _threads;
    private TaskCompletionSource _stirred = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes a clock that stands still.</summary>
    /// <param name="start">The first instant it shows; 2026-11-22 02:00 UTC without it.</param>
    public ManualTimeProvider(DateTimeOffset? start = null) => _start = start ?? DefaultStart;

    /// <summary>Longest real wait for work that waits for something other than this clock, before it is called
    /// stalled.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How late a timer fires, asked once per due instant; null for timers that are punctual.</summary>
    public Func<TimeSpan>? TimerLateness { get; set; }

    /// <summary>The time that has passed since the start.</summary>
    public TimeSpan Elapsed => new(Volatile.Read(ref _now));

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state, ExecutionContext.Capture());
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward and fires, each at its own instant, the timers that fall due on the way.</summary>
    /// <param name="by">How far; not negative. Zero fires what is due now.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = GetTimestamp() + by.Ticks;
        while (TryTakeNext(end, out var timer))
        {
            timer.Fire();
        }

        Volatile.Write(ref _now, end);
    }

    /// <summary>The time until the next timer falls due; null when none is set.</summary>
    public TimeSpan? UntilNextTimer()
    {
        lock (_timers)
        {
            return TryPeek(out var due) ? new TimeSpan(Math.Max(0, due - _now)) : null;
        }
    }

    /// <summary>Runs work to its end, moving the clock from timer to timer; see the remarks of the type.</summary>
    /// <param name="work">What to run. It starts at the present instant.</param>
    /// <returns>The work's own result, failure or cancellation.</returns>
    /// <exception cref="InvalidOperationException">The work waits for something other than this clock.</exception>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Task.Run(
            async () =>
            {
                var task = BeginAsync(work);
                while (!task.IsCompleted)
                {
                    await SettleAsync(task);
                    await StepAsync(task);
                }

                return await task;
            });
    }

    /// <summary>As <see cref="RunAsync{T}"/>, for work without a result.</summary>
    public Task RunAsync(Func<Task> work) => RunAsync(
        async () =>
        {
            await work();
            return true;
        });

    /// <summary>As <see cref="RunAsync{T}"/>, but blocks the caller until the work has ended.</summary>
    public T Run<T>(Func<Task<T>> work) => RunAsync(work).GetAwaiter().GetResult();

    internal void Schedule(ManualTimer timer, long version, TimeSpan after)
    {
        var late = TimerLateness?.Invoke() ?? TimeSpan.Zero;
        lock (_timers)
        {
            _queue.Enqueue((timer, version), (_now + after.Ticks + late.Ticks, _order++));
        }

        Stir();
    }

    private static bool OneThread()
    {
        ThreadPool.GetMaxThreads(out var threads, out _);
        return threads == 1;
    }

    private static void OnMarkMoved(AsyncLocalValueChangedArgs<ManualTimeProvider?> change)
    {
        change.PreviousValue?.OnThread(-1);
        change.CurrentValue?.OnThread(+1);
    }

    // The mark goes with the work; an asynchronous method keeps it from its caller.
    private async Task<T> BeginAsync<T>(Func<Task<T>> work)
    {
        Mark.Value = this;
        try
        {
            return await work();
        }
        finally
        {
            Stir();
        }
    }

    private void OnThread(int change)
    {
        Interlocked.Add(ref _threads, change);
        Stir();
    }

    private async Task SettleAsync(Task task)
    {
        for (var quiet = 0; quiet < RoundsOfQuiet && !task.IsCompleted; quiet++)
        {
            var seen = Volatile.Read(ref _stirred);
            if (Volatile.Read(ref _threads) > 0)
            {
                if (!await IsStirredAsync(seen))
                {
                    throw new InvalidOperationException(
                        "A thread has carried a part of the work for too long without an end: the work blocks it.");
                }

                quiet = -1;
                continue;
            }

            // Lets a thread that was suspended between taking an item and starting it go on.
            Thread.Yield();
            await Task.Yield();
            if (Volatile.Read(ref _threads) > 0 || seen != Volatile.Read(ref _stirred))
            {
                quiet = -1;
            }
        }
    }

    private async Task StepAsync(Task task)
    {
        var seen = Volatile.Read(ref _stirred);
        if (task.IsCompleted)
        {
            return;
        }

        if (TryTakeNext(long.MaxValue, out var timer))
        {
            timer.Fire();
        }
        else if (!await IsStirredAsync(seen))
        {
            throw new InvalidOperationException(
                "The work has not ended, and no timer of the manual clock is set: it waits for something else, or for itself.");
        }
    }

    private void Stir() =>
        Interlocked.Exchange(ref _stirred, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    private async Task<bool> IsStirredAsync(TaskCompletionSource seen)
    {
        try
        {
            await seen.Task.WaitAsync(StallLimit, System);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private bool TryTakeNext(long notAfter, out ManualTimer timer)
    {
        lock (_timers)
        {
            if (TryPeek(out var due) && due <= notAfter)
            {
                timer = _queue.Dequeue().Timer;
                Volatile.Write(ref _now, Math.Max(_now, due));
                return true;
            }
        }

        timer = null!;
        return false;
    }

    private bool TryPeek(out long due)
    {
        while (_queue.TryPeek(out var entry, out var key))
        {
            if (entry.Timer.IsCurrent(entry.Version))
            {
                due = key.Due;
                return true;
            }

            _queue.Dequeue();
        }

        due = 0;
        return false;
    }
}
