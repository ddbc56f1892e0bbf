using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CouponSync.Settings;

/// <summary>A settings file to begin with: every setting with its default and what it is for, made from the schema.</summary>
internal static class SettingsTemplate
{
    /// <summary>The name of the schema beside it.</summary>
    public const string SchemaFile = "appsettings.schema.json";

    private const int Width = 110;

    /// <summary>The schema, as it is in <c>docs/schema</c>.</summary>
    public static string Schema()
    {
        using var resource = typeof(SettingsTemplate).Assembly.GetManifestResourceStream("CouponSync.Settings." + SchemaFile)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    /// <summary>The file. All settings are commented out, so that a default that changes one day is taken.</summary>
    public static string Settings()
    {
        using var schema = JsonDocument.Parse(Schema());
        var text = new StringBuilder();
        text.Append("{\n");
        Comment(text, "  ", "Settings of CouponSync. Each stands here with its default: take away the // in front of one to change it. "
            + "The environment (COUPONSYNC_Csv__Delimiter) and the command line come before this file. "
            + "Keep the key out of it: set STRIPE_API_KEY, or name a file that holds it (ApiKeyFile).");
        text.Append(CultureInfo.InvariantCulture, $"  \"$schema\": \"./{SchemaFile}\"");
        foreach (var section in schema.RootElement.GetProperty("properties").EnumerateObject().Where(static p => p.Value.TryGetProperty("properties", out _)))
        {
            text.Append(CultureInfo.InvariantCulture, $",\n\n  \"{section.Name}\": {{\n");
            foreach (var setting in section.Value.GetProperty("properties").EnumerateObject())
            {
                Comment(text, "    ", setting.Value.GetProperty("description").GetString() + Choices(setting.Value));
                var value = setting.Value.TryGetProperty("default", out var known) ? known.GetRawText() : "\"\"";
                text.Append(CultureInfo.InvariantCulture, $"    // \"{setting.Name}\": {value},\n");
            }

            text.Append("  }");
        }

        return text.Append("\n}\n").ToString();
    }

    private static string Choices(JsonElement setting)
    {
        if (!setting.TryGetProperty("anyOf", out var forms) || !forms[0].TryGetProperty("enum", out var values))
        {
            return "";
        }

        // Each is there twice: in lower case and as the program has it.
        return $" One of {string.Join(", ", values.EnumerateArray().Select(static v => v.GetString()!).Where(static v => !v.Any(char.IsAsciiLetterUpper)))}.";
    }

    private static void Comment(StringBuilder text, string indent, string sentence)
    {
        var line = indent + "//";
        foreach (var word in sentence.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line = indent + "//";
            }

            line += " " + word;
        }

        text.Append(line).Append('\n');
    }
}
