using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Stripe.Infrastructure;

/// <summary>
/// Flattens an options object into names and values. The order is the original's: the properties of the most derived
/// class first, each class in the order of its source, extra parameters last.
/// </summary>
internal static class FormParameters
{
    private static readonly ConcurrentDictionary<Type, Parameter[]> Known = new();

    /// <summary>The parameters of an options object, in the order they are sent.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(INestedOptions options) => OfOptions("", options);

    private static IEnumerable<KeyValuePair<string, string>> OfOptions(string prefix, INestedOptions options)
    {
        foreach (var parameter in Known.GetOrAdd(options.GetType(), ParametersOf))
        {
            var value = parameter.Property.GetValue(options);
            var pairs = value switch
            {
                _ when parameter.Name is null => OfDictionary(prefix, value as IDictionary),
                null when WasAssigned(options, parameter) => [new(Nest(prefix, parameter.Name), "")],
                null => [],
                _ => OfValue(Nest(prefix, parameter.Name), value),
            };

            foreach (var pair in pairs)
            {
                yield return pair;
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> OfValue(string name, object? value) => value switch
    {
        null => [new(name, "")],
        AnyOf { Value: null } => [],
        AnyOf anyOf => OfValue(name, anyOf.Value),
        INestedOptions options => OfOptions(name, options),
        IDictionary dictionary => OfDictionary(name, dictionary),
        string text => [new(name, text)],
        Stream => throw new NotSupportedException($"{name}: files can be sent with Stripe.net only."),
        IEnumerable list => OfList(name, list),
        DateTime instant => [new(name, Format(((DateTimeOffset)instant).ToUnixTimeSeconds()))],
        bool flag => [new(name, flag ? "true" : "false")],
        _ => [new(name, Format(value))],
    };

    private static IEnumerable<KeyValuePair<string, string>> OfDictionary(string prefix, IDictionary? dictionary)
    {
        if (dictionary is null)
        {
            yield break;
        }

        foreach (DictionaryEntry entry in dictionary)
        {
            foreach (var pair in OfValue(Nest(prefix, Format(entry.Key)), entry.Value))
            {
                yield return pair;
            }
        }
    }

    private static List<KeyValuePair<string, string>> OfList(string name, IEnumerable list)
    {
        var pairs = list.Cast<object?>()
            .SelectMany((item, index) => OfValue($"{name}[{Format(index)}]", item))
            .ToList();

        // A form cannot hold an empty list; an empty value stands for it.
        return pairs.Count > 0 ? pairs : [new(name, "")];
    }

    private static string Nest(string prefix, string name)
    {
        if (prefix.Length == 0)
        {
            return name;
        }

        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0 ? $"{prefix}[{name}]" : $"{prefix}[{name[..bracket]}]{name[bracket..]}";
    }

    private static string Format(object value) => string.Format(CultureInfo.InvariantCulture, "{0}", value);

    private static bool WasAssigned(INestedOptions options, Parameter parameter) =>
        options is IHasSetTracking tracked && tracked.IsPropertySet(parameter.Property.Name);

    private static Parameter[] ParametersOf(Type type) =>
        [.. type.GetRuntimeProperties()
            .Select(property => new Parameter(property, property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name))
            .Where(parameter => parameter.Name is not null
                || parameter.Property.IsDefined(typeof(JsonExtensionDataAttribute)))];

    /// <summary>A property and its name in the form; null for the one that holds the extra parameters.</summary>
    private sealed record Parameter(PropertyInfo Property, string? Name);
}
