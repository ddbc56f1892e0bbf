using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Coupons;

namespace CouponSync.Planning;

/// <summary>
/// How the lines of a plan file are written and read. The properties of each stand in the order of their declaration,
/// so that equal changes are equal bytes and the plan's SHA-256 can be taken over the lines as they stand.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(UtcInstantConverter)])]
[JsonSerializable(typeof(PlanHeader))]
[JsonSerializable(typeof(PlannedChange))]
[JsonSerializable(typeof(PlanLine))]
internal sealed partial class PlanJson : JsonSerializerContext;

/// <summary>A line that is no change; the first one with its schema alone.</summary>
internal sealed record PlanLine
{
    /// <summary>What <see cref="PlanHeader.Schema"/> says, in the first line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Schema { get; init; }

    /// <summary>What the plan leaves as it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlanLeft? Left { get; init; }

    /// <summary>The last line, which tells a whole plan from a cut one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlanEnd? End { get; init; }
}

/// <summary>A <see cref="Problem"/> as a plan has it.</summary>
internal sealed record PlanLeft
{
    /// <inheritdoc cref="Problem.Kind"/>
    public required string Kind { get; init; }

    /// <inheritdoc cref="Problem.Id"/>
    public string? Id { get; init; }

    /// <inheritdoc cref="Problem.Column"/>
    public string? Column { get; init; }

    /// <inheritdoc cref="Problem.Line"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Line { get; init; }

    /// <inheritdoc cref="Problem.Message"/>
    public required string Message { get; init; }

    /// <summary>Makes one of a problem.</summary>
    public static PlanLeft Of(Problem problem) => new()
    {
        Kind = problem.Kind,
        Id = problem.Id,
        Column = problem.Column,
        Line = problem.Line,
        Message = problem.Message,
    };

    /// <summary>The problem it was made of.</summary>
    public Problem AsProblem() => new(Kind, Message) { Id = Id, Column = Column, Line = Line };
}

/// <summary>The end of a plan.</summary>
/// <param name="Changes">How many changes it has.</param>
/// <param name="Sha256">Its SHA-256, see <see cref="PlanDigest"/>.</param>
internal sealed record PlanEnd(long Changes, string Sha256);

/// <summary>The changed keys as an object, each key with its value before and after.</summary>
internal sealed class KeyChangesConverter : JsonConverter<IReadOnlyList<KeyChange>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<KeyChange> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        var keys = new List<KeyChange>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            var value = JsonSerializer.Deserialize(ref reader, PlanJson.Default.ValueChange) ?? throw new JsonException();
            keys.Add(new KeyChange(key, value.Before, value.After));
        }

        return keys;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<KeyChange> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var key in value)
        {
            writer.WritePropertyName(key.Key);
            JsonSerializer.Serialize(writer, new ValueChange(key.Before, key.After), PlanJson.Default.ValueChange);
        }

        writer.WriteEndObject();
    }
}
