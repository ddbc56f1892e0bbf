namespace CouponSync.Tests.Support;

/// <summary>
/// A clock that moves only when told to. Timers fire on the thread that moves it, in the order of their due
/// instants (those due together in the order of their creation), and while one fires the clock shows its instant.
/// </summary>
/// <remarks>
/// <para><b>Whole programs.</b> <see cref="RunAsync{T}"/> runs asynchronous work to its end and moves the clock to
/// the next due timer whenever the work can do nothing more at the present instant. It does so on one thread of
/// its own, the pump, without a synchronization context: what a timer or a completed task continues runs inline
/// on the pump, library code with <c>ConfigureAwait(false)</c> included, so that the order of everything follows
/// from the order of the timers and a run with the same seed is the same run.</para>
/// <para><b>When it is quiescent.</b> The pump is idle when the call it made (the work's start, a timer's callback)
/// has returned. For code that never leaves the pump that alone is exact, and <see cref="HopPolicy.Forbid"/> takes
/// it so. With <see cref="HopPolicy.Settle"/> continuations may go through the thread pool. The work's execution
/// context is marked, and the runtime reports each thread that takes on or puts down the mark, so threads which
/// run a part of the work are counted; for those still queued, a sentinel is sent through the pool's queue. Idle
/// means: nobody runs, the sentinel came back, and nothing stirred meanwhile, several times in a row. That is sound
/// but for a pool thread that the system suspends between taking an item and starting it: then the clock moves
/// early, which to the work looks like a slow machine. It may therefore change durations and order, never what must
/// hold on any machine. A run that must be the same each time stays on the pump.</para>
/// <para><b>What code must do to be simulable.</b> Wait only through this provider (<c>Task.Delay(t, clock)</c>,
/// <c>new CancellationTokenSource(t, clock)</c>, <c>clock.CreateTimer</c>); no sockets, no
/// <c>HttpClient.Timeout</c> other than infinite. To stay on the pump: complete task sources outside of locks and
/// without <c>RunContinuationsAsynchronously</c>, open unbounded channels with
/// <c>AllowSynchronousContinuations</c> (a writer that waits at a bounded one is always resumed through the pool),
/// prefer a queue of task sources to <c>SemaphoreSlim</c>, and avoid <c>Task.Run</c>, <c>Task.Yield</c>,
/// <c>Parallel.ForEachAsync</c> and asynchronous file streams. A <c>Task.Delay</c> that is cancelled, and
/// <c>CancelAsync</c>, continue through the pool too; one that runs out does not.</para>
/// <para><b>On one thread.</b> Where the process has a pool of one thread, as the simulation's program has, all of the work runs
/// there in the order in which it was queued, and standstill is certain: the same work is the same run, however many requests
/// are in flight.</para>
/// </remarks>
internal sealed class ManualTimeProvider : TimeProvider
{
    private const string Stalled =
        "The work has not ended, and no timer of the manual clock is set: it waits for something else, or for itself.";

    private static readonly DateTimeOffset DefaultStart = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    private static readonly bool IsOneThread = HasOneThread();

    private static readonly AsyncLocal<ManualTimeProvider?> Mark = new(OnMarkMoved);

    [ThreadStatic]
    private static ManualTimeProvider? _pumpedHere;

    private readonly Lock _timers = new();
    private readonly object _stir = new();
    private readonly PriorityQueue<(ManualTimer Timer, long Version), (long Due, long Order)> _queue = new();
    private readonly DateTimeOffset _start;
    private long _now;
    private long _order;
    private int _threads;
    private bool _sentinelIsBack;
    private long _stirs;
    private long _hops;

    /// <summary>Makes a clock that stands still.</summary>
    /// <param name="start">The first instant it shows; 2026-11-22 02:00 UTC without it.</param>
    public ManualTimeProvider(DateTimeOffset? start = null) => _start = start ?? DefaultStart;

    /// <summary>How <see cref="RunAsync{T}"/> treats work that leaves the pump's thread.</summary>
    public HopPolicy Hops { get; init; } = HopPolicy.Settle;

    /// <summary>Longest real wait for work that waits for something other than this clock, before it is called
    /// stalled.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How late a timer fires, asked once per due instant; null for timers that are punctual.</summary>
    public Func<TimeSpan>? TimerLateness { get; set; }

    /// <summary>The time that has passed since the start.</summary>
    public TimeSpan Elapsed => new(Volatile.Read(ref _now));

    /// <summary>How often the work was seen on a thread other than the pump.</summary>
    public long HopCount => Interlocked.Read(ref _hops);

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
    /// <param name="work">What to run. It starts on the pump's thread at the present instant.</param>
    /// <returns>The work's own result, failure or cancellation.</returns>
    /// <exception cref="InvalidOperationException">The work waits for something other than this clock, or it left
    /// the pump where <see cref="HopPolicy.Forbid"/> holds.</exception>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return IsOneThread ? RunOnOneThreadAsync(work) : RunPumpedAsync(work);
    }

    // Where the pool has one thread, all of the work runs on it in the order in which it was queued. This runs there too, and
    // sends itself to the queue's end: when nothing of the work began meanwhile, it can do nothing more at this instant.
    private Task<T> RunOnOneThreadAsync<T>(Func<Task<T>> work) => Task.Run(async () =>
    {
        var task = BeginAsync(work);
        var since = System.GetTimestamp();
        while (!task.IsCompleted)
        {
            var seen = Interlocked.Read(ref _stirs);
            await Task.Yield();
            if (Volatile.Read(ref _threads) > 0 || seen != Interlocked.Read(ref _stirs) || task.IsCompleted)
            {
                since = System.GetTimestamp();
            }
            else if (TryTakeNext(long.MaxValue, out var timer))
            {
                timer.Fire();
                since = System.GetTimestamp();
            }
            else if (System.GetElapsedTime(since) > StallLimit)
            {
                throw new InvalidOperationException(Stalled);
            }
        }

        return await task;
    });

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

    private async Task<T> RunPumpedAsync<T>(Func<Task<T>> work)
    {
        var finished = new TaskCompletionSource<Task<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        StartPump(
            () =>
            {
                try
                {
                    finished.SetResult(Pump(work));
                }
                catch (Exception failure) when (failure is not OutOfMemoryException)
                {
                    finished.SetException(failure);
                }
            });
        return await await finished.Task;
    }

    /// <summary>As <see cref="RunAsync{T}"/>, for work without a result.</summary>
    public Task RunAsync(Func<Task> work) => RunAsync(
        async () =>
        {
            await work();
            return true;
        });

    /// <summary>As <see cref="RunAsync{T}"/>, but blocks the caller until the work has ended: for programs.</summary>
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

    private static bool HasOneThread()
    {
        ThreadPool.GetMaxThreads(out var threads, out _);
        return threads == 1;
    }

    private static void StartPump(ThreadStart body)
    {
        // A deep stack: inlined continuations nest, and where the stack runs short the runtime hops to the pool.
        using (ExecutionContext.SuppressFlow())
        {
            new Thread(body, maxStackSize: 16 << 20) { IsBackground = true, Name = "manual clock" }.Start();
        }
    }

    private static void OnMarkMoved(AsyncLocalValueChangedArgs<ManualTimeProvider?> change)
    {
        change.PreviousValue?.OnThread(-1);
        change.CurrentValue?.OnThread(+1);
    }

    private void OnThread(int change)
    {
        if (_pumpedHere == this)
        {
            return;
        }

        if (change > 0)
        {
            Interlocked.Increment(ref _hops);
        }

        Interlocked.Add(ref _threads, change);
        Stir();
    }

    private Task<T> Pump<T>(Func<Task<T>> work)
    {
        _pumpedHere = this;
        Mark.Value = this;
        try
        {
            var task = work();
            task.ContinueWith(
                _ => Stir(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            while (!task.IsCompleted)
            {
                Settle(task);
                if (!task.IsCompleted)
                {
                    Step(task);
                }
            }

            RefuseHops();
            return task;
        }
        finally
        {
            Mark.Value = null;
            _pumpedHere = null;
        }
    }

    private void Step(Task task)
    {
        var seen = Interlocked.Read(ref _stirs);
        if (TryTakeNext(long.MaxValue, out var timer))
        {
            timer.Fire();
        }
        else if (!AwaitStir(seen) && !task.IsCompleted)
        {
            throw new InvalidOperationException(Stalled);
        }
    }

    private void Settle(Task task)
    {
        if (Hops == HopPolicy.Forbid)
        {
            RefuseHops();
            return;
        }

        for (var quiet = 0; quiet < (HopCount == 0 ? 2 : 6) && !task.IsCompleted;)
        {
            var seen = Interlocked.Read(ref _stirs);
            if (Volatile.Read(ref _threads) > 0)
            {
                if (!AwaitStir(seen))
                {
                    throw new InvalidOperationException(
                        "A thread has carried a part of the work for too long without an end: the work blocks it.");
                }

                quiet = 0;
                continue;
            }

            SendSentinel();
            Thread.Yield();
            quiet = Volatile.Read(ref _threads) == 0 && seen == Interlocked.Read(ref _stirs) ? quiet + 1 : 0;
        }
    }

    private void RefuseHops()
    {
        if (Hops == HopPolicy.Forbid && HopCount > 0)
        {
            throw new InvalidOperationException(
                "The work left the pump's thread, so its order is no longer that of the clock. Look for a channel without "
                + "AllowSynchronousContinuations, a full bounded channel, a SemaphoreSlim, Task.Run, Task.Yield, "
                + "RunContinuationsAsynchronously or a cancelled Task.Delay.");
        }
    }

    private void SendSentinel()
    {
        Volatile.Write(ref _sentinelIsBack, false);
        ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.OnSentinelBack(), this, preferLocal: false);
        lock (_stir)
        {
            while (!_sentinelIsBack)
            {
                Monitor.Wait(_stir);
            }
        }
    }

    private void OnSentinelBack()
    {
        lock (_stir)
        {
            _sentinelIsBack = true;
            Monitor.PulseAll(_stir);
        }
    }

    private void Stir()
    {
        Interlocked.Increment(ref _stirs);
        if (_pumpedHere == this)
        {
            return;
        }

        lock (_stir)
        {
            Monitor.PulseAll(_stir);
        }
    }

    private bool AwaitStir(long seen)
    {
        lock (_stir)
        {
            while (Interlocked.Read(ref _stirs) == seen)
            {
                if (!Monitor.Wait(_stir, StallLimit))
                {
                    return false;
                }
            }
        }

        return true;
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
