using System.CommandLine;
using CouponSync.Cli.Commands;
using CouponSync.Cli.Help;
using CouponSync.Settings;

namespace CouponSync.Cli;

/// <summary>How a command works on an account.</summary>
[Flags]
internal enum Access
{
    /// <summary>It writes many coupons.</summary>
    Full = 0,

    /// <summary>It only reads: no leave to write means anything.</summary>
    Reads = 1,

    /// <summary>It sends a request or two: no pace means anything.</summary>
    One = 2,
}

/// <summary>The options that every command has which talks to Stripe or reads settings.</summary>
/// <param name="host">The process around it.</param>
/// <param name="access">How the command works on the account; options that mean nothing there are left out.</param>
internal sealed class CommonOptions(ProgramHost host, Access access = Access.Full)
{
    /// <summary><c>--config</c>.</summary>
    public Option<string?> Config { get; } = new ProgramOption<string?>(Groups.General, "--config")
    {
        Description = "Read settings from this file too, over appsettings.json",
        HelpName = "file",
    };

    /// <summary><c>--emulator</c>.</summary>
    public Option<bool> Emulator { get; } = new ProgramOption<bool>(Groups.Stripe, "--emulator")
    {
        Description = "Work on an emulated account in memory, kept under the state directory; no key, no network",
    };

    /// <summary><c>--quiet</c>.</summary>
    public Option<bool> Quiet { get; } = new ProgramOption<bool>(Groups.Output, "--quiet", "-q") { Description = "Show nothing but failures, and what was asked for as data" };

    /// <summary><c>--verbose</c>.</summary>
    public Option<bool> Verbose { get; } = new ProgramOption<bool>(Groups.Logging, "--verbose", "-v") { Description = "Show more: the log on standard error, and the figures behind a report" };

    /// <summary>The options that stand for settings, for all commands that use Stripe.</summary>
    public IReadOnlyList<SettingOption> Settings { get; } =
    [
        .. access.HasFlag(Access.Reads) ? (SettingOption[])[] : [SettingOption.Switch(Groups.Safety, "Stripe:Live", "--live", "Allow a live key to write")],
        SettingOption.Value(Groups.Stripe, "Stripe:ApiBase", "--api-base", "Send requests here instead of https://api.stripe.com", "url"),
        SettingOption.Value(Groups.Stripe, "Stripe:Account", "--stripe-account", "Act for this connected account, with a platform's key", "acct_..."),
        SettingOption.Value(Groups.Safety, "Stripe:ExpectAccount", "--expect-account", "Refuse to work on any account but this one", "acct_..."),
        SettingOption.Value(Groups.Safety, "Stripe:ExpectLivemode", "--expect-livemode", "Refuse a key of the other mode", "true|false", "true", "false"),
        .. access.HasFlag(Access.One) ? (SettingOption[])[] :
        [
            SettingOption.Value(Groups.Stripe, "Throttle:Rate", "--rate", "The most requests per second, for the account and each endpoint", "n"),
            SettingOption.Value(Groups.Stripe, "Throttle:MaxInFlight", "--max-in-flight", "The most requests in flight at once", "n"),
        ],
        SettingOptions.StateDirectory,
        SettingOption.Value(Groups.Logging, "Log:Format", "--log-format", "The log on standard error: text (with --verbose) or json (always, and nothing else) [text]", "how", "text", "json"),
        SettingOption.Value(Groups.Logging, "Log:Directory", "--log-dir", "Where the rolling log file is kept [logs]", "dir"),
    ];

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command, IEnumerable<SettingOption> further)
    {
        foreach (var setting in further.Concat(Settings))
        {
            command.Options.Add(setting.Option);
        }

        command.Options.Add(Config);
        command.Options.Add(Emulator);
        command.Options.Add(Quiet);
        command.Options.Add(Verbose);
    }

    /// <summary>Resolves and validates the settings of an invocation.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="further">The command's own options that stand for settings.</param>
    /// <param name="commonSettings">Whether the command has the common ones as well.</param>
    /// <param name="tellsWarnings">Whether what should be known of them is said here.</param>
    /// <exception cref="SettingsException">One is refused.</exception>
    public SyncSettings Resolve(ParseResult parsed, IEnumerable<SettingOption> further, bool commonSettings = true, bool tellsWarnings = true)
    {
        var address = Settings.First(static s => s.Setting == "Stripe:ApiBase").Option;
        if (commonSettings && parsed.GetValue(Emulator) && parsed.GetResult(address) is { Implicit: false })
        {
            throw new SettingsException("--emulator and --api-base contradict each other: the emulated account is in memory.");
        }

        var config = parsed.GetValue(Config);
        var options = SettingOption.Collect(commonSettings ? further.Concat(Settings) : further, parsed);
        var settings = SyncSettings.From(SettingSources.Load(config, options, host.Environment)) with { Files = SettingSources.Files(config) };
        foreach (var warning in tellsWarnings ? settings.Warnings : [])
        {
            Warn(host, warning, parsed.GetValue(Quiet));
        }

        return settings;
    }

    /// <summary>Reads how the command was called.</summary>
    public SessionOptions Session(ParseResult parsed) => new()
    {
        UsesEmulator = parsed.GetValue(Emulator),
        IsVerbose = parsed.GetValue(Verbose),
        IsQuiet = parsed.GetValue(Quiet),
    };

    /// <summary>Says what does not end a run, but should be known.</summary>
    public static void Warn(ProgramHost host, string warning, bool isQuiet)
    {
        if (!isQuiet)
        {
            host.Error.WriteLine($"Warning: {warning}");
        }
    }
}
