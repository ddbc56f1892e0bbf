using CouponSync.Files;

namespace CouponSync.Input;

/// <summary>
/// A temporary file that is written from front to back and read as often as is wanted. Only its owner may open it, and
/// it goes with its process however that ends: on Unix it has no name from the start, on Windows the system deletes it.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly FileStream _stream;

    private TemporaryFile(FileStream stream) => _stream = stream;

    /// <summary>Takes what is to be written, at the end.</summary>
    public Stream Writer => _stream;

    /// <summary>Creates an empty file.</summary>
    /// <param name="directory">An existing directory.</param>
    /// <param name="purpose">A word for its name.</param>
    public static TemporaryFile Create(string directory, string purpose)
    {
        var path = Path.Combine(directory, $"{purpose}-{Path.GetRandomFileName()}.tmp");
        var stream = PrivateFiles.CreateNew(
            path, FileReaders.Owner, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        if (!OperatingSystem.IsWindows())
        {
            // Reads and writes go on through the handle; a killed process leaves nothing behind.
            File.Delete(path);
        }

        return new TemporaryFile(stream);
    }

    /// <summary>
    /// Reads what was written so far. Each stream has a place of its own, so that several can be read at once; they
    /// share the file's handle and must not be disposed of.
    /// </summary>
    /// <param name="offset">Where to begin.</param>
    public Stream OpenRead(long offset = 0)
    {
        _stream.Flush();
        return new FileStream(_stream.SafeFileHandle, FileAccess.Read, bufferSize: 0) { Position = offset };
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
