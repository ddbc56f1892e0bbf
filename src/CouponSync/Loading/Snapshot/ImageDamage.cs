using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace CouponSync.Loading.Snapshot;

/// <summary>Tells a damaged image from everything else that can go wrong with a file.</summary>
internal static class ImageDamage
{
    /// <summary>Whether an error says that an image's content is not what was once written.</summary>
    public static bool Is(Exception error) => error switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB,
        InvalidDataException or JsonException => true,
        _ => false,
    };
}
