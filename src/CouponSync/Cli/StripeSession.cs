using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.StripeApi;
using Serilog.Core;

namespace CouponSync.Cli;

/// <summary>How a command that talks to Stripe was called, apart from its settings.</summary>
internal record SessionOptions
{
    /// <summary>Whether the account is the emulated one.</summary>
    public bool UsesEmulator { get; init; }

    /// <summary>Whether the log is shown.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Whether nothing is shown but failures, and what was asked for as data.</summary>
    public bool IsQuiet { get; init; }
}

/// <summary>What every command works with that talks to Stripe: its log and its connection. Opening it sends nothing.</summary>
internal sealed class StripeSession : IAsyncDisposable
{
    private readonly EmulatedAccount? _emulator;

    private readonly LogWatch _watch;
    private readonly string _logDirectory;

    private StripeSession(Logger log, LogWatch watch, string logDirectory, StripeConnection stripe, EmulatedAccount? emulator) =>
        (Log, _watch, _logDirectory, Stripe, _emulator) = (log, watch, logDirectory, stripe, emulator);

    /// <summary>The log.</summary>
    public Logger Log { get; }

    /// <summary>The connection.</summary>
    public StripeConnection Stripe { get; }

    /// <summary>Opens it.</summary>
    /// <param name="host">The process.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="options">How the command was called.</param>
    /// <param name="writes">Whether it may write.</param>
    /// <exception cref="SettingsException">The key, the address, the log or the emulated account cannot be used.</exception>
    public static async Task<StripeSession> OpenAsync(
        ProgramHost host, SyncSettings settings, SessionOptions options, WriteIntent writes)
    {
        StateDirectory.Check(settings.State.Directory);
        var credentials = ConnectionFactory.Check(settings, options.UsesEmulator, host, writes);
        var watch = new LogWatch();
        var log = Logging.Open(
            settings.Log, options.IsVerbose ? ConsoleLog.Verbose : options.IsQuiet ? ConsoleLog.Nothing : ConsoleLog.BySettings, host.Time, watch);
        try
        {
            foreach (var warning in settings.Warnings)
            {
                log.Warning("{Warning:l}", warning);
            }

            if (credentials.Warning is { } exposed)
            {
                log.Warning("{Warning:l}", exposed);
                CommonOptions.Warn(host, exposed, options.IsQuiet);
            }

            var emulator = options.UsesEmulator ? await ConnectionFactory.OpenEmulatorAsync(settings, host) : null;
            return new StripeSession(log, watch, settings.Log.Directory, ConnectionFactory.Connect(credentials, settings, emulator, host, log), emulator);
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says on standard error that the log could not be written, where it could not.</summary>
    /// <returns>What was said; null for nothing.</returns>
    public async Task<string?> TellLogFailureAsync(ProgramHost host)
    {
        if (_watch.Failure is not { } reason)
        {
            return null;
        }

        var sentence = $"The log in '{_logDirectory}' cannot be written: {reason}.";
        await host.Error.WriteLineAsync(sentence);
        return sentence;
    }

    /// <summary>Saves the emulated account, where it is one; else that is done when the session ends.</summary>
    /// <exception cref="IOException">Its file cannot be written.</exception>
    public void Save() => _emulator?.Save();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stripe.Dispose();
        await Log.DisposeAsync();
        _emulator?.Dispose();
    }
}
