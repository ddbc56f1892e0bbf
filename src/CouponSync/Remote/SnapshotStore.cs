using Microsoft.Data.Sqlite;
using Serilog;

namespace CouponSync.Remote;

/// <summary>
/// The place of an account's kept snapshot. One that is damaged, of another version or of something else is set aside, with
/// a line in the log, and read anew; that is never the end of a run.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="identity">Whose coupons it must have.</param>
/// <param name="log">Told of what is set aside.</param>
internal sealed class SnapshotStore(string path, SnapshotIdentity identity, ILogger log)
{
    // A new snapshot is complete before it takes the old one's place.
    private readonly string _newPath = path + ".new";

    /// <summary>Whose coupons it must have.</summary>
    public SnapshotIdentity Identity => identity;

    /// <summary>Opens the kept snapshot.</summary>
    /// <returns>Null when there is none that can be used.</returns>
    public CouponSnapshot? Open()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        CouponSnapshot? snapshot = null;
        try
        {
            snapshot = CouponSnapshot.Open(path, identity.Livemode);
            return snapshot.Facts!.Identity is var other && other == identity
                ? snapshot
                : throw new InvalidDataException($"it has the coupons of {other.Account} at {other.ApiBase}");
        }
        catch (Exception e) when (e is SqliteException or DamagedSnapshotException or InvalidDataException)
        {
            SetAside(snapshot, e.Message);
            return null;
        }
    }

    /// <summary>Starts a new snapshot, beside the kept one.</summary>
    public CouponSnapshot Create() => CouponSnapshot.Create(_newPath, identity.Livemode);

    /// <summary>Puts a new snapshot in the place of the kept one.</summary>
    /// <param name="snapshot">What <see cref="Create"/> returned, with all its coupons; of no use from here on.</param>
    /// <param name="facts">What is known of it.</param>
    /// <returns>The kept snapshot, open.</returns>
    public CouponSnapshot Keep(CouponSnapshot snapshot, SnapshotFacts facts)
    {
        snapshot.Complete(facts);
        using (var written = new FileStream(_newPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            written.Flush(flushToDisk: true);
        }

        // A journal of the old file must never be played back into the new one.
        File.Delete(path + "-journal");
        File.Move(_newPath, path, overwrite: true);
        return CouponSnapshot.Open(path, identity.Livemode);
    }

    /// <summary>Puts the kept snapshot away, so that the next run reads anew.</summary>
    /// <param name="snapshot">It, where it is open; disposed of here.</param>
    /// <param name="reason">Why.</param>
    public void SetAside(CouponSnapshot? snapshot, string reason)
    {
        try
        {
            snapshot?.Dispose();
        }
        catch (SqliteException)
        {
            // There is nothing in it to save.
        }

        var aside = path + ".set-aside";
        try
        {
            File.Delete(path + "-journal");
            File.Move(path, aside, overwrite: true);
            log.Warning("The kept snapshot {Path} is not used: {Reason}. It is now {Aside}; all coupons are read again", path, reason, aside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warning(e, "The kept snapshot {Path} is not used: {Reason}", path, reason);
        }
    }
}
