using System.Text.Json;

namespace CouponSync.Tests.Emulator.Conformance;

/// <summary>What Stripe describes of its answers and parameters, in <c>TestData/stripe-facts.json</c>.</summary>
internal static class StripeFacts
{
    private static readonly JsonElement Facts = JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "TestData", "stripe-facts.json")));

    /// <summary>The endpoints.</summary>
    public static IReadOnlyList<StripeEndpoint> Endpoints { get; } =
    [
        .. Facts.GetProperty("endpoints").EnumerateArray().Select(static e => new StripeEndpoint(
            e.GetProperty("method").GetString()!,
            e.GetProperty("path").GetString()!,
            e.GetProperty("answer").GetString()!,
            e.GetProperty("parameters").EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value.GetString()!))),
    ];

    /// <summary>Says in what an answer is not what Stripe describes; nothing when it is.</summary>
    /// <param name="answer">The answer's body.</param>
    /// <param name="kind">The object it must be.</param>
    public static IEnumerable<string> Differences(JsonElement answer, string kind) => OfObject(answer, kind, kind);

    private static IEnumerable<string> OfObject(JsonElement value, string kind, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [$"{path} is {value.ValueKind}, not an object"];
        }

        var fields = Facts.GetProperty("objects").GetProperty(kind).EnumerateObject().ToDictionary(static f => f.Name.TrimEnd('?'), static f => (Type: f.Value.GetString()!, MayLack: f.Name.EndsWith('?')));
        return
        [
            .. value.EnumerateObject().Where(f => !fields.ContainsKey(f.Name)).Select(f => $"{path}.{f.Name} is not Stripe's"),
            .. fields.Where(f => !f.Value.MayLack && !value.TryGetProperty(f.Key, out _)).Select(f => $"{path}.{f.Key} is not there"),
            .. value.EnumerateObject().Where(f => fields.ContainsKey(f.Name)).SelectMany(f => OfType(f.Value, fields[f.Name].Type, $"{path}.{f.Name}")),
        ];
    }

    private static IEnumerable<string> OfType(JsonElement value, string type, string path)
    {
        if (type.EndsWith(" or null", StringComparison.Ordinal))
        {
            return value.ValueKind == JsonValueKind.Null ? [] : OfType(value, type[..^8], path);
        }

        if (type.StartsWith('@'))
        {
            return OfObject(value, type[1..], path);
        }

        if (type.StartsWith("list of ", StringComparison.Ordinal))
        {
            return value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().SelectMany((item, i) => OfType(item, type[8..], $"{path}[{i}]"))
                : [$"{path} is {value.ValueKind}, not a list"];
        }

        if (type.StartsWith("map of ", StringComparison.Ordinal))
        {
            return value.ValueKind == JsonValueKind.Object
                ? value.EnumerateObject().SelectMany(item => OfType(item.Value, type[7..], $"{path}.{item.Name}"))
                : [$"{path} is {value.ValueKind}, not a map"];
        }

        var isRight = type switch
        {
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "object" => value.ValueKind == JsonValueKind.Object,
            ['=', ..] => value.ValueKind == JsonValueKind.String && type[1..].Split('|').Contains(value.GetString()),
            _ => throw new ArgumentException($"'{type}' is no type.", nameof(type)),
        };
        return isRight ? [] : [$"{path} is {value.GetRawText()}, not {type}"];
    }
}

/// <summary>An endpoint.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, with an object that is there; <c>{event}</c> stands for an event's id.</param>
/// <param name="Answer">What it answers.</param>
/// <param name="Parameters">Its parameters, each with a request that has it.</param>
internal sealed record StripeEndpoint(string Method, string Path, string Answer, IReadOnlyDictionary<string, string> Parameters);
