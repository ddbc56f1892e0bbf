#nullable disable
using System.Text.Json.Serialization;
using Stripe.Infrastructure;

namespace Stripe;

/// <summary>The parameters of a request: those that every request takes.</summary>
public class BaseOptions : INestedOptions, IHasSetTracking
{
    /// <summary>Fields to return in full, for example <c>applies_to</c>, or <c>data.applies_to</c> in a list.</summary>
    [JsonPropertyName("expand")]
    public List<string> Expand { get; set; }

    /// <summary>Parameters that have no property, by name.</summary>
    [JsonExtensionData]
    public IDictionary<string, object> ExtraParams { get; set; } = new Dictionary<string, object>();

    internal SetTracker SetTracker { get; } = new();

    /// <summary>Adds one field to <see cref="Expand"/>.</summary>
    public void AddExpand(string value) => (Expand ??= []).Add(value);

    /// <summary>Adds a parameter that has no property.</summary>
    /// <exception cref="ArgumentException">It was added before.</exception>
    public void AddExtraParam(string key, object value) => ExtraParams.Add(key, value);

    bool IHasSetTracking.IsPropertySet(string propertyName) => SetTracker.IsSet(propertyName);
}
