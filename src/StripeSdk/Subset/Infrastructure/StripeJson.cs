using System.Text.Json;

namespace Stripe.Infrastructure;

/// <summary>How Stripe's JSON is read.</summary>
internal static class StripeJson
{
    /// <summary>Strict JSON, names as they are, instants as Unix seconds.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        MaxDepth = 128,
        Converters =
        {
            new UnixSecondsConverter(),
            new EventRequestConverter(),
            new NamedObjectConverter(),
            new EntityConverterFactory(),
        },
    };
}
