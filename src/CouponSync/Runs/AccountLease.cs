using System.Security.Cryptography;
using System.Text;
using CouponSync.Loading;
using Serilog;

namespace CouponSync.Runs;

/// <summary>What an account is held for, and how.</summary>
internal sealed record LeaseRequest
{
    /// <summary>The state directory.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>A directory of the user on this machine, for runs from other state directories; null for none.</summary>
    public string? MachineDirectory { get; init; }

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
    public Action<LockHolder?>? Waiting { get; init; }
}

/// <summary>An account in one mode, held by this run and no other as long as it is not disposed of.</summary>
internal sealed class AccountLease : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(0.5);

    private readonly RunLock[] _locks;
    private readonly CancellationTokenSource _lost;

    private AccountLease(LeaseRequest request, RunLock[] locks)
    {
        Id = request.Account;
        Livemode = request.Livemode;
        SnapshotPath = ImagePath(request.StateDirectory, request.Account, request.Livemode, request.ApiBase);
        _locks = locks;
        _lost = CancellationTokenSource.CreateLinkedTokenSource([.. locks.Select(static l => l.Lost)]);
    }

    /// <summary>The account.</summary>
    public string Id { get; }

    /// <summary>The mode.</summary>
    public bool Livemode { get; }

    /// <summary>Where its remote image is kept.</summary>
    public string SnapshotPath { get; }

    /// <summary>Cancelled when the lock is lost to another run.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Where the remote image of an account is kept, when there is one.</summary>
    public static string ImagePath(string stateDirectory, string account, bool livemode, string apiBase) =>
        Path.Combine(Snapshots(stateDirectory), $"{Name(account, livemode, apiBase)}.db");

    /// <summary>Takes the account, and waits for it as long as allowed.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told of locks taken over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RunLockedException">Another run holds it.</exception>
    /// <exception cref="IOException">The state directory cannot be written.</exception>
    public static async Task<AccountLease> TakeAsync(
        LeaseRequest request, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateDirectory(Snapshots(request.StateDirectory));
        var since = time.GetTimestamp();
        var told = false;
        while (true)
        {
            var attempt = await TryTakeAsync(request, time, log, cancellationToken);
            if (attempt.Lease is { } lease)
            {
                return lease;
            }

            var waited = time.GetElapsedTime(since);
            if (waited >= request.Wait)
            {
                throw new RunLockedException(Name(request), attempt.Holder, request.Wait);
            }

            if (!told)
            {
                request.Waiting?.Invoke(attempt.Holder);
                told = true;
            }

            await Task.Delay(request.Wait - waited < Poll ? request.Wait - waited : Poll, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lost.Dispose();
        foreach (var held in _locks.Reverse())
        {
            held.Dispose();
        }
    }

    private static string Snapshots(string stateDirectory) => Path.Combine(stateDirectory, "snapshots");

    // The emulated account in memory and an emulator behind a socket have the same id, and nothing else in common.
    private static string Name(string account, bool livemode, string apiBase) =>
        $"{account}-{(livemode ? "live" : "test")}{(apiBase == "emulator" ? "-emulator" : "")}";

    private static string Name(LeaseRequest request) => Name(request.Account, request.Livemode, request.ApiBase);

    private static async Task<(AccountLease? Lease, LockHolder? Holder)> TryTakeAsync(
        LeaseRequest request, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        var me = LockHolder.Here(request.RunId, request.StartedAt, time.GetUtcNow());
        var state = await RunLock.TryTakeAsync(
            Path.Combine(request.StateDirectory, "lock"), Name(request), me, request.StaleAfter, time, log, cancellationToken);
        if (state.Lock is null)
        {
            return (null, state.Holder);
        }

        if (request.MachineDirectory is not { } machineDirectory)
        {
            return (new AccountLease(request, [state.Lock]), null);
        }

        try
        {
            var machine = await RunLock.TryTakeAsync(
                machineDirectory, MachineName(request), me, request.StaleAfter, time, log, cancellationToken);
            if (machine.Lock is { } taken)
            {
                return (new AccountLease(request, [state.Lock, taken]), null);
            }

            state.Lock.Dispose();
            return (null, machine.Holder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's directory, or none: the lock of the state directory still holds.
            log.Warning(e, "The machine's lock in {Directory} cannot be taken; runs from other state directories are not seen", machineDirectory);
            return (new AccountLease(request, [state.Lock]), null);
        }
        catch
        {
            state.Lock.Dispose();
            throw;
        }
    }

    // The same account at another address is another account.
    private static string MachineName(LeaseRequest request) =>
        $"{Name(request)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.ApiBase)).AsSpan(0, 4))}";
}
