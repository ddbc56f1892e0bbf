namespace CouponSync.Emulator.Server;

/// <summary>
/// One server per state file: the last one to end would overwrite what the others saved. The lock is the operating
/// system's lock on a file beside it, so that it goes with its process however that ends.
/// </summary>
internal sealed class StateLock : IDisposable
{
    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Takes the state file; its folder is made when missing.</summary>
    /// <param name="path">The state file, which need not exist.</param>
    /// <exception cref="IOException">It is a directory, or another server has it; the message names the path.</exception>
    public static StateLock Take(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full) || Path.EndsInDirectorySeparator(full))
        {
            throw new IOException($"{path} is a directory; --state takes a file.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        try
        {
            // The file stays when the server ends: deleting it could take away the lock of the next one.
            return new StateLock(new FileStream(
                full + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException wrong) when (wrong is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"Another emulator keeps its state in {path}. Stop it, or name another file.", wrong);
        }
    }

    /// <summary>Gives the state file back.</summary>
    public void Dispose() => _file.Dispose();
}
