using CouponSync.Files;
using CouponSync.Settings;

namespace CouponSync.Runs;

/// <summary>
/// The state directory, which may stand where others can write, under <c>/tmp</c> for example. What runs keep there decides
/// what is written to an account: none of it may be another user's, and no link in it is followed.
/// </summary>
internal static class StateDirectory
{
    private static readonly string[] Kept = ["runs", "snapshots", "inputs", "locks", "emulator", KnownAccounts.FileName];

    /// <summary>Looks at all that runs keep, and at the directory itself; it need not be there.</summary>
    /// <param name="path">The directory. It may be a link of this user's own.</param>
    /// <exception cref="SettingsException">Something there is a link, or belongs to another user.</exception>
    public static void Check(string path)
    {
        var refusal = PrivateFiles.RefusalOfOther(path)
            ?? (PrivateFiles.RealPath(path) is { } real ? PrivateFiles.RefusalOfOther(real) : null)
            ?? Kept.Select(name => Refusal(Path.Combine(path, name))).FirstOrDefault(static r => r is not null);
        if (refusal is not null)
        {
            throw new SettingsException($"The state directory '{path}' (State:Directory) is not used: {refusal}.");
        }
    }

    private static string? Refusal(string path)
    {
        if ((PrivateFiles.RefusalOfLink(path) ?? PrivateFiles.RefusalOfOther(path)) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return Directory.Exists(path)
                ? Directory.EnumerateFileSystemEntries(path).Select(Refusal).FirstOrDefault(static r => r is not null)
                : null;
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            // What cannot be looked into, or is gone by now, cannot be used either; whoever needs it says so.
            return null;
        }
    }
}
