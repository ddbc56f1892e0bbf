using System.Globalization;

namespace CouponSync.Files;

/// <summary>
/// What a path leads to, whatever it is called: links are followed, and what exists is told apart by device and inode, so
/// that a hard link is the file it is. On Windows it is the full path, links in its last part followed, without regard to case.
/// </summary>
internal sealed record FileTarget
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    private FileStatus? _status;

    /// <summary>Where it is, or will be, behind all links.</summary>
    public required string Path { get; init; }

    /// <summary>What is there.</summary>
    public required FileKind Kind { get; init; }

    /// <summary>The descriptor of this process that the path stands for, such as <c>/dev/stdout</c>; null for other paths.</summary>
    public int? Descriptor { get; private init; }

    /// <summary>Finds out what a path leads to.</summary>
    /// <exception cref="IOException">Its links lead in a circle.</exception>
    public static FileTarget Of(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
        {
            // What is not there yet cannot be asked where it leads.
            return OnWindows((File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName : null) ?? full);
        }

        for (var links = 0; links <= MostLinks; links++)
        {
            var directory = System.IO.Path.GetDirectoryName(full);
            full = directory is not null && NativeFiles.RealPath(directory) is { } real
                ? System.IO.Path.Combine(real, System.IO.Path.GetFileName(full))
                : full;
            if (DescriptorIn(full) is { } descriptor)
            {
                return OfDescriptor(descriptor, full);
            }

            if (new FileInfo(full).LinkTarget is not { } target)
            {
                var status = NativeFiles.StatusOf(full);
                return new FileTarget { Path = full, Kind = status?.Kind ?? FileKind.Missing, _status = status };
            }

            // Not collapsed: what comes after a link to a directory may climb out of that.
            full = System.IO.Path.Combine(directory is null ? "/" : System.IO.Path.GetDirectoryName(full)!, target);
        }

        throw new IOException($"'{path}' is a link that leads back to itself.");
    }

    /// <summary>What is open under a descriptor of this process.</summary>
    /// <param name="descriptor">Its number.</param>
    /// <param name="path">What to call it.</param>
    public static FileTarget OfDescriptor(int descriptor, string path)
    {
        var status = NativeFiles.IsInherited(descriptor) ? NativeFiles.StatusOf(descriptor) : null;
        return new FileTarget { Path = path, Kind = status?.Kind ?? FileKind.Missing, Descriptor = descriptor, _status = status };
    }

    /// <summary>Whether another path leads to the same file, or will when it is there.</summary>
    public bool IsSameAs(FileTarget other)
    {
        if (OperatingSystem.IsWindows())
        {
            return string.Equals(Path, other.Path, StringComparison.OrdinalIgnoreCase);
        }

        if (_status is not null || other._status is not null)
        {
            return _status?.Device == other._status?.Device && _status?.Inode == other._status?.Inode;
        }

        // Both are not there yet; their directories are real paths where they exist.
        return string.Equals(Path, other.Path, StringComparison.Ordinal)
            || (string.Equals(Path, other.Path, StringComparison.OrdinalIgnoreCase) && IgnoresCase(System.IO.Path.GetDirectoryName(Path)!));
    }

    /// <summary>Whether it is a directory, or something in it.</summary>
    /// <param name="directory">The directory, whether it exists or not.</param>
    public bool IsWithin(string directory)
    {
        var outer = Of(directory);
        for (var inner = this; ; inner = Of(System.IO.Path.GetDirectoryName(inner.Path)!))
        {
            if (inner.IsSameAs(outer))
            {
                return true;
            }

            if (System.IO.Path.GetDirectoryName(inner.Path) is null)
            {
                return false;
            }
        }
    }

    private static FileTarget OnWindows(string full) => new()
    {
        Path = full,
        Kind = full.StartsWith(@"\\.\", StringComparison.Ordinal) ? FileKind.Device
            : Directory.Exists(full) ? FileKind.Directory
            : File.Exists(full) ? FileKind.File
            : FileKind.Missing,
    };

    private static int? DescriptorIn(string path) =>
        System.IO.Path.GetDirectoryName(path) is { } directory
        && (directory == "/dev/fd" || directory == string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd"))
        && int.TryParse(System.IO.Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor)
            ? descriptor
            : null;

    private static bool IgnoresCase(string directory)
    {
        try
        {
            using var probe = AtomicFile.Create(System.IO.Path.Combine(directory, "case"));
            return File.Exists(System.IO.Path.Combine(directory, System.IO.Path.GetFileName(probe.Stream.Name).ToUpperInvariant()));
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            // Nothing can be written there anyway.
            return false;
        }
    }
}
