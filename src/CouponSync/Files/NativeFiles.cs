using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CouponSync.Files;

/// <summary>What the base class library does not tell about files, from the runtime's own native library, which is there on
/// every Unix and knows each one's structures.</summary>
internal static partial class NativeFiles
{
    private const string Library = "libSystem.Native";

    /// <summary>Whether a file descriptor was there when the process was started.</summary>
    /// <remarks>The number of one that was closed then goes to whatever the runtime opens first: who writes to it writes into
    /// that. All that the runtime opens is closed on exec; nothing that was inherited is.</remarks>
    public static bool IsInherited(int descriptor) => OperatingSystem.IsWindows() || FcntlGetFD(descriptor) == 0;

    /// <summary>What there is at a path, links followed.</summary>
    /// <returns>Null when there is nothing, or nobody may know.</returns>
    public static FileStatus? StatusOf(string path) => Stat(path, out var status) == 0 ? status : null;

    /// <summary>What there is at a path itself, which may be a link.</summary>
    /// <returns>Null when there is nothing, or nobody may know.</returns>
    public static FileStatus? StatusOfLink(string path) => LStat(path, out var status) == 0 ? status : null;

    /// <summary>The user whose rights this process has.</summary>
    [LibraryImport(Library, EntryPoint = "SystemNative_GetEUid")]
    public static partial uint CurrentUser();

    /// <summary>Makes everything that this process creates from here on readable by its owner only, whoever opens it: the log's
    /// library has no wish of its own.</summary>
    public static void KeepPrivate()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = UMask(0x3F);
        }
    }

    /// <summary>What is open under a descriptor.</summary>
    public static FileStatus? StatusOf(int descriptor) => FStat(descriptor, out var status) == 0 ? status : null;

    /// <summary>The real path of something that exists; null when it does not.</summary>
    [LibraryImport(Library, EntryPoint = "SystemNative_RealPath", StringMarshalling = StringMarshalling.Utf8)]
    public static partial string? RealPath(string path);

    /// <summary>Writes a directory through to the disk, so that a file that was made or renamed in it is there after a power
    /// cut. Where a file system does not know that, it is left to it; Windows' own needs no such call.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // Read-only, and closed on exec: the runtime's own numbers for both.
        var descriptor = Open(path, 0x10, 0);
        if (descriptor >= 0)
        {
            using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
            _ = FSync(descriptor);
        }
    }

    /// <summary>How many files this process may have open; null where nobody says.</summary>
    public static long? MostOpenFiles()
    {
        // The runtime's own number for it.
        const int openFiles = 9;
        return !OperatingSystem.IsWindows() && GetRLimit(openFiles, out var limit) == 0 && limit.Now < long.MaxValue ? (long)limit.Now : null;
    }

    /// <summary>Writes a line to a descriptor, in ASCII, for the time when no part of the program but this can be opened.</summary>
    public static unsafe void WriteLine(int descriptor, string line)
    {
        var bytes = stackalloc byte[line.Length + 1];
        for (var i = 0; i < line.Length; i++)
        {
            bytes[i] = (byte)line[i];
        }

        bytes[line.Length] = (byte)'\n';
        _ = Write(descriptor, bytes, line.Length + 1);
    }

    [LibraryImport(Library, EntryPoint = "SystemNative_GetRLimit")]
    private static partial int GetRLimit(int resource, out Limit limit);

    [LibraryImport(Library, EntryPoint = "SystemNative_Write")]
    private static unsafe partial int Write(nint descriptor, byte* bytes, int count);

    [LibraryImport(Library, EntryPoint = "SystemNative_Open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "SystemNative_FSync")]
    private static partial int FSync(nint descriptor);

    [LibraryImport(Library, EntryPoint = "SystemNative_FcntlGetFD")]
    private static partial int FcntlGetFD(nint descriptor);

    [LibraryImport(Library, EntryPoint = "SystemNative_Stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, out FileStatus status);

    [LibraryImport(Library, EntryPoint = "SystemNative_LStat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LStat(string path, out FileStatus status);

    // The runtime's own library has none.
    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint UMask(uint mask);

    [LibraryImport(Library, EntryPoint = "SystemNative_FStat")]
    private static partial int FStat(nint descriptor, out FileStatus status);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        internal ulong Now;
        internal ulong Most;
    }
}

/// <summary>What is used of the runtime's own form of <c>struct stat</c>, which is the same on every Unix.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct FileStatus
{
    [FieldOffset(4)]
    internal int Mode;

    /// <summary>Whose it is.</summary>
    [FieldOffset(8)]
    internal uint User;

    /// <summary>The device that has it.</summary>
    [FieldOffset(88)]
    internal long Device;

    /// <summary>Its number there.</summary>
    [FieldOffset(104)]
    internal long Inode;

    /// <summary>What it is: the file type of its mode, as in <c>sys/stat.h</c>.</summary>
    public readonly FileKind Kind => (Mode & 0xF000) switch
    {
        0x8000 => FileKind.File,
        0x4000 => FileKind.Directory,
        0x1000 => FileKind.Pipe,
        0x2000 => FileKind.Device,
        _ => FileKind.Other,
    };
}

/// <summary>What there is at a path.</summary>
internal enum FileKind
{
    /// <summary>Nothing yet.</summary>
    Missing,

    /// <summary>A file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A pipe, with a name or without.</summary>
    Pipe,

    /// <summary>A character device: a terminal, <c>/dev/null</c>.</summary>
    Device,

    /// <summary>A disk, a socket.</summary>
    Other,
}
