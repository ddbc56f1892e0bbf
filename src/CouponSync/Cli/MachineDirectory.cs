namespace CouponSync.Cli;

/// <summary>Finds where runs of this user on this machine lock their account, whatever their state directory.</summary>
internal static class MachineDirectory
{
    /// <summary>
    /// The user's runtime directory where the system has one (it is local and goes with the boot), else a directory of
    /// the user's name among the temporary files.
    /// </summary>
    /// <param name="variable">Looks up an environment variable.</param>
    public static string Locate(Func<string, string?> variable) =>
        variable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime)
            ? Path.Combine(runtime, "couponsync")
            : Path.Combine(Path.GetTempPath(), $"couponsync-{Environment.UserName}");
}
