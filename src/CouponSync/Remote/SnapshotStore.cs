using Microsoft.Data.Sqlite;
using Serilog;

namespace CouponSync.Remote;

/// <summary>
/// The file of an account's snapshot. One that is damaged, of another version or of something else is set aside, with
/// a line in the log, and read anew; that is never the end of a run.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="identity">What it must be an image of.</param>
/// <param name="log">Told of what is set aside.</param>
internal sealed class SnapshotStore(string path, SnapshotIdentity identity, ILogger log)
{
    // A new image is complete before it takes the old one's place.
    private readonly string _newPath = path + ".new";

    /// <summary>What it must be an image of.</summary>
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
            snapshot = OpenKept();
            var facts = snapshot.Facts ?? throw new InvalidDataException("it was never complete");
            if (facts.Schema != SnapshotFacts.CurrentSchema)
            {
                throw new InvalidDataException($"it has schema {facts.Schema}, this program reads {SnapshotFacts.CurrentSchema}");
            }

            return facts.Identity == identity
                ? snapshot
                : throw new InvalidDataException($"it is an image of {facts.Identity.Account} at {facts.Identity.ApiBase}");
        }
        catch (Exception e) when (e is SqliteException or DamagedImageException or InvalidDataException or InvalidOperationException)
        {
            Release(snapshot);
            SetAside(e.Message);
            return null;
        }
    }

    /// <summary>Starts a new snapshot, beside the kept one.</summary>
    public CouponSnapshot Begin()
    {
        File.Delete(_newPath + "-journal");
        return new CouponSnapshot(RemoteImage.Create(_newPath, identity.Livemode));
    }

    /// <summary>Gives a new snapshot up, and the room it took.</summary>
    /// <param name="snapshot">What <see cref="Begin"/> returned; disposed of here.</param>
    public void Abandon(CouponSnapshot snapshot)
    {
        Release(snapshot);
        File.Delete(_newPath);
    }

    /// <summary>Puts a new snapshot, now complete, in the place of the kept one.</summary>
    /// <param name="snapshot">What <see cref="Begin"/> returned; disposed of here.</param>
    /// <param name="facts">What is known of it.</param>
    /// <returns>The kept snapshot, open.</returns>
    public CouponSnapshot Complete(CouponSnapshot snapshot, SnapshotFacts facts)
    {
        snapshot.Index();
        snapshot.Save(facts);
        snapshot.Dispose();
        using (var written = new FileStream(_newPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            written.Flush(flushToDisk: true);
        }

        // A journal of the old file must never be played back into the new one.
        File.Delete(path + "-journal");
        File.Move(_newPath, path, overwrite: true);
        return OpenKept();
    }

    /// <summary>Puts the file away, so that the next run reads anew.</summary>
    /// <param name="reason">Why.</param>
    public void SetAside(string reason)
    {
        var aside = path + ".set-aside";
        try
        {
            File.Delete(path + "-journal");
            File.Move(path, aside, overwrite: true);
            log.Warning("The kept image {Path} is not used: {Reason}. It is now {Aside}; all coupons are read again", path, reason, aside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warning(e, "The kept image {Path} is not used: {Reason}", path, reason);
        }
    }

    private CouponSnapshot OpenKept() => new(RemoteImage.Open(path, identity.Livemode));

    private static void Release(CouponSnapshot? snapshot)
    {
        try
        {
            snapshot?.Dispose();
        }
        catch (SqliteException)
        {
            // It is damaged, or the disk is full; there is nothing in it to save.
        }
    }
}
