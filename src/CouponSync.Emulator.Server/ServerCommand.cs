using System.CommandLine;
using System.CommandLine.Parsing;

namespace CouponSync.Emulator.Server;

/// <summary>The options of the program.</summary>
internal sealed class ServerCommand
{
    private readonly Option<int> _port = new("--port")
    {
        Description = "Port on 127.0.0.1; 0 takes any that is free.",
        DefaultValueFactory = static _ => 0,
        Validators = { static result => Require(result, 0, 65_535) },
    };

    private readonly Option<FileInfo?> _state = new("--state")
    {
        Description = "File the account is loaded from at the start and saved to at the end.",
    };

    private readonly Option<int> _seedCoupons = new("--seed-coupons")
    {
        Description = "Adds N generated coupons, to each connected account too.",
        Validators = { static result => Require(result, 0, 10_000_000) },
    };

    private readonly Option<bool> _seedLive = new("--seed-live") { Description = "Generated coupons are live objects." };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of generated ids and coupons.",
        DefaultValueFactory = static _ => 1,
    };

    private readonly Option<bool> _sample = new("--sample") { Description = "Adds the sample account, with the coupon 25OFF, to each connected account too." };

    private readonly Option<TimeSpan> _latency = DurationOption("--latency", "How long every answer takes, such as 200ms.");

    private readonly Option<TimeSpan> _eventDelay = DurationOption("--event-delay", "How long after a change its event is visible.");

    private readonly Option<bool> _noLimits = new("--no-limits") { Description = "No rate or concurrency limits." };

    private readonly Option<int?> _limitAccount = Limit("--limit-account", "Requests per second of the account (live 100, test 25).");

    private readonly Option<int?> _limitEndpoint = Limit("--limit-endpoint", "Requests per second of each endpoint (25).");

    private readonly Option<int?> _limitConcurrency = Limit("--limit-concurrency", "Requests in flight of the account (50).");

    private readonly Option<int?> _limitEndpointConcurrency =
        Limit("--limit-endpoint-concurrency", "Requests in flight of each endpoint (25).");

    private readonly Option<FaultRule[]> _faults = new("--fault")
    {
        Description = "A scripted fault, such as '500-after@POST /v1/coupons/*:count=2'. May be given several times.",
        CustomParser = static result => Parsed(result, FaultRule.Parse),
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _keys = new("--key")
    {
        Description = "Accepts this API key only. May be given several times.",
    };

    private readonly Option<string[]> _restrictedKeys = new("--restricted-key")
    {
        Description = "A restricted key and its permissions: rk_test_x=rak_coupon_read,rak_event_read.",
    };

    private readonly Option<string> _account = new("--account")
    {
        Description = "The account's id.",
        DefaultValueFactory = static _ => new EmulatorOptions().AccountId,
    };

    private readonly Option<string[]> _connectedAccounts = new("--connected-account")
    {
        Description = "The id of an account connected to this one, with coupons and limits of its own. May be given several times.",
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

    private readonly Option<bool> _deletedTrue = new("--deleted-true")
    {
        Description = "A deleted coupon is answered with deleted: true instead of 404.",
    };

    private readonly Option<bool> _noEvents = new("--no-events") { Description = "Changes of coupons make no events." };

    private readonly Option<bool> _utf16 = new("--metadata-utf16") { Description = "Metadata is counted in UTF-16 units." };

    private readonly Option<bool> _trim = new("--metadata-trim") { Description = "White space around metadata values is cut off." };

    private readonly Option<bool> _keysBeforeUnsets = new("--metadata-keys-before-unsets")
    {
        Description = "The limit of 50 keys is checked as if the unsets of the same call had not happened.",
    };

    /// <summary>Makes the command.</summary>
    /// <param name="run">Runs the server until it is cancelled.</param>
    public RootCommand Create(Func<ServerSettings, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand("Plays a Stripe account with coupons and events on 127.0.0.1.")
        {
            _port, _state, _sample, _seedCoupons, _seedLive, _seed, _latency, _noLimits, _limitAccount, _limitEndpoint,
            _limitConcurrency, _limitEndpointConcurrency, _faults, _keys, _restrictedKeys, _account, _connectedAccounts, _eventDelay,
            _noEvents, _deletedTrue, _utf16, _trim, _keysBeforeUnsets,
        };
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
            Limits = Limits(parsed),
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

    private EmulatorLimits Limits(ParseResult parsed)
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

    private static Option<TimeSpan> DurationOption(string name, string description) => new(name)
    {
        Description = description,
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

    private static Option<int?> Limit(string name, string description) => new(name)
    {
        Description = description,
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
