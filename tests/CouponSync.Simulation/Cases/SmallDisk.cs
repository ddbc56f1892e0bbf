using System.Runtime.InteropServices;

namespace CouponSync.Simulation.Cases;

/// <summary>
/// A disk without room, in real files: no file of this process can grow beyond a size, as long as that lasts. The operating system
/// itself refuses, in the middle of a write where it comes to that.
/// </summary>
internal static partial class SmallDisk
{
    private const int FileSize = 1;

    // SIGXFSZ, which would end the process: a write that is refused is what is wanted.
    private static readonly PosixSignalRegistration? Signal =
        OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create((PosixSignal)25, static context => context.Cancel = true);

    /// <summary>Whether this operating system has such a limit.</summary>
    public static bool IsHere => Signal is not null;

    /// <summary>Lets no file grow beyond a size.</summary>
    /// <param name="bytes">The size; null for any.</param>
    public static void Fill(long? bytes)
    {
        if (!IsHere)
        {
            return;
        }

        if (GetRLimit(FileSize, out var limit) != 0 || SetRLimit(FileSize, limit with { Current = bytes is { } most ? (ulong)most : limit.Most }) != 0)
        {
            throw new InvalidOperationException("The limit of files' sizes cannot be set.");
        }
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_GetRLimit")]
    private static partial int GetRLimit(int resource, out Limit limit);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_SetRLimit")]
    private static partial int SetRLimit(int resource, in Limit limit);

    private record struct Limit(ulong Current, ulong Most);
}
