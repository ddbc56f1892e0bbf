using System.Globalization;

namespace CouponSync.Emulator;

/// <summary>Reads fault rules from their text.</summary>
internal static class FaultRuleText
{
    private static readonly string[] Reasons =
    [
        RequestGate.GlobalRate,
        RequestGate.GlobalConcurrency,
        RequestGate.EndpointRate,
        RequestGate.EndpointConcurrency,
        RequestGate.ResourceSpecific,
    ];

    private static readonly string[] Options =
        ["count", "skip", "p", "seed", "delay", "remember", "should-retry", "mode"];

    private static readonly Dictionary<string, FaultRule> Kinds = new(StringComparer.Ordinal)
    {
        ["429"] = new() { Kind = FaultKind.RateLimited },
        ["429:lock-timeout"] = new() { Kind = FaultKind.LockTimeout },
        ["500-before"] = new() { Kind = FaultKind.ServerErrorBefore },
        ["500-after"] = new() { Kind = FaultKind.ServerErrorAfter },
        ["503-before"] = new() { Kind = FaultKind.ServerErrorBefore, Status = 503 },
        ["503-after"] = new() { Kind = FaultKind.ServerErrorAfter, Status = 503 },
        ["drop-before"] = new() { Kind = FaultKind.DropBefore },
        ["drop-after"] = new() { Kind = FaultKind.DropAfter },
        ["slow"] = new() { Kind = FaultKind.Slow },
        ["slow-after"] = new() { Kind = FaultKind.SlowAfter },
        ["broken-json"] = new() { Kind = FaultKind.BrokenJson },
        ["drop-body"] = new() { Kind = FaultKind.DropBody },
        ["array-body"] = new() { Kind = FaultKind.ArrayBody },
        ["html-body"] = new() { Kind = FaultKind.HtmlBody },
        ["empty-body"] = new() { Kind = FaultKind.EmptyBody },
        ["endless-body"] = new() { Kind = FaultKind.EndlessBody },
        ["false-gzip"] = new() { Kind = FaultKind.FalseGzip },
        ["401"] = new() { Kind = FaultKind.Unauthorized },
        ["403"] = new() { Kind = FaultKind.Forbidden },
        ["409"] = new() { Kind = FaultKind.Conflict },
        ["409:lock-timeout"] = new() { Kind = FaultKind.LockConflict },
        ["hang"] = new() { Kind = FaultKind.Hang },
        ["hang-after"] = new() { Kind = FaultKind.HangAfter },
    };

    /// <summary>The names of all kinds, in the order of the documentation.</summary>
    public static IEnumerable<string> KindNames =>
        Kinds.Keys.Take(1).Concat(Reasons.Select(reason => "429:" + reason)).Concat(Kinds.Keys.Skip(1));

    /// <summary>The name of a rule's kind.</summary>
    public static string NameOf(FaultRule rule) => rule.Reason is { } reason
        ? "429:" + reason
        : Kinds.First(pair => pair.Value.Kind == rule.Kind && (!IsServerError(rule) || pair.Value.Status == rule.Status)).Key;

    /// <summary>Reads a rule; see <see cref="FaultRule.Parse"/>.</summary>
    public static FaultRule Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        string kind, target;
        List<string> options;
        if (at < 0)
        {
            (kind, options) = CutOptions(text, text);
            target = "*";
        }
        else
        {
            kind = text[..at];
            (target, options) = CutOptions(text[(at + 1)..], text);
        }

        var rule = WithTarget(KindNamed(kind.Trim(), text), target.Trim(), text);
        foreach (var option in options)
        {
            rule = WithOption(rule, option, text);
        }

        return rule;
    }

    private static bool IsServerError(FaultRule rule) =>
        rule.Kind is FaultKind.ServerErrorBefore or FaultKind.ServerErrorAfter;

    private static FaultRule KindNamed(string name, string text)
    {
        name = name.Replace("lock_timeout", "lock-timeout", StringComparison.Ordinal);
        if (Kinds.TryGetValue(name, out var rule))
        {
            return rule;
        }

        return name.StartsWith("429:", StringComparison.Ordinal) && Reasons.Contains(name[4..])
            ? new FaultRule { Kind = FaultKind.RateLimited, Reason = name[4..] }
            : throw Wrong(text, $"'{name}' is not a kind of fault; there are {string.Join(", ", KindNames)}");
    }

    private static FaultRule WithTarget(FaultRule rule, string target, string text)
    {
        var space = target.IndexOf(' ', StringComparison.Ordinal);
        var method = space < 0 ? null : target[..space];
        var path = space < 0 ? target : target[(space + 1)..].Trim();
        if (method is not null && method != "*" && !method.All(char.IsAsciiLetterUpper))
        {
            throw Wrong(text, $"'{method}' is not a method; write GET, POST, DELETE or nothing before the path");
        }

        if (path != "*" && !path.StartsWith('/') && !path.StartsWith('*'))
        {
            throw Wrong(text, $"'{path}' is not a path; write one that starts with / (with * for any characters), or *");
        }

        return rule with { Method = method == "*" ? null : method, Path = path };
    }

    private static FaultRule WithOption(FaultRule rule, string option, string text)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = (option[..equals], option[(equals + 1)..]);
        return name switch
        {
            "count" => rule with { Count = Integer(value, 1, name, text) },
            "skip" => rule with { Skip = Integer(value, 0, name, text) },
            "seed" => rule with { Seed = Integer(value, int.MinValue, name, text) },
            "p" => rule with { Probability = ParseProbability(value, text) },
            "delay" => rule with { Delay = ParseDelay(value, text) },
            "remember" => rule with { IsRemembered = Boolean(value, name, text) },
            "should-retry" => rule with { ShouldRetry = Boolean(value, name, text) },
            _ => rule with
            {
                Livemode = value switch
                {
                    "live" => true,
                    "test" => false,
                    _ => throw Wrong(text, $"mode must be test or live, not '{value}'"),
                },
            },
        };
    }

    /// <summary>
    /// Ids may hold colons, so options are cut from the end, while they look like one.
    /// </summary>
    private static (string Target, List<string> Found) CutOptions(string rest, string text)
    {
        var options = new List<string>();
        while (rest.LastIndexOf(':') is var colon && colon >= 0)
        {
            var candidate = rest[(colon + 1)..];
            var equals = candidate.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !Options.Contains(candidate[..equals]))
            {
                if (equals > 0 && candidate[..equals].All(static letter => char.IsAsciiLetterLower(letter) || letter == '-'))
                {
                    throw Wrong(text, $"'{candidate[..equals]}' is not an option; there are {string.Join(", ", Options)}");
                }

                break;
            }

            options.Insert(0, candidate);
            rest = rest[..colon];
        }

        return (rest, options);
    }

    private static int Integer(string value, int least, string name, string text) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw Wrong(text, $"{name} must be a whole number{(least == int.MinValue ? "" : $" of at least {least}")}, not '{value}'");

    private static double ParseProbability(string value, string text) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1
            ? number
            : throw Wrong(text, $"p must be over 0 and at most 1, not '{value}'");

    private static TimeSpan ParseDelay(string value, string text) => Durations.TryParse(value, out var delay)
        ? delay
        : throw Wrong(text, $"delay must be a duration such as 200ms, 5s or 1m, not '{value}'");

    private static bool Boolean(string value, string name, string text) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw Wrong(text, $"{name} must be true or false, not '{value}'"),
    };

    private static FormatException Wrong(string text, string what) => new($"Cannot read the fault '{text}': {what}.");
}
