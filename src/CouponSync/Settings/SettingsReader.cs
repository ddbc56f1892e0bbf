using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using CouponSync.Text;

namespace CouponSync.Settings;

/// <summary>Binds one section of the settings to its class, and refuses what does not fit with the option that gave it or
/// the setting's full name, its value and what is allowed.</summary>
internal static class SettingsReader
{
    /// <summary>Reads a section.</summary>
    /// <exception cref="SettingsException">A value does not fit.</exception>
    public static T Read<T>(SettingValues values, string section)
        where T : class, new()
    {
        var settings = new T();
        foreach (var setting in Setting.Of(typeof(T), section))
        {
            if (values[setting.Name] is { } text)
            {
                setting.Property.SetValue(settings, Convert(text, setting, values.CalledBy(setting)));
            }

            Validate(setting, setting.Property.GetValue(settings), values.CalledBy(setting));
        }

        return settings;
    }

    private static object Convert(string value, Setting setting, string name)
    {
        var type = Nullable.GetUnderlyingType(setting.Property.PropertyType) ?? setting.Property.PropertyType;
        if (type == typeof(string))
        {
            return value;
        }

        var text = value.Trim();
        if (type == typeof(CountLimit))
        {
            return CountLimit.TryParse(text, out var limit)
                ? limit.Value
                : throw Refused(name, text, "a whole number such as 500, or a percentage from 0% to 100%");
        }

        if (type == typeof(TimeSpan))
        {
            return Duration.TryParse(text, out var duration)
                ? duration
                : throw Refused(name, text, "a duration such as 200ms, 30s, 45m, 1h30m or 00:00:30");
        }

        if (type.IsEnum)
        {
            return Enum.TryParse(type, text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var parsed)
                && Enum.IsDefined(type, parsed!) && !char.IsAsciiDigit(text[0])
                ? parsed!
                : throw Refused(name, text, $"one of {string.Join(", ", Enum.GetNames(type).Select(static n => n.ToLowerInvariant()))}");
        }

        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text)!;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw Refused(name, text, Kind(type));
        }
    }

    private static string Kind(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(double) || type == typeof(decimal) ? "a number"
        : type.Name;

    private static void Validate(Setting setting, object? value, string name)
    {
        foreach (var rule in setting.Property.GetCustomAttributes<ValidationAttribute>())
        {
            if (!rule.IsValid(value))
            {
                throw Refused(name, Text(value), rule switch
                {
                    // The bounds are durations once the rule has been asked.
                    RangeAttribute range => $"between {Text(range.Minimum)} and {Text(range.Maximum)}",
                    RequiredAttribute => "not empty",
                    _ => rule.FormatErrorMessage(setting.Name),
                });
            }
        }
    }

    private static string Text(object? value) => value is TimeSpan duration
        ? Duration.Format(duration)
        : System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static SettingsException Refused(string name, string value, string allowed) =>
        new($"{name} is '{value}', but must be {allowed}.");
}
