using CouponSync.Loading;

namespace CouponSync.Runs;

/// <summary>An account in one mode, held by this run and no other as long as it is not disposed of.</summary>
internal sealed class AccountLease : IDisposable
{
    private readonly RunLock _lock;

    /// <summary>Takes the account.</summary>
    /// <param name="stateDirectory">The state directory.</param>
    /// <param name="id">The account.</param>
    /// <param name="livemode">The mode.</param>
    /// <param name="runId">The run.</param>
    /// <param name="startedAt">When it started.</param>
    /// <exception cref="RunLockedException">Another run holds it.</exception>
    public AccountLease(string stateDirectory, string id, bool livemode, string runId, DateTimeOffset startedAt)
    {
        Id = id;
        Livemode = livemode;
        var name = $"{id}-{(livemode ? "live" : "test")}";
        var snapshots = Path.Combine(stateDirectory, "snapshots");
        PrivateFiles.CreateDirectory(snapshots);
        SnapshotPath = Path.Combine(snapshots, $"{name}.db");
        _lock = RunLock.Take(stateDirectory, name, runId, startedAt);
    }

    /// <summary>The account.</summary>
    public string Id { get; }

    /// <summary>The mode.</summary>
    public bool Livemode { get; }

    /// <summary>Where its remote image is kept.</summary>
    public string SnapshotPath { get; }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
