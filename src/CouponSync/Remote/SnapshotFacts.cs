using System.Text.Json;
using System.Text.Json.Serialization;

namespace CouponSync.Remote;

/// <summary>How far events about coupons can be relied on.</summary>
internal enum EventTrust
{
    /// <summary>None was seen yet: whether this account has events about coupons is not known.</summary>
    Unproven,

    /// <summary>Our own writes came back as events, or others' did.</summary>
    Proven,

    /// <summary>A write of ours did not come back.</summary>
    Untrusted,

    /// <summary>The key may not read events.</summary>
    Forbidden,
}

/// <summary>What a kept image is an image of. One that is of something else is not used.</summary>
/// <param name="Account">The account.</param>
/// <param name="Livemode">The mode.</param>
/// <param name="ApiBase">Where it was read.</param>
internal sealed record SnapshotIdentity(string Account, bool Livemode, string ApiBase);

/// <summary>What is known of a kept image, beside its coupons. Instants are Unix seconds by Stripe's clock.</summary>
internal sealed record SnapshotFacts
{
    /// <summary>The version of the image's further tables.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version it was written with.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>What it is an image of.</summary>
    public required SnapshotIdentity Identity { get; init; }

    /// <summary>Whether every coupon of the account was read. If not, only those of the input are sure to be known.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The input whose coupons were read last: none of them is unknown.</summary>
    public string? InputSha256 { get; init; }

    /// <summary>Whether coupons have their products.</summary>
    public required bool WithProducts { get; init; }

    /// <summary>Events before this are in the image; taken before it was read.</summary>
    public required long Mark { get; init; }

    /// <summary>When the first page of the full read was answered.</summary>
    public required long ReadFrom { get; init; }

    /// <summary>When its last page was answered.</summary>
    public required long ReadTo { get; init; }

    /// <summary>What is known of events.</summary>
    [JsonIgnore]
    public EventTrust Trust { get; init; }

    /// <summary>The same by its name.</summary>
    [JsonInclude, JsonPropertyName(nameof(Trust))]
    internal string? TrustName
    {
        get => Trust.ToString();
        init => Trust = value is null ? default : Enum.TryParse<EventTrust>(value, out var trust) ? trust : throw new JsonException();
    }

    /// <summary>The run that is applying changes; still there after it, when it was killed.</summary>
    public string? Pushing { get; init; }

    /// <summary>The facts as text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SnapshotJson.Default.SnapshotFacts);

    /// <summary>Reads <see cref="ToJson"/>.</summary>
    /// <exception cref="DamagedImageException">It is none.</exception>
    public static SnapshotFacts Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SnapshotJson.Default.SnapshotFacts) ?? throw new JsonException("they are null");
        }
        catch (JsonException e)
        {
            throw new DamagedImageException($"its facts cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>How the facts are written.</summary>
[JsonSerializable(typeof(SnapshotFacts))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
