using System.Text.RegularExpressions;

namespace CouponSync.Files;

/// <summary>
/// A file that appears complete or not at all, whatever it replaces: it is written beside its place and moved there when
/// it is whole, so that neither a crash nor a full disk leaves half of one, and a reader never sees it grow.
/// </summary>
internal sealed partial class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private bool _isWhole;

    private AtomicFile(string path, FileReaders readers)
    {
        _path = path;
        // A name of its own each time: two that write at once must not share one, and nobody can plant a link there. No
        // collector of *.prom takes it for one, and it fits where the file's own name is as long as names can be.
        var name = Path.GetFileName(path);
        _temporary = Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(path)) ?? path,
            $".{name[..Math.Min(name.Length, 40)]}.{Path.GetRandomFileName()}.tmp");
        Stream = PrivateFiles.CreateNew(_temporary, readers);
    }

    /// <summary>Takes the content. <see cref="Commit"/> disposes of it.</summary>
    public FileStream Stream { get; }

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where it is to appear, in place of what is there.</param>
    /// <param name="readers">Who will be able to read it.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static AtomicFile Create(string path, FileReaders readers = FileReaders.Owner)
    {
        try
        {
            return new(path, readers);
        }
        catch (DirectoryNotFoundException)
        {
            // The system would name the half-written file, which nobody asked for.
            var directory = Path.GetDirectoryName(Path.GetFullPath(path));
            throw new DirectoryNotFoundException(File.Exists(directory)
                ? $"'{directory}' is a file, where a directory belongs."
                : $"There is no directory '{directory}'; make it first.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new UnauthorizedAccessException($"'{path}' cannot be written: the directory does not allow it.");
        }
    }

    /// <summary>Writes a whole file.</summary>
    /// <param name="path">Where it is to appear, in place of what is there.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="readers">Who will be able to read it.</param>
    /// <exception cref="IOException">It cannot be written; what was there is untouched.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, FileReaders readers = FileReaders.Owner)
    {
        using var file = Create(path, readers);
        await write(file.Stream);
        file.Commit();
    }

    /// <summary>Whether a file could be written to a place; to be asked before the work, not after it.</summary>
    /// <param name="path">Where it is to appear.</param>
    /// <returns>What is wrong, as a sentence for people; null when nothing is.</returns>
    public static string? Refusal(string path)
    {
        if (Directory.Exists(path))
        {
            return $"'{path}' is a directory.";
        }

        try
        {
            Create(path).Dispose();
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            return e.Message;
        }

        try
        {
            // The name itself may be longer than names can be.
            File.GetAttributes(path);
            return null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            return e.Message;
        }
    }

    /// <summary>Names the file in a message of the system's, where that names the one it is written to first.</summary>
    public static string Rename(string message) => TemporaryName.Replace(message, "$1");

    /// <summary>Writes everything through to the disk and puts the file in its place.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _isWhole = true;
        NativeFiles.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
    }

    /// <summary>Without <see cref="Commit"/>: takes away what was written.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (Exception e) when (!_isWhole && StorageFailure.Is(e))
        {
            // What its buffer held had no room, and is not wanted any more.
        }
        finally
        {
            if (!_isWhole)
            {
                File.Delete(_temporary);
            }
        }
    }

    [GeneratedRegex(@"\.?([^/\\']+)\.[a-z0-9]{8}\.[a-z0-9]{3}\.tmp")]
    private static partial Regex TemporaryName { get; }
}
