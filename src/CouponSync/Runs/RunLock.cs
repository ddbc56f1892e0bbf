using CouponSync.Loading;
using Serilog;

namespace CouponSync.Runs;

/// <summary>
/// One run at a time for a name in a directory. On one machine it is the operating system's lock on a file, which
/// goes with its process however that ends. Beside it stands who holds it, with a heartbeat: that is what others are
/// told, and what counts on a shared volume, where the operating system's lock may not reach.
/// </summary>
internal sealed class RunLock : IDisposable
{
    // Two machines may find the same dead holder at once. Both write their name; who stands there after this has it.
    private static readonly TimeSpan TakeoverPause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly string _holderPath;
    private readonly TimeSpan _staleAfter;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _lost = new();
    private LockHolder _me;
    private ITimer? _timer;

    private RunLock(FileStream file, string holderPath, LockHolder me, TimeSpan staleAfter, TimeProvider time, ILogger log)
    {
        _file = file;
        _holderPath = holderPath;
        _me = me;
        _staleAfter = staleAfter;
        _time = time;
        _log = log;
    }

    /// <summary>Cancelled when another run has taken the lock, because this one kept silent for too long.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Tries to take the lock, once.</summary>
    /// <param name="directory">Where the lock is; it is created when it does not exist.</param>
    /// <param name="name">What is locked, as a file name.</param>
    /// <param name="me">Who wants it.</param>
    /// <param name="staleAfter">How long a holder on another machine may keep silent.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told of a lock that is taken over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The lock, or who holds it.</returns>
    /// <exception cref="IOException">The lock's files cannot be written.</exception>
    public static async Task<LockAttempt> TryTakeAsync(
        string directory,
        string name,
        LockHolder me,
        TimeSpan staleAfter,
        TimeProvider time,
        ILogger log,
        CancellationToken cancellationToken)
    {
        PrivateFiles.CreateDirectory(directory);
        var path = Path.Combine(directory, $"{name}.lock");
        var holderPath = Path.Combine(directory, $"{name}.holder");
        FileStream file;
        try
        {
            file = PrivateFiles.OpenExclusively(path);
        }
        catch (IOException e) when (PrivateFiles.IsHeldByOther(e))
        {
            return new LockAttempt(null, LockHolder.Read(holderPath));
        }

        try
        {
            var found = LockHolder.Read(holderPath);
            if (found is not null && found.IsAlive(me, time.GetUtcNow(), staleAfter))
            {
                await file.DisposeAsync();
                return new LockAttempt(null, found);
            }

            me.Write(holderPath);
            if (found is not null)
            {
                log.Warning("The lock {Lock} was left behind by {Holder}, which is gone; it is taken over", path, found.ToString());
                if (!string.Equals(found.Host, me.Host, StringComparison.Ordinal))
                {
                    await Task.Delay(TakeoverPause, time, cancellationToken);
                    if (LockHolder.Read(holderPath) is { } now && !me.IsSameAs(now))
                    {
                        await file.DisposeAsync();
                        return new LockAttempt(null, now);
                    }
                }
            }

            var taken = new RunLock(file, holderPath, me, staleAfter, time, log);
            taken.StartHeartbeat();
            return new LockAttempt(taken, null);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            if (_me.IsSameAs(LockHolder.Read(_holderPath)))
            {
                File.Delete(_holderPath);
            }

            _file.Dispose();
        }

        _lost.Dispose();
    }

    private void StartHeartbeat()
    {
        var period = _staleAfter / 8;
        _timer = _time.CreateTimer(static state => ((RunLock)state!).Beat(), this, period, period);
    }

    private void Beat()
    {
        lock (_gate)
        {
            if (!_file.CanRead)
            {
                return;
            }

            var now = _time.GetUtcNow();
            try
            {
                if (LockHolder.Read(_holderPath) is { } holder && !_me.IsSameAs(holder))
                {
                    _log.Error("The lock was taken over by {Holder}; this run stops", holder.ToString());
                    _timer?.Dispose();
                    _lost.Cancel();
                    return;
                }

                (_me with { Heartbeat = now }).Write(_holderPath);
                _me = _me with { Heartbeat = now };
            }
            catch (Exception e) when (StorageFailure.Is(e))
            {
                // A full disk or a volume that is away for a moment. Nobody may take the lock before it is stale.
                _log.Warning(e, "The lock's heartbeat cannot be written");
            }
        }
    }
}

/// <summary>What came of trying to take a lock.</summary>
/// <param name="Lock">The lock, when it was taken.</param>
/// <param name="Holder">Who holds it otherwise, where that can be read.</param>
internal readonly record struct LockAttempt(RunLock? Lock, LockHolder? Holder);
