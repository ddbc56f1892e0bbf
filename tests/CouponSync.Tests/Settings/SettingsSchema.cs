using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Tests.Settings;

/// <summary>Makes the JSON Schema of the settings file from the option classes: names, defaults and ranges, with what
/// their documentation comments say.</summary>
internal static partial class SettingsSchema
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly Dictionary<string, XElement?> Comments = XDocument.Load(Path.ChangeExtension(typeof(Setting).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(static m => (string)m.Attribute("name")!, static m => m.Element("summary"));

    /// <summary>What the documentation comment of a setting says.</summary>
    public static string Comment(Setting setting) => Text(Comments[$"P:{setting.Property.DeclaringType!.FullName}.{setting.Property.Name}"]);

    /// <summary>Makes it.</summary>
    public static string Make()
    {
        var defaults = SyncSettings.Sections.ToDictionary(static s => s.Type, static s => Activator.CreateInstance(s.Type)!);
        var sections = new JsonObject();
        foreach (var group in Setting.All.GroupBy(static s => s.Section))
        {
            var settings = new JsonObject();
            foreach (var setting in group)
            {
                var owner = setting.Property.DeclaringType!;
                settings[setting.Property.Name] = Describe(
                    setting.Property, setting.Property.GetValue(defaults[owner]), Comment(setting));
            }

            sections[group.Key] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["properties"] = settings,
            };
        }

        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Settings of CouponSync",
            ["description"] = "An empty text leaves a setting at its default, or at what an earlier file says.",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = With(sections, "$schema", new JsonObject { ["type"] = "string" }),
        }.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Describe(PropertyInfo property, object? value, string comment)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var range = property.GetCustomAttribute<RangeAttribute>();
        // Asking the rule turns its bounds into the setting's type.
        range?.IsValid(value);
        var described = new JsonObject
        {
            ["description"] = type == typeof(TimeSpan) && range is not null
                ? $"{comment} From {Duration.Format((TimeSpan)range.Minimum)} to {Duration.Format((TimeSpan)range.Maximum)}."
                : comment,
        };
        if (Default(value) is { } known)
        {
            described["default"] = known;
        }

        var form = Form(type);
        if (range is not null && type != typeof(TimeSpan))
        {
            form["minimum"] = JsonValue.Create(range.Minimum);
            form["maximum"] = JsonValue.Create(range.Maximum);
        }

        return type == typeof(string)
            ? With(described, "type", "string")
            : With(described, "anyOf", new JsonArray(form, new JsonObject { ["const"] = "" }));
    }

    private static JsonObject Form(Type type) =>
        type == typeof(bool) ? new JsonObject { ["type"] = "boolean" }
        : type == typeof(int) ? new JsonObject { ["type"] = "integer" }
        : type == typeof(double) ? new JsonObject { ["type"] = "number" }
        : type == typeof(string) ? new JsonObject { ["type"] = "string" }
        : type == typeof(TimeSpan) ? Pattern("string", @"^([0-9]+(\.[0-9]+)? ?(ms|s|m|h|d) ?)+$|^([0-9]+\.)?[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$")
        : type == typeof(CountLimit) ? Pattern("integer|string", @"^[0-9]+$|^[0-9]+(\.[0-9]+)? ?%$")
        : type.IsEnum ? new JsonObject
        {
            ["enum"] = new JsonArray([.. Enum.GetNames(type).SelectMany(static n => (string[])[n.ToLowerInvariant(), n]).Select(static n => JsonValue.Create(n))]),
        }
        : throw new NotSupportedException($"The schema has no form for {type}.");

    private static JsonObject Pattern(string types, string pattern) => new()
    {
        ["type"] = types.Contains('|', StringComparison.Ordinal)
            ? new JsonArray([.. types.Split('|').Select(static t => JsonValue.Create(t))])
            : types,
        ["pattern"] = pattern,
    };

    private static JsonNode? Default(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        int number => number,
        double number => number,
        TimeSpan duration => Duration.Format(duration),
        Enum name => name.ToString().ToLowerInvariant(),
        _ => value.ToString(),
    };

    private static JsonObject With(JsonObject json, string name, JsonNode value)
    {
        json[name] = value;
        return json;
    }

    private static string Text(XElement? comment)
    {
        var text = new XElement(comment!);
        foreach (var reference in text.Descendants("see").ToList())
        {
            reference.ReplaceWith(((string)reference.Attribute("cref")!).Split('.')[^1]);
        }

        return Spaces().Replace(text.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
