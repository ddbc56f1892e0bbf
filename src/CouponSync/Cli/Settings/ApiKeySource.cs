namespace CouponSync.Cli.Settings;

/// <summary>Finds the key. It is never taken from the command line, where other users and the shell's history see it.</summary>
internal static class ApiKeySource
{
    /// <summary>The variable Stripe's own tools read.</summary>
    public const string EnvironmentVariable = "STRIPE_API_KEY";

    /// <summary>Finds the key in the environment, the key file, or the settings, in this order.</summary>
    /// <param name="settings">Section <c>Stripe</c>.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <exception cref="SettingsException">There is none, or it cannot be used.</exception>
    public static ApiKey Find(StripeSettings settings, Func<string, string?> environment)
    {
        if (environment(EnvironmentVariable) is { } variable && !string.IsNullOrWhiteSpace(variable))
        {
            return ApiKey.Parse(variable, EnvironmentVariable);
        }

        if (settings.ApiKeyFile is { } path && !string.IsNullOrWhiteSpace(path))
        {
            return ApiKey.Parse(Read(path), $"the file {path} (Stripe:ApiKeyFile)");
        }

        if (!string.IsNullOrWhiteSpace(settings.ApiKey))
        {
            return ApiKey.Parse(settings.ApiKey, "Stripe:ApiKey");
        }

        throw new SettingsException(
            $"No Stripe API key: set {EnvironmentVariable} (or Stripe:ApiKeyFile) to work on a Stripe account, or add --emulator to try CouponSync without one.");
    }

    private static string Read(string path)
    {
        try
        {
            var key = File.ReadAllText(path);
            return string.IsNullOrWhiteSpace(key)
                ? throw new SettingsException($"The key file {path} (Stripe:ApiKeyFile) is empty.")
                : key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The key file {path} (Stripe:ApiKeyFile) cannot be read: {e.Message}");
        }
    }
}
