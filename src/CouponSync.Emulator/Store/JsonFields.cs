using System.Text.Json;

namespace CouponSync.Emulator;

/// <summary>Takes fields out of JSON that comes from a file, and says which one is missing or of another kind.</summary>
internal static class JsonFields
{
    /// <summary>A text that must be there.</summary>
    public static string Text(this JsonElement json, string name) => json.TextOrNull(name) ?? throw Missing(name);

    /// <summary>A whole number that must be there.</summary>
    public static long Integer(this JsonElement json, string name) => json.IntegerOrNull(name) ?? throw Missing(name);

    /// <summary>An object that must be there.</summary>
    public static JsonElement Object(this JsonElement json, string name) => json.Find(name, JsonValueKind.Object) ?? throw Missing(name);

    /// <summary>A text, or null when it is null or absent.</summary>
    public static string? TextOrNull(this JsonElement json, string name) => json.Find(name, JsonValueKind.String)?.GetString();

    /// <summary>A whole number, or null when it is null or absent.</summary>
    public static long? IntegerOrNull(this JsonElement json, string name) =>
        json.Find(name, JsonValueKind.Number) is not { } value ? null
        : value.TryGetInt64(out var number) ? number
        : throw new FormatException($"'{name}' is {value}, not a whole number.");

    /// <summary>True or false, or null when it is null or absent.</summary>
    public static bool? BooleanOrNull(this JsonElement json, string name) =>
        json.Find(name, JsonValueKind.True, JsonValueKind.False)?.GetBoolean();

    /// <summary>A field of one of some kinds, or null when it is null or absent.</summary>
    /// <exception cref="FormatException">It is of another kind, or not a field of an object.</exception>
    public static JsonElement? Find(this JsonElement json, string name, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"There is no object to have '{name}'.");
        }

        return !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
            : kinds.Contains(value.ValueKind) ? value
            : throw new FormatException($"'{name}' is of the kind {value.ValueKind}, not {kinds[0]}.");
    }

    /// <summary>Whether an exception says that a text is not the JSON it should be.</summary>
    public static bool IsDamage(Exception wrong) => wrong is JsonException or InvalidOperationException or FormatException or OverflowException;

    /// <summary>What is wrong with a line, without the line's number, which the reader of JSON cannot know.</summary>
    public static string Reason(Exception wrong) =>
        wrong is JsonException broken ? $"From byte {broken.BytePositionInLine + 1} on it is not JSON." : wrong.Message;

    private static FormatException Missing(string name) => new($"'{name}' is missing.");
}
