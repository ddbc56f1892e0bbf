namespace CouponSync.Files;

/// <summary>
/// Files and directories that only their owner can read: they hold a shop's coupons. On Windows the user's
/// profile protects them; there the modes have no meaning.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Directory700 = File600 | UnixFileMode.UserExecute;

    private const UnixFileMode Directory755 = Directory700
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const int MostAttempts = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Creates a directory and its parents where they are missing.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="readers">Who can look into what is created.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static void CreateDirectory(string path, FileReaders readers = FileReaders.Owner)
    {
        if (File.Exists(path))
        {
            throw new IOException($"'{path}' is a file, where a directory belongs.");
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            // The system's call would make the parents with its own mode.
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
            {
                CreateDirectory(parent, readers);
            }

            Directory.CreateDirectory(path, Directory700);
            if (readers == FileReaders.Everybody)
            {
                File.SetUnixFileMode(path, Directory755);
            }
        }
    }

    /// <summary>Whether this user may look into a directory that is there: what it hides cannot be told from what is missing.</summary>
    public static bool MayLookInto(string directory)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(directory).Any();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Why what stands in the place of a file of the program's own is not touched, where that is a link: whoever planted it chose
    /// what would be read or written.</summary>
    /// <returns>The end of a sentence; null when it is none.</returns>
    public static string? RefusalOfLink(string path) =>
        new FileInfo(path).LinkTarget is not null ? $"'{path}' is a link, and none is followed there; remove it" : null;

    /// <summary>Why it is not touched, where it belongs to somebody who is neither this user nor root. Windows' profiles keep users apart.</summary>
    /// <returns>The end of a sentence; null when it does not.</returns>
    public static string? RefusalOfOther(string path) =>
        OtherOf(path) is { } user
            ? $"'{path}' belongs to another user, who may change it at any time (user {user}, this one is {NativeFiles.CurrentUser()}); name a directory of your own, or give it to this user"
            : null;

    /// <summary>Whether such a user put it, or where it is a link what is behind it, into a directory that is not his own.</summary>
    public static bool IsPlanted(string path) => IsPlantedAt(Path.GetFullPath(path)) || (RealPath(path) is { } real && IsPlantedAt(real));

    private static bool IsPlantedAt(string path) =>
        OtherOf(path) is { } user && NativeFiles.StatusOf(Path.GetDirectoryName(path)!)?.User != user;

    private static uint? OtherOf(string path) =>
        !OperatingSystem.IsWindows() && NativeFiles.StatusOfLink(path) is { User: var user and not 0 } && user != NativeFiles.CurrentUser() ? user : null;

    /// <summary>The path behind all links; null where there is nothing, and on Windows.</summary>
    public static string? RealPath(string path) => OperatingSystem.IsWindows() ? null : NativeFiles.RealPath(path);

    /// <summary>Refuses a pipe in the place of a file that is to be read: who opens one waits for somebody to write, who may never come.</summary>
    /// <exception cref="IOException">It is one.</exception>
    public static void RefusePipe(string path)
    {
        if (!OperatingSystem.IsWindows() && NativeFiles.StatusOf(path) is { Kind: FileKind.Pipe })
        {
            throw new IOException($"'{path}' is a pipe, where a file belongs.");
        }
    }

    /// <summary>Creates a file, or empties it, for reading and writing.</summary>
    public static FileStream Create(string path) => Open(path, FileMode.Create);

    /// <summary>Creates a file under a name that nothing has: what is there, a link for example, is refused rather than followed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="readers">Who can read it, whatever the process's umask.</param>
    /// <param name="options">Further wishes.</param>
    /// <exception cref="IOException">There is something of this name.</exception>
    public static FileStream CreateNew(string path, FileReaders readers, FileOptions options = FileOptions.None)
    {
        var file = Open(path, FileMode.CreateNew, fileOptions: options);
        if (readers == FileReaders.Everybody && !OperatingSystem.IsWindows())
        {
            try
            {
                File.SetUnixFileMode(file.SafeFileHandle, File600 | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            }
            catch (UnauthorizedAccessException)
            {
                // A volume without modes of its own; how it is mounted says who can read it.
            }
        }

        return file;
    }

    /// <summary>Opens a file to write behind its end, and creates it where it is missing. What is written goes to the
    /// operating system at once.</summary>
    public static FileStream Append(string path) => Open(path, FileMode.Append, bufferSize: 0);

    /// <summary>Opens a file that nobody else has open in this way, and creates it where it is missing.</summary>
    /// <exception cref="IOException">Somebody else has it open.</exception>
    public static FileStream OpenExclusively(string path) => Open(path, FileMode.OpenOrCreate, FileShare.None);

    /// <summary>As <see cref="OpenExclusively"/>, and waits some seconds for whoever else has it open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock to wait by.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">Somebody else still has it open.</exception>
    public static async Task<FileStream> OpenExclusivelyAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return OpenExclusively(path);
            }
            catch (IOException e) when (IsHeldByOther(e) && attempt < MostAttempts)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Opens a file that others may open in this way too, but nobody exclusively, and creates it where it is missing.</summary>
    /// <exception cref="IOException">Somebody has it open exclusively.</exception>
    public static FileStream OpenShared(string path) =>
        Open(path, FileMode.OpenOrCreate, FileShare.Read, access: FileAccess.Read);

    /// <summary>Whether <see cref="OpenExclusively"/> or <see cref="OpenShared"/> failed because somebody else has the file open.</summary>
    public static bool IsHeldByOther(IOException e) =>
        // Sharing violation on Windows; EAGAIN of flock(2) on Linux and on macOS.
        e.HResult is unchecked((int)0x80070020) or 11 or 35;

    private static FileStream Open(
        string path,
        FileMode mode,
        FileShare share = FileShare.Read | FileShare.Delete,
        int bufferSize = 64 * 1024,
        FileOptions fileOptions = FileOptions.None,
        FileAccess? access = null)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = access ?? (mode == FileMode.Append ? FileAccess.Write : FileAccess.ReadWrite),
            Share = share,
            BufferSize = bufferSize,
            Options = fileOptions,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File600;
        }

        return new FileStream(path, options);
    }
}

/// <summary>Who can read a file.</summary>
internal enum FileReaders
{
    /// <summary>Its owner alone: it holds a shop's data.</summary>
    Owner,

    /// <summary>Everybody on the machine: it is made for a program of another user, and holds figures only.</summary>
    Everybody,
}
