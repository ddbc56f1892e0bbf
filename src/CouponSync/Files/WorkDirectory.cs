namespace CouponSync.Files;

/// <summary>A directory for what a command without a run has to keep for a while, gone with it.</summary>
internal sealed class WorkDirectory : IDisposable
{
    private WorkDirectory(string path) => Path = path;

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>Makes one among the system's temporary files.</summary>
    /// <param name="command">Whose it is.</param>
    /// <exception cref="IOException">It cannot be made; the message says where.</exception>
    public static WorkDirectory Create(string command)
    {
        try
        {
            return new WorkDirectory(Directory.CreateTempSubdirectory($"couponsync-{command}-").FullName);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw new IOException(
                $"No temporary files can be written in '{System.IO.Path.GetTempPath()}' (TMPDIR): {StorageFailure.Reason(e)}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            // What the command did is done all the same.
        }
    }
}
