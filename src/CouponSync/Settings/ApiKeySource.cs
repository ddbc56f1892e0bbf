using CouponSync.Files;

namespace CouponSync.Settings;

/// <summary>Finds the key. It is never taken from the command line, where other users and the shell's history see it.</summary>
internal static class ApiKeySource
{
    /// <summary>The variable Stripe's own tools read.</summary>
    public const string EnvironmentVariable = "STRIPE_API_KEY";

    // Kubernetes and systemd hand a secret to a service's own group so.
    private const UnixFileMode HandedOut = UnixFileMode.UserRead | UnixFileMode.GroupRead;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Finds the key in the environment, the key file, or the settings, in this order.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="warning">Says that others may read the key; null when they may not.</param>
    /// <exception cref="SettingsException">There is none, or it cannot be used.</exception>
    public static ApiKey Find(SyncSettings settings, Func<string, string?> environment, out string? warning)
    {
        warning = null;
        if (environment(EnvironmentVariable) is { } variable && !string.IsNullOrWhiteSpace(variable))
        {
            return ApiKey.Parse(variable, EnvironmentVariable);
        }

        var stripe = settings.Stripe;
        if (stripe.ApiKeyFile is { } path && !string.IsNullOrWhiteSpace(path))
        {
            var key = ApiKey.Parse(Read(path), $"the file {path} (Stripe:ApiKeyFile)");
            warning = Warning($"The key file {path} (Stripe:ApiKeyFile)", path);
            return key;
        }

        if (!string.IsNullOrWhiteSpace(stripe.ApiKey))
        {
            warning = settings.ApiKeyIn is { } file ? Warning($"{file} holds the key (Stripe:ApiKey), and", file) : null;
            return ApiKey.Parse(stripe.ApiKey, "Stripe:ApiKey");
        }

        throw new SettingsException(
            $"No Stripe API key: set {EnvironmentVariable} (or Stripe:ApiKeyFile) to work on a Stripe account, or add --emulator to try CouponSync without one.");
    }

    private static string? Warning(string what, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var mode = File.GetUnixFileMode(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        return (mode & Others) == 0 || mode == HandedOut
            ? null
            : $"{what} can be read or written by others: chmod 600 {path}";
    }

    private static string Read(string path)
    {
        try
        {
            var key = BoundedStream.ReadText(path);
            return string.IsNullOrWhiteSpace(key)
                ? throw new SettingsException($"The key file {path} (Stripe:ApiKeyFile) is empty.")
                : key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The key file {path} (Stripe:ApiKeyFile) cannot be read: {StorageFailure.Reason(e)}.");
        }
    }
}
