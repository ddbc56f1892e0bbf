using System.Globalization;
using System.Text;
using CouponSync.Loading;

namespace CouponSync.Runs;

/// <summary>
/// One run per account and mode at a time. The lock is the operating system's lock on a file, so that it goes with
/// its process however that ends; the file's text says who holds it.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="stateDirectory">The state directory, which exists.</param>
    /// <param name="account">The account and mode.</param>
    /// <param name="runId">The run that takes it.</param>
    /// <param name="startedAt">When that started.</param>
    /// <exception cref="RunLockedException">Another run holds it.</exception>
    public static RunLock Take(string stateDirectory, string account, string runId, DateTimeOffset startedAt)
    {
        var directory = Path.Combine(stateDirectory, "lock");
        PrivateFiles.CreateDirectory(directory);
        var path = Path.Combine(directory, account);
        FileStream file;
        try
        {
            file = PrivateFiles.OpenExclusively(path);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new RunLockedException(account, Holder(path));
        }

        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"run {runId}, process {Environment.ProcessId} on {Environment.MachineName}, since {startedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")));
        file.Flush();
        return new RunLock(file);
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        _file.SetLength(0);
        _file.Dispose();
    }

    private static string? Holder(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.UTF8);
            var text = reader.ReadToEnd();
            return text.Length > 0 ? text : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>Another run holds the lock; ends with exit code 6.</summary>
/// <param name="account">The account and mode.</param>
/// <param name="holder">Who, where that can be read.</param>
internal sealed class RunLockedException(string account, string? holder)
    : Exception($"Another run works on {account}: {holder ?? "its name cannot be read"}. Wait for it to end.");
