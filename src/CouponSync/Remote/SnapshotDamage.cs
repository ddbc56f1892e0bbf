using Microsoft.Data.Sqlite;

namespace CouponSync.Remote;

/// <summary>Tells a damaged snapshot from everything else that can go wrong with a file, and from faults of the program itself.</summary>
internal static class SnapshotDamage
{
    /// <summary>Whether an error says that a snapshot's content is not what was once written.</summary>
    public static bool Is(Exception error) =>
        error is DamagedSnapshotException or SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB };
}

/// <summary>What stands in a snapshot is not what was once written there.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="cause">What reading it ended with; null when it was found out otherwise.</param>
internal sealed class DamagedSnapshotException(string message, Exception? cause = null) : Exception(message, cause);
