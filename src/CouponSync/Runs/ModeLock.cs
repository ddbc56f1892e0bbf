using CouponSync.Files;

namespace CouponSync.Runs;

/// <summary>
/// A mode of a state directory: shared by runs that know their account, held alone by one whose key may not read it. Such
/// a key may belong to any account, also to one that another run works on under its own name.
/// </summary>
/// <param name="directory">Where the locks are.</param>
/// <param name="mode">The mode, as the names of its locks end.</param>
/// <param name="isAccountKnown">Whether this run knows its account.</param>
internal sealed class ModeLock(string directory, string mode, bool isAccountKnown)
{
    /// <summary>Whether a name stands for an account that is not known, and was made from the key instead.</summary>
    public static bool IsUnknown(string account) => account.StartsWith("key-", StringComparison.Ordinal);

    /// <summary>Takes the operating system's lock.</summary>
    /// <returns>The open file; null when runs hold it that exclude this one.</returns>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    public FileStream? TryTake()
    {
        var path = Path.Combine(directory, $"{mode}.lock");
        try
        {
            return isAccountKnown ? PrivateFiles.OpenShared(path) : PrivateFiles.OpenExclusively(path);
        }
        catch (IOException e) when (PrivateFiles.IsHeldByOther(e))
        {
            return null;
        }
    }

    /// <summary>
    /// Finds a run that excludes this one: one of an account that is not known, or any when this run's is not.
    /// </summary>
    /// <param name="ownPath">Where this run's own name stands.</param>
    /// <param name="goesOn">Whether the owner whose name stands in a file still goes on.</param>
    public LockOwner? FindOther(string ownPath, Func<string, LockOwner, bool> goesOn) =>
        Directory.EnumerateFiles(directory, $"*-{mode}.owner")
            .Where(path => path != ownPath && (!isAccountKnown || IsUnknown(Path.GetFileName(path))))
            .Select(path => (Path: path, Owner: LockOwner.Read(path)))
            .FirstOrDefault(found => found.Owner is not null && goesOn(found.Path, found.Owner))
            .Owner;
}
