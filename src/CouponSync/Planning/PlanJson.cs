using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Planning;

/// <summary>
/// How the lines of a plan file are written and read. The properties of each stand in the order of their declaration,
/// so that equal changes are equal bytes and the plan's SHA-256 can be taken over the lines as they stand.
/// </summary>
/// <remarks>
/// Here and in reports a member is a text, a number or a record wherever it can be: each further type of value, an
/// enumeration or an instant, costs every run some milliseconds before it starts, because its serializer is compiled then.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(UtcInstantConverter)])]
[JsonSerializable(typeof(PlanHeader))]
[JsonSerializable(typeof(PlanChange))]
[JsonSerializable(typeof(PlanLine))]
internal sealed partial class PlanJson : JsonSerializerContext;

/// <summary>A <see cref="PlannedChange"/> as a plan has it.</summary>
internal sealed record PlanChange
{
    /// <inheritdoc cref="PlannedChange.Sequence"/>
    [JsonPropertyName("seq")]
    public required long Sequence { get; init; }

    /// <inheritdoc cref="PlannedChange.Line"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Line { get; init; }

    /// <inheritdoc cref="PlannedChange.Id"/>
    public required string Id { get; init; }

    /// <inheritdoc cref="PlannedChange.Action"/>
    public required string Action
    {
        get;
        init => field = value is "update" or "create" or "delete" ? value : throw new JsonException();
    }

    /// <summary>The changed keys in their order; null when no key changes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderedDictionary<string, ValueChange>? Metadata
    {
        get;
        init => field = value?.ContainsValue(null!) == true ? throw new JsonException() : value;
    }

    /// <inheritdoc cref="PlannedChange.Name"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValueChange? Name { get; init; }

    /// <inheritdoc cref="PlannedChange.Terms"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CouponTerms? Terms { get; init; }

    /// <summary>The changed further currencies in their order; null when none changes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderedDictionary<string, ValueChange>? CurrencyOptions
    {
        get;
        init => field = value is null || value.Values.All(static v => v is not null && IsAmount(v.Before) && IsAmount(v.After)) ? value : throw new JsonException();
    }

    /// <summary>Makes one of a change.</summary>
    public static PlanChange Of(PlannedChange change) => new()
    {
        Sequence = change.Sequence,
        Line = change.Line,
        Id = change.Id,
        Action = Words.Of(change.Action),
        Metadata = change.Metadata.Count == 0 ? null : KeyChange.ByKey(change.Metadata),
        Name = change.Name,
        Terms = change.Terms,
        CurrencyOptions = change.CurrencyOptions.Count == 0 ? null : KeyChange.ByKey(change.CurrencyOptions),
    };

    /// <summary>The change it was made of.</summary>
    public PlannedChange AsChange() => new()
    {
        Sequence = Sequence,
        Line = Line,
        Id = Id,
        Action = Action switch
        {
            "create" => ChangeAction.Create,
            "delete" => ChangeAction.Delete,
            _ => ChangeAction.Update,
        },
        Metadata = KeyChange.List(Metadata),
        Name = Name,
        Terms = Terms,
        CurrencyOptions = KeyChange.List(CurrencyOptions),
    };

    private static bool IsAmount(string? text) => text is null || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}

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
