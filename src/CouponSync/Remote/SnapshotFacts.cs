using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CouponSync.Remote;

/// <summary>How far events about coupons can be relied on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventTrust>))]
internal enum EventTrust
{
    /// <summary>None was seen yet: whether this account has events about coupons is not known.</summary>
    Unproven,

    /// <summary>Our own writes came back as events, or others' did.</summary>
    Proven,

    /// <summary>A write of ours did not come back.</summary>
    Untrusted,
}

/// <summary>Whose coupons a snapshot has. One of something else is not used.</summary>
/// <param name="Account">The account.</param>
/// <param name="Livemode">The mode.</param>
/// <param name="ApiBase">Where it was read.</param>
internal sealed record SnapshotIdentity(string Account, bool Livemode, string ApiBase);

/// <summary>What is known of a kept snapshot, beside its coupons. Instants are Unix seconds by Stripe's clock.</summary>
internal sealed record SnapshotFacts
{
    /// <summary>Whose coupons it has.</summary>
    public required SnapshotIdentity Identity { get; init; }

    /// <summary>The <see cref="HashOf">hash</see> of the input's ids, where it has their coupons and only some of the others;
    /// null where it has every coupon of the account.</summary>
    public string? InputIds { get; init; }

    /// <summary>Whether coupons have their products.</summary>
    public required bool WithProducts { get; init; }

    /// <summary>Events from here on may not be in it.</summary>
    public required long EventsFrom { get; init; }

    /// <summary>When reading all of it began.</summary>
    public required long ReadFrom { get; init; }

    /// <summary>When anything of it was last read or written: whatever happened later is not in it.</summary>
    public required long ReadTo { get; init; }

    /// <summary>How many requests reading all of it took.</summary>
    public required long Requests { get; init; }

    /// <summary>What is known of events.</summary>
    public EventTrust Trust { get; init; }

    /// <summary>The run that is applying changes; still there after it, when it was killed.</summary>
    public string? Applying { get; init; }

    /// <summary>A hash of ids that does not depend on their order.</summary>
    /// <param name="ids">The ids, each once.</param>
    public static string HashOf(IEnumerable<string> ids)
    {
        var sum = UInt128.Zero;
        foreach (var id in ids)
        {
            sum = unchecked(sum + XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(id)));
        }

        return sum.ToString("x32", CultureInfo.InvariantCulture);
    }

    /// <summary>The facts as text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SnapshotJson.Default.SnapshotFacts);

    /// <summary>Reads <see cref="ToJson"/>.</summary>
    /// <exception cref="DamagedSnapshotException">It is none.</exception>
    public static SnapshotFacts Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SnapshotJson.Default.SnapshotFacts) ?? throw new JsonException("they are null");
        }
        catch (JsonException e)
        {
            throw new DamagedSnapshotException($"its facts cannot be read: {e.Message}", e);
        }
    }
}
