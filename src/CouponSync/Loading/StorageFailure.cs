using Microsoft.Data.Sqlite;

namespace CouponSync.Loading;

/// <summary>Tells exceptions apart that say that a file could not be read or written, as on a full disk.</summary>
internal static class StorageFailure
{
    /// <summary>Whether an exception says so.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or SqliteException || IsTooLarge(e);

    /// <summary>Whether a file has reached the size that its file system, or a limit of the process, allows: .NET's name for EFBIG.</summary>
    public static bool IsTooLarge(Exception e) => e is ArgumentOutOfRangeException { ParamName: "value", ActualValue: null };
}
