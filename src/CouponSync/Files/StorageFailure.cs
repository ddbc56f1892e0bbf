using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CouponSync.Files;

/// <summary>Exceptions that say that a file or a stream could not be read or written: told apart, and put in words.</summary>
internal static class StorageFailure
{
    private const int Windows = unchecked((int)0x80070000);

    /// <summary>Whether an exception says so.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or SqliteException || IsTooLarge(e);

    /// <summary>Whether a file has reached the size that its file system, or a limit of the process, allows: .NET's name for EFBIG.</summary>
    public static bool IsTooLarge(Exception e) => e is ArgumentOutOfRangeException { ParamName: "value", ActualValue: null };

    /// <summary>Whether who was to read a pipe has gone: EPIPE, on Windows a broken or closing pipe.</summary>
    public static bool IsReaderGone(Exception e) => e is IOException { HResult: 32 or Windows + 109 or Windows + 232 };

    /// <summary>What happened, with the file's name where the system gives it; without a full stop.</summary>
    public static string Reason(Exception e) => e switch
    {
        _ when DirectoryIn(e) is { } directory => $"'{directory}' is a directory, where a file belongs",
        // EBADF.
        UnauthorizedAccessException { InnerException.HResult: 9 } => "it is not open for writing",
        _ when PartOfProgram(e) is { } part => $"a part of the program itself, {part}, cannot be opened",
        _ when IsTooLarge(e) => "a file has reached the size that is allowed there (by ulimit -f, or by its volume)",
        _ => AtomicFile.Rename(e.Message).ReplaceLineEndings(" ").TrimEnd('.', ' '),
    };

    /// <summary>What a person does about it: the beginning of a sentence.</summary>
    public static string Remedy(Exception e) => e switch
    {
        _ when IsFull(e) => "Make room",
        _ when PartOfProgram(e) is not null => "Raise the limit of open files (ulimit -n), or install the program anew",
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN } => "Give this user the right to write there",
        // SQLite does not tell a file that may not grow from a broken disk.
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR } => "Make room or check the disk",
        _ when DirectoryIn(e) is not null => "Move it away",
        UnauthorizedAccessException => "Give this user the right to write there",
        // EROFS, and Windows' write protection.
        IOException { HResult: 30 or Windows + 19 } => "Make the volume writable",
        // EMFILE and ENFILE.
        IOException { HResult: 24 or 23 or Windows + 4 } => "Raise the limit of open files (ulimit -n)",
        // EIO, and Windows' hardware errors.
        IOException { HResult: 5 or Windows + 1117 } => "Check the disk",
        _ => "Correct that",
    };

    /// <summary>Whether there was no room.</summary>
    public static bool IsFull(Exception e) => IsTooLarge(e) || e switch
    {
        SqliteException database => database.SqliteErrorCode == raw.SQLITE_FULL,
        // ENOSPC, EDQUOT on Linux and macOS, and the two of Windows.
        IOException io => io.HResult is 28 or 122 or 69 or Windows + 112 or Windows + 39,
        _ => false,
    };

    // An assembly; its name goes on with its version.
    private static string? PartOfProgram(Exception e)
    {
        var name = (e as FileNotFoundException)?.FileName ?? (e as FileLoadException)?.FileName;
        return name?.IndexOf(", Version=", StringComparison.Ordinal) is > 0 and var end ? name[..end] : null;
    }

    // The system calls it a lack of rights.
    private static string? DirectoryIn(Exception e) =>
        e is UnauthorizedAccessException && e.Message.Split('\'') is [_, var path, _] && Directory.Exists(path) ? path : null;
}
