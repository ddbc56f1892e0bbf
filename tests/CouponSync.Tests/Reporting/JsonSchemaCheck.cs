using System.Text.Json;

namespace CouponSync.Tests.Reporting;

/// <summary>
/// Checks a document against the parts of JSON Schema that <c>docs/report.schema.json</c> uses, and refuses a schema
/// that uses others, so that no rule in it goes unchecked.
/// </summary>
internal sealed class JsonSchemaCheck(JsonElement schema)
{
    private static readonly HashSet<string> Known =
    [
        "$schema", "$id", "$defs", "$ref", "title", "description", "type", "const", "enum", "properties", "required",
        "additionalProperties", "items", "minimum", "pattern",
    ];

    /// <summary>The breaches, each with its place.</summary>
    public List<string> Breaches(JsonElement document)
    {
        var breaches = new List<string>();
        Check(schema, document, "$", breaches);
        return breaches;
    }

    private void Check(JsonElement rule, JsonElement value, string path, List<string> breaches)
    {
        if (rule.ValueKind is JsonValueKind.True)
        {
            return;
        }

        foreach (var part in rule.EnumerateObject())
        {
            Known.Should().Contain(part.Name, "the checker must know every rule of the schema");
        }

        if (rule.TryGetProperty("$ref", out var reference))
        {
            Check(schema.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), value, path, breaches);
            return;
        }

        if (rule.TryGetProperty("type", out var type) && !HasType(type, value))
        {
            breaches.Add($"{path}: {value.ValueKind} is not {type.GetRawText()}");
            return;
        }

        if (rule.TryGetProperty("const", out var constant) && constant.GetRawText() != value.GetRawText())
        {
            breaches.Add($"{path}: is not {constant.GetRawText()}");
        }

        if (rule.TryGetProperty("enum", out var words) && words.EnumerateArray().All(w => w.GetRawText() != value.GetRawText()))
        {
            breaches.Add($"{path}: {value.GetRawText()} is none of {words.GetRawText()}");
        }

        if (rule.TryGetProperty("minimum", out var minimum) && value.ValueKind == JsonValueKind.Number
            && value.GetDouble() < minimum.GetDouble())
        {
            breaches.Add($"{path}: is below {minimum.GetRawText()}");
        }

        if (rule.TryGetProperty("pattern", out var pattern) && value.ValueKind == JsonValueKind.String
            && !System.Text.RegularExpressions.Regex.IsMatch(value.GetString()!, pattern.GetString()!))
        {
            breaches.Add($"{path}: does not match {pattern.GetString()}");
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckObject(rule, value, path, breaches);
        }
        else if (value.ValueKind == JsonValueKind.Array && rule.TryGetProperty("items", out var items))
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                Check(items, item, $"{path}[{index}]", breaches);
            }
        }
    }

    private void CheckObject(JsonElement rule, JsonElement value, string path, List<string> breaches)
    {
        if (rule.TryGetProperty("required", out var required))
        {
            breaches.AddRange(required.EnumerateArray()
                .Where(name => !value.TryGetProperty(name.GetString()!, out _))
                .Select(name => $"{path}: lacks {name.GetString()}"));
        }

        var known = rule.TryGetProperty("properties", out var properties);
        foreach (var member in value.EnumerateObject())
        {
            if (known && properties.TryGetProperty(member.Name, out var memberRule))
            {
                Check(memberRule, member.Value, $"{path}.{member.Name}", breaches);
            }
            else if (rule.TryGetProperty("additionalProperties", out var others))
            {
                if (others.ValueKind == JsonValueKind.False)
                {
                    breaches.Add($"{path}: has the unknown {member.Name}");
                }
                else
                {
                    Check(others, member.Value, $"{path}.{member.Name}", breaches);
                }
            }
        }
    }

    private static bool HasType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(t => HasType(t, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => false,
        };
}
