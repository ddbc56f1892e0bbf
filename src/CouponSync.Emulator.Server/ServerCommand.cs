using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using CouponSync.Cli.Help;

namespace CouponSync.Emulator.Server;

/// <summary>The options of the program.</summary>
internal sealed class ServerCommand
{
    private static readonly OptionGroup Server = new(1, "Server");
    private static readonly OptionGroup Coupons = new(2, "Coupons");
    private static readonly OptionGroup Accounts = new(3, "Accounts and keys");
    private static readonly OptionGroup Limits = new(4, "Limits");
    private static readonly OptionGroup Faults = new(5, "Faults");
    private static readonly OptionGroup Behaviour = new(6, "Behaviour");

    private readonly Option<int> _port = new ProgramOption<int>(Server, "--port")
    {
        Description = "Port on 127.0.0.1; 0 takes any that is free [0]",
        HelpName = "n",
        DefaultValueFactory = static _ => 0,
        Validators = { static result => Require(result, 0, 65_535) },
    };

    private readonly Option<FileInfo?> _state = new ProgramOption<FileInfo?>(Server, "--state")
    {
        Description = "File the account is loaded from at the start and saved to at the end",
        HelpName = "file",
    };

    private readonly Option<int> _seedCoupons = new ProgramOption<int>(Coupons, "--seed-coupons")
    {
        Description = "Add this many generated coupons, also to each connected account",
        HelpName = "n",
        Validators = { static result => Require(result, 0, 10_000_000) },
    };

    private readonly Option<bool> _seedLive = new ProgramOption<bool>(Coupons, "--seed-live") { Description = "Make the generated coupons live objects" };

    private readonly Option<int> _seed = new ProgramOption<int>(Coupons, "--seed")
    {
        Description = "Seed of generated ids and coupons [1]",
        HelpName = "n",
        DefaultValueFactory = static _ => 1,
    };

    private readonly Option<bool> _sample = new ProgramOption<bool>(Coupons, "--sample") { Description = "Add the sample account, with the coupon 25OFF, also to each connected account" };

    private readonly Option<TimeSpan> _latency = DurationOption(Server, "--latency", "How long every answer takes, such as 200ms");

    private readonly Option<TimeSpan> _eventDelay = DurationOption(Behaviour, "--event-delay", "How long after a change its event is visible");

    private readonly Option<bool> _noLimits = new ProgramOption<bool>(Limits, "--no-limits") { Description = "No rate or concurrency limits" };

    private readonly Option<int?> _limitAccount = Limit("--limit-account", "Requests per second of the account [live 100, test 25]");

    private readonly Option<int?> _limitEndpoint = Limit("--limit-endpoint", "Requests per second of each endpoint [25]");

    private readonly Option<int?> _limitConcurrency = Limit("--limit-concurrency", "Requests in flight of the account [50]");

    private readonly Option<int?> _limitEndpointConcurrency =
        Limit("--limit-endpoint-concurrency", "Requests in flight of each endpoint [25]");

    private readonly Option<FaultRule[]> _faults = new ProgramOption<FaultRule[]>(Faults, "--fault")
    {
        Description = "A scripted fault, such as '500-after@POST /v1/coupons/*:count=2'; can be repeated",
        HelpName = "rule",
        CustomParser = static result => Parsed(result, FaultRule.Parse),
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _keys = new ProgramOption<string[]>(Accounts, "--key")
    {
        Description = "Accept only this API key; can be repeated",
        HelpName = "key",
    };

    private readonly Option<string[]> _restrictedKeys = new ProgramOption<string[]>(Accounts, "--restricted-key")
    {
        Description = "A restricted key and its permissions: rk_test_x=rak_coupon_read,rak_event_read",
        HelpName = "key=permissions",
    };

    private readonly Option<string> _account = new ProgramOption<string>(Accounts, "--account")
    {
        Description = $"The account's id [{new EmulatorOptions().AccountId}]",
        HelpName = "acct_...",
        DefaultValueFactory = static _ => new EmulatorOptions().AccountId,
    };

    private readonly Option<string[]> _connectedAccounts = new ProgramOption<string[]>(Accounts, "--connected-account")
    {
        Description = "The id of an account connected to this one, with coupons and limits of its own; can be repeated",
        HelpName = "acct_...",
        Validators =
        {
            static result =>
            {
                var ids = result.Tokens.Select(static token => token.Value).ToList();
                foreach (var id in ids.Where(static id => !id.StartsWith("acct_", StringComparison.Ordinal) || !id["acct_".Length..].All(char.IsAsciiLetterOrDigit)))
                {
                    result.AddError($"'{id}' is not the id of an account; write one such as acct_1A2b3C.");
                }

                if (ids.Distinct(StringComparer.Ordinal).Count() < ids.Count)
                {
                    result.AddError("--connected-account names an account twice.");
                }
            },
        },
    };

    private readonly Option<bool> _deletedTrue = new ProgramOption<bool>(Behaviour, "--deleted-true")
    {
        Description = "A deleted coupon is answered with deleted: true instead of 404",
    };

    private readonly Option<bool> _noEvents = new ProgramOption<bool>(Behaviour, "--no-events") { Description = "Changes of coupons make no events" };

    private readonly Option<bool> _utf16 = new ProgramOption<bool>(Behaviour, "--metadata-utf16") { Description = "Metadata is counted in UTF-16 units" };

    private readonly Option<bool> _trim = new ProgramOption<bool>(Behaviour, "--metadata-trim") { Description = "White space around metadata values is cut off" };

    private readonly Option<bool> _keysBeforeUnsets = new ProgramOption<bool>(Behaviour, "--metadata-keys-before-unsets")
    {
        Description = "The limit of 50 keys is checked as if the unsets of the same call had not happened",
    };

    /// <summary>Makes the command.</summary>
    /// <param name="run">Runs the server until it is cancelled.</param>
    /// <param name="help">Answers <c>--help</c>; null for the library's own.</param>
    public RootCommand Create(Func<ServerSettings, CancellationToken, Task<int>> run, HelpText? help = null)
    {
        var command = new ProgramRoot("Plays a Stripe account with coupons and events on 127.0.0.1")
        {
            Examples =
            [
                new("Play the sample account; the address is written to standard output", "couponsync-emulator --port 12111 --sample"),
                new("Run CouponSync on it", "STRIPE_API_KEY=sk_test_x couponsync sync samples/coupons.csv --api-base http://127.0.0.1:12111"),
                new("A slow one with a low limit", "couponsync-emulator --seed-coupons 1000 --latency 100ms --limit-endpoint 5"),
                new("One that carries out two updates and answers 500", "couponsync-emulator --sample --fault '500-after@POST /v1/coupons/*:count=2'"),
            ],
            Exits = [new(0, "stopped cleanly"), new(1, "an option, the port or the state file cannot be used")],
        };
        foreach (var option in (Option[])
        [
            _port, _state, _sample, _seedCoupons, _seedLive, _seed, _latency, _noLimits, _limitAccount, _limitEndpoint,
            _limitConcurrency, _limitEndpointConcurrency, _faults, _keys, _restrictedKeys, _account, _connectedAccounts, _eventDelay,
            _noEvents, _deletedTrue, _utf16, _trim, _keysBeforeUnsets,
        ])
        {
            command.Add(option);
        }

        foreach (var option in command.Options.OfType<HelpOption>())
        {
            (option.Description, option.Action) = ("Show this help", help ?? option.Action);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_noLimits)
                && new Option[] { _limitAccount, _limitEndpoint, _limitConcurrency, _limitEndpointConcurrency }
                    .FirstOrDefault(limit => result.GetResult(limit) is not null) is { } limit)
            {
                result.AddError($"--no-limits and {limit.Name} contradict each other.");
            }
        });
        command.SetAction((parsed, cancellationToken) => run(Settings(parsed), cancellationToken));
        return command;
    }

    private ServerSettings Settings(ParseResult parsed) => new()
    {
        Port = parsed.GetValue(_port),
        StateFile = parsed.GetValue(_state)?.FullName,
        SeedCoupons = parsed.GetValue(_seedCoupons),
        SeedLive = parsed.GetValue(_seedLive),
        Sample = parsed.GetValue(_sample),
        Faults = parsed.GetValue(_faults) ?? [],
        Options = new EmulatorOptions
        {
            AccountId = parsed.GetValue(_account)!,
            ConnectedAccounts = parsed.GetValue(_connectedAccounts) ?? [],
            AcceptedKeys = parsed.GetValue(_keys) ?? [],
            RestrictedKeys = RestrictedKeys(parsed.GetValue(_restrictedKeys) ?? []),
            Limits = LimitsOf(parsed),
            Latency = parsed.GetValue(_latency),
            EventDelay = parsed.GetValue(_eventDelay),
            EmitsCouponEvents = !parsed.GetValue(_noEvents),
            Seed = parsed.GetValue(_seed),
            DeletedCouponAnswer = parsed.GetValue(_deletedTrue) ? DeletedCouponAnswer.DeletedTrue : DeletedCouponAnswer.NotFound,
            MetadataLengthUnit = parsed.GetValue(_utf16) ? MetadataLengthUnit.Utf16 : MetadataLengthUnit.CodePoints,
            TrimMetadataWhitespace = parsed.GetValue(_trim),
            KeyCountCheckedBeforeUnsets = parsed.GetValue(_keysBeforeUnsets),
        },
    };

    private EmulatorLimits LimitsOf(ParseResult parsed)
    {
        var standard = parsed.GetValue(_noLimits) ? EmulatorLimits.None : EmulatorLimits.Default;
        return standard with
        {
            LiveAccountRate = parsed.GetValue(_limitAccount) ?? standard.LiveAccountRate,
            TestAccountRate = parsed.GetValue(_limitAccount) ?? standard.TestAccountRate,
            EndpointRate = parsed.GetValue(_limitEndpoint) ?? standard.EndpointRate,
            AccountConcurrency = parsed.GetValue(_limitConcurrency) ?? standard.AccountConcurrency,
            EndpointConcurrency = parsed.GetValue(_limitEndpointConcurrency) ?? standard.EndpointConcurrency,
        };
    }

    private static Dictionary<string, IReadOnlySet<string>> RestrictedKeys(string[] texts) => texts
        .Select(static text => text.Split('=', 2))
        .ToDictionary(
            static parts => parts[0],
            static IReadOnlySet<string> (parts) => parts.Length < 2
                ? new HashSet<string>(StringComparer.Ordinal)
                : parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);

    private static Option<TimeSpan> DurationOption(OptionGroup group, string name, string description) => new ProgramOption<TimeSpan>(group, name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = static result =>
        {
            if (Durations.TryParse(result.Tokens[0].Value, out var duration))
            {
                return duration;
            }

            result.AddError($"'{result.Tokens[0].Value}' is not a duration; write one such as 200ms, 5s or 1m.");
            return TimeSpan.Zero;
        },
    };

    private static Option<int?> Limit(string name, string description) => new ProgramOption<int?>(Limits, name)
    {
        Description = description,
        HelpName = "n",
        Validators = { static result => Require(result, 1, 1_000_000) },
    };

    private static T[] Parsed<T>(ArgumentResult result, Func<string, T> parse)
    {
        var values = new List<T>();
        foreach (var token in result.Tokens)
        {
            try
            {
                values.Add(parse(token.Value));
            }
            catch (FormatException wrong)
            {
                result.AddError(wrong.Message);
            }
        }

        return [.. values];
    }

    private static void Require(OptionResult result, int least, int most)
    {
        foreach (var token in result.Tokens)
        {
            if (!long.TryParse(token.Value, out var value) || value < least || value > most)
            {
                result.AddError($"{result.Option.Name} must be a whole number from {least} to {most}, not '{token.Value}'.");
            }
        }
    }
}
