using Microsoft.Data.Sqlite;

namespace CouponSync.Remote;

/// <summary>Tells a damaged image from everything else that can go wrong with a file, and from faults of the program itself.</summary>
internal static class ImageDamage
{
    /// <summary>Whether an error says that an image's content is not what was once written.</summary>
    public static bool Is(Exception error) =>
        error is DamagedImageException or SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB };
}

/// <summary>What stands in an image is not what was once written there.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="cause">What reading it ended with; null when it was found out otherwise.</param>
internal sealed class DamagedImageException(string message, Exception? cause = null) : Exception(message, cause);
