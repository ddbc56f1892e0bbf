using System.Text.Json;
using Stripe;

namespace CouponSync.StripeApi;

/// <summary>Turns Stripe.net's events into ours.</summary>
internal static class EventTranslation
{
    // An object rendered in another version of the API may lack what we compare; then it is read by its id instead.
    private static readonly string[] Compared = ["created", "duration", "livemode", "metadata", "name", "percent_off", "amount_off"];

    /// <summary>The types that are asked for.</summary>
    public static List<string> Types { get; } = ["coupon.created", "coupon.updated", "coupon.deleted"];

    /// <summary>Reads an event; null when it is not about a coupon.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="livemode">The mode of the key.</param>
    public static CouponEvent? Read(Event happened, bool livemode)
    {
        CouponEventKind? kind = happened.Type switch
        {
            "coupon.created" => CouponEventKind.Created,
            "coupon.updated" => CouponEventKind.Updated,
            "coupon.deleted" => CouponEventKind.Deleted,
            _ => null,
        };
        var coupon = happened.Data?.Object as Coupon;
        var id = coupon?.Id ?? IdOf(happened.RawJsonElement);
        return kind is null || id is null ? null : new CouponEvent
        {
            Id = happened.Id,
            Kind = kind.Value,
            CouponId = id,
            Created = new DateTimeOffset(DateTime.SpecifyKind(happened.Created, DateTimeKind.Utc)).ToUnixTimeSeconds(),
            Coupon = coupon is not null && IsComplete(coupon) && CouponTranslation.FindFault(id, coupon, livemode) is null ? CouponTranslation.Read(coupon, withProducts: false) : null,
            RequestId = happened.Request?.Id,
            IdempotencyKey = happened.Request?.IdempotencyKey,
        };
    }

    private static bool IsComplete(Coupon coupon) =>
        coupon.Metadata is not null
        && coupon.RawJsonElement is { ValueKind: JsonValueKind.Object } json
        && Array.TrueForAll(Compared, name => json.TryGetProperty(name, out _));

    private static string? IdOf(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty("data", out var data)
        && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("object", out var about)
        && about.ValueKind == JsonValueKind.Object
        && about.TryGetProperty("id", out var id)
            ? id.GetString()
            : null;
}
