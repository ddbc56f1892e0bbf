using CouponSync.Files;
using CouponSync.Text;
using Serilog;

namespace CouponSync.Runs;

/// <summary>What an account is held for, and how.</summary>
internal sealed record AccountLockRequest
{
    /// <summary>The state directory.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>The mode.</summary>
    public required bool Livemode { get; init; }

    /// <summary>Where it is.</summary>
    public required string ApiBase { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long to wait for another run.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>How long a run on another machine may keep silent before it counts as dead.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Told once who is waited for; null for nobody.</summary>
    public Action<LockOwner?>? Waiting { get; init; }
}

/// <summary>
/// An account in one mode, held by this run and no other of the state directory as long as it is not disposed of; a run
/// that does not know its account holds the whole mode (<see cref="ModeLock"/>). On one
/// machine that is the operating system's lock on a file, which goes with its process however that ends. Beside it stands
/// who holds it, with a heartbeat: that is what others are told, and what counts on a shared volume, where the operating
/// system's lock may not reach.
/// </summary>
internal sealed class AccountLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(0.5);

    // Two machines may find the same dead owner at once. Both write their name; who stands there after this has it.
    private static readonly TimeSpan TakeoverPause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly FileStream? _mode;
    private readonly FileStream? _file;
    private readonly string _ownerPath;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _lost = new();
    private readonly ITimer? _timer;
    private LockOwner _me;

    private AccountLock(AccountLockRequest request, FileStream? mode, FileStream? file, LockOwner me, TimeProvider time, ILogger log)
    {
        Id = request.Account;
        Livemode = request.Livemode;
        SnapshotPath = SnapshotPathOf(request.StateDirectory, request.Account, request.Livemode, request.ApiBase);
        _mode = mode;
        _file = file;
        _ownerPath = OwnerPath(request);
        _me = me;
        _time = time;
        _log = log;
        var period = request.StaleAfter / 8;
        _timer = file is null ? null : time.CreateTimer(static state => ((AccountLock)state!).Beat(), this, period, period);
    }

    /// <summary>The account.</summary>
    public string Id { get; }

    /// <summary>The mode.</summary>
    public bool Livemode { get; }

    /// <summary>Whether it is held; else another run holds it, and nothing of the account's own may be written.</summary>
    public bool IsHeld => _file is not null;

    /// <summary>Where its snapshot is kept.</summary>
    public string SnapshotPath { get; }

    /// <summary>Cancelled when another run has taken the lock, because this one kept silent for too long.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Where the snapshot of an account is kept, when there is one.</summary>
    public static string SnapshotPathOf(string stateDirectory, string account, bool livemode, string apiBase) =>
        Path.Combine(Snapshots(stateDirectory), $"{Name(account, livemode, apiBase)}.db");

    /// <summary>Whether a run holds some account. One on another host does as long as its name stands there.</summary>
    public static bool IsHeldBy(string runId, string stateDirectory)
    {
        var locks = Locks(stateDirectory);
        return Directory.Exists(locks)
            && Directory.EnumerateFiles(locks, "*.owner").Any(path =>
                LockOwner.Read(path) is { } owner
                && string.Equals(owner.Run, runId, StringComparison.Ordinal)
                && (!owner.IsHere || IsLocked(Path.ChangeExtension(path, ".lock"))));
    }

    /// <summary>Takes the account, and waits for it as long as allowed.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told of locks taken over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RunLockedException">Another run holds it.</exception>
    /// <exception cref="IOException">The state directory cannot be written.</exception>
    public static async Task<AccountLock> TakeAsync(
        AccountLockRequest request, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateDirectory(Snapshots(request.StateDirectory));
        PrivateFiles.CreateDirectory(Locks(request.StateDirectory));
        var since = time.GetTimestamp();
        var told = false;
        while (true)
        {
            var (taken, owner, isOtherAccount) = await TryTakeAsync(request, time, log, cancellationToken);
            if (taken is not null)
            {
                return taken;
            }

            var waited = time.GetElapsedTime(since);
            if (waited >= request.Wait)
            {
                throw new RunLockedException(Name(request), owner, request.Wait, isOtherAccount);
            }

            if (!told)
            {
                request.Waiting?.Invoke(owner);
                told = true;
            }

            await Task.Delay(request.Wait - waited < Poll ? request.Wait - waited : Poll, time, cancellationToken);
        }
    }

    /// <summary>The account without its lock, for who only reads.</summary>
    /// <param name="request">What was wanted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public static AccountLock WithoutHolding(AccountLockRequest request, TimeProvider time, ILogger log) =>
        new(request, mode: null, file: null, LockOwner.Here(request.RunId, request.StartedAt, time.GetUtcNow()), time, log);

    /// <summary>Gives the account back.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            if (IsHeld && _me.IsSameAs(LockOwner.Read(_ownerPath)))
            {
                File.Delete(_ownerPath);
            }

            _file?.Dispose();
            _mode?.Dispose();
        }

        _lost.Dispose();
    }

    private static string Snapshots(string stateDirectory) => Path.Combine(stateDirectory, "snapshots");

    /// <summary>Where a state directory has its locks.</summary>
    public static string Locks(string stateDirectory) => Path.Combine(stateDirectory, "locks");

    // The emulated account in memory and an emulator behind a socket have the same id, and nothing else in common.
    private static string Name(string account, bool livemode, string apiBase) =>
        $"{account}-{ModeName(livemode, apiBase)}";

    private static string ModeName(bool livemode, string apiBase) =>
        $"{Words.Mode(livemode)}{(apiBase == "emulator" ? "-emulator" : "")}";

    private static string Name(AccountLockRequest request) => Name(request.Account, request.Livemode, request.ApiBase);

    private static string OwnerPath(AccountLockRequest request) =>
        Path.Combine(Locks(request.StateDirectory), $"{Name(request)}.owner");

    // An owner that died left its file behind; the operating system's lock went with it.
    private static bool IsLocked(string path)
    {
        try
        {
            PrivateFiles.OpenExclusively(path).Dispose();
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is IOException failure && PrivateFiles.IsHeldByOther(failure);
        }
    }

    // No lock, and who excludes this run, when it cannot be taken now.
    private static async Task<(AccountLock? Lock, LockOwner? Owner, bool IsOtherAccount)> TryTakeAsync(
        AccountLockRequest request, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        var ownerPath = OwnerPath(request);
        var mode = new ModeLock(
            Locks(request.StateDirectory), ModeName(request.Livemode, request.ApiBase), !ModeLock.IsUnknown(request.Account));
        var modeFile = mode.TryTake();
        if (modeFile is null)
        {
            var other = mode.FindOther(ownerPath, (path, owner) => IsAlive(owner) || IsLocked(Path.ChangeExtension(path, ".lock")));
            return (null, other ?? LockOwner.Read(ownerPath), other is not null);
        }

        FileStream? file = null;
        AccountLock? taken = null;
        try
        {
            file = PrivateFiles.OpenExclusively(Path.ChangeExtension(ownerPath, ".lock"));
            var found = LockOwner.Read(ownerPath);
            if (found is not null && IsAlive(found))
            {
                return (null, found, false);
            }

            if (mode.FindOther(ownerPath, (_, owner) => IsAlive(owner)) is { } elsewhere)
            {
                return (null, elsewhere, true);
            }

            var me = LockOwner.Here(request.RunId, request.StartedAt, time.GetUtcNow());
            me.Write(ownerPath);
            if (found is not null)
            {
                log.Warning("The lock {Lock} was left behind by {Owner}, which is gone; it is taken over", file.Name, found.ToString());
                if (!found.IsHere)
                {
                    await Task.Delay(TakeoverPause, time, cancellationToken);
                    if (LockOwner.Read(ownerPath) is { } now && !me.IsSameAs(now))
                    {
                        return (null, now, false);
                    }
                }
            }

            taken = new AccountLock(request, modeFile, file, me, time, log);
            return (taken, null, false);
        }
        catch (IOException e) when (file is null && PrivateFiles.IsHeldByOther(e))
        {
            return (null, LockOwner.Read(ownerPath), false);
        }
        finally
        {
            if (taken is null)
            {
                file?.Dispose();
                modeFile.Dispose();
            }
        }

        bool IsAlive(LockOwner owner) => owner.IsAlive(time.GetUtcNow(), request.StaleAfter);
    }

    private void Beat()
    {
        lock (_gate)
        {
            if (_file is not { CanRead: true })
            {
                return;
            }

            var now = _time.GetUtcNow();
            try
            {
                if (LockOwner.Read(_ownerPath) is { } owner && !_me.IsSameAs(owner))
                {
                    _log.Error("The lock was taken over by {Owner}; this run stops", owner.ToString());
                    _timer!.Dispose();
                    _lost.Cancel();
                    return;
                }

                (_me with { Heartbeat = now }).Write(_ownerPath);
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
