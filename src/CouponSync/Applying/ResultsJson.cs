using System.Text.Json.Serialization;
using CouponSync.Coupons;

namespace CouponSync.Applying;

/// <summary>
/// The lines of <c>results.jsonl</c>: one whenever the file is opened, one before a change is sent, one when its outcome
/// is known (<see cref="ChangeResult"/>), and one when the file is closed in order.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(UtcInstantConverter)])]
[JsonSerializable(typeof(ResultsLine))]
[JsonSerializable(typeof(SendingLine))]
[JsonSerializable(typeof(ChangeResult))]
internal sealed partial class ResultsJson : JsonSerializerContext;

/// <summary>A line about the file itself.</summary>
internal sealed record ResultsLine
{
    /// <summary>The file format's name and version; the first version had lines with an outcome only.</summary>
    public const string Version = "couponsync.results/2";

    /// <summary>The format, where the file is opened.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Schema { get; init; }

    /// <summary>The <see cref="BootId"/>, where the file is opened and the operating system gives one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Boot { get; init; }

    /// <summary>Whether the file is closed in order: nothing is under way any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Closed { get; init; }
}

/// <summary>A change is about to be sent.</summary>
/// <param name="Sequence">The change's sequence.</param>
/// <param name="Id">The coupon.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="At">When.</param>
internal sealed record SendingLine(
    [property: JsonPropertyName("seq")] long Sequence, string Id, [property: JsonPropertyName("sending")] string Key, DateTimeOffset At)
{
    /// <summary>What is known of the change until its outcome stands in a later line.</summary>
    public ChangeResult AsResult() => new()
    {
        Sequence = Sequence,
        Id = Id,
        Outcome = ChangeOutcome.Unknown,
        IdempotencyKey = Key,
        Attempts = 1,
        At = At,
        Error = new ChangeError(ChangeError.NoOutcome, "The run ended while it was under way."),
    };
}
