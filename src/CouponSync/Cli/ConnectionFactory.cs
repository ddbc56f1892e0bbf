using CouponSync.Emulator;
using CouponSync.Files;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.StripeApi;
using CouponSync.Text;
using Serilog;

namespace CouponSync.Cli;

/// <summary>Connects to what the settings and the command line name.</summary>
internal static class ConnectionFactory
{
    /// <summary>Opens the emulated account.</summary>
    /// <exception cref="SettingsException">The account's file is damaged, or the state directory cannot be used.</exception>
    public static async Task<EmulatedAccount> OpenEmulatorAsync(SyncSettings settings, ProgramHost host)
    {
        try
        {
            return await EmulatedAccount.OpenAsync(settings.State.Directory, host.Time, host.Stop);
        }
        catch (EmulatorStateException e)
        {
            throw new SettingsException(e.Message);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw new SettingsException($"The state directory '{settings.State.Directory}' (State:Directory) cannot be used: {StorageFailure.Reason(e)}.");
        }
    }

    /// <summary>Finds the key and the address.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="usesEmulator">Whether the account is the emulated one; then a real key is not even looked at.</param>
    /// <param name="host">The process.</param>
    /// <param name="writes">Whether the command may write, for which a live key needs leave.</param>
    /// <exception cref="SettingsException">There is no key, or it may not write, or the address is none.</exception>
    public static StripeCredentials Check(SyncSettings settings, bool usesEmulator, ProgramHost host, WriteIntent writes)
    {
        var address = Address(settings.Stripe.ApiBase);
        if (usesEmulator)
        {
            AccountExpectation.CheckMode(settings.Stripe, livemode: false);
            return new StripeCredentials(ApiKey.Parse(EmulatedAccount.ApiKey, "the emulator"), new Uri(EmulatedAccount.ApiBase));
        }

        var key = ApiKeySource.Find(settings, host.Variable, out var warning);
        AccountExpectation.CheckMode(settings.Stripe, key.Livemode);
        return key.Livemode && writes != WriteIntent.None && !settings.Stripe.Live
            ? throw new SettingsException(
                "The key is a live one: this would write to a LIVE account. Add --live (or Stripe:Live=true) to allow it, or --dry-run to see it first.")
            : new StripeCredentials(key, address) { Warning = warning };
    }

    /// <summary>Connects; nothing is sent.</summary>
    /// <param name="credentials">The key and the address.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="emulator">The emulated account; null for Stripe.</param>
    /// <param name="host">The process.</param>
    /// <param name="log">The log, already open.</param>
    public static StripeConnection Connect(
        StripeCredentials credentials, SyncSettings settings, EmulatedAccount? emulator, ProgramHost host, ILogger log) => new(
        credentials.Key,
        credentials.ApiBase,
        settings.Throttle.Resolve(credentials.Key.Livemode),
        settings.Retry,
        emulator?.CreateTransport() ?? host.Transport?.Invoke(),
        host.Time,
        host.Random,
        log,
        settings.Stripe.Account);

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.PathAndQuery == "/"
            ? address
            : throw new SettingsException(
                $"Stripe:ApiBase is '{(text.LastIndexOf('@') is >= 0 and var at ? Secrets.Masked + text[at..] : text)}', but must be an https address without a path, a user or a password, or http on this machine (http://127.0.0.1:PORT).");
}

/// <summary>Whether a command writes.</summary>
internal enum WriteIntent
{
    /// <summary>It cannot.</summary>
    None,

    /// <summary>It will.</summary>
    Full,
}

/// <summary>Whose coupons, and where.</summary>
/// <param name="Key">The key.</param>
/// <param name="ApiBase">The address.</param>
internal sealed record StripeCredentials(ApiKey Key, Uri ApiBase)
{
    /// <summary>What should be known of where the key comes from; null for nothing.</summary>
    public string? Warning { get; init; }
}
