namespace CouponSync.Applying;

/// <summary>Names the time since this machine was started, so that a power cut is told from a killed process.</summary>
internal static class BootId
{
    private const string Path = "/proc/sys/kernel/random/boot_id";

    /// <summary>The name; null where the operating system gives none.</summary>
    public static string? Current { get; } = Read();

    private static string? Read()
    {
        try
        {
            return File.Exists(Path) ? File.ReadAllText(Path).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
