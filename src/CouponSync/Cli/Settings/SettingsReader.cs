using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using CouponSync.Coupons;
using CouponSync.Planning;
using Microsoft.Extensions.Configuration;

namespace CouponSync.Cli.Settings;

/// <summary>
/// Binds one section of the configuration to its class, and refuses what does not fit with the setting's full name,
/// its value and what is allowed. A name that no setting has is refused too: a typing error must not pass as a
/// default.
/// </summary>
internal static class SettingsReader
{
    /// <summary>Reads a section.</summary>
    /// <exception cref="SettingsException">A value does not fit, or a name is unknown.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var settings = new T();
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.SetMethod is not null)
            .ToDictionary(static p => p.Name, StringComparer.OrdinalIgnoreCase);
        if (configuration.GetSection(section).Value is { Length: > 0 } value)
        {
            throw new SettingsException(
                $"{section} is '{value}', but it is a section; its settings are {string.Join(", ", properties.Keys.Order(StringComparer.Ordinal).Select(name => $"{section}:{name}"))}.");
        }

        foreach (var child in configuration.GetSection(section).GetChildren())
        {
            if (!properties.TryGetValue(child.Key, out var property))
            {
                throw new SettingsException(
                    $"There is no setting {section}:{child.Key}; {section} has {string.Join(", ", properties.Keys.Order(StringComparer.Ordinal))}.");
            }

            if (!string.IsNullOrWhiteSpace(child.Value))
            {
                property.SetValue(settings, Convert(child, property, $"{section}:{property.Name}"));
            }
        }

        foreach (var property in properties.Values)
        {
            Validate(settings, property, $"{section}:{property.Name}");
        }

        return settings;
    }

    /// <summary>Turns the first problem of a validation into an exception.</summary>
    /// <exception cref="SettingsException">There is a problem.</exception>
    public static void Refuse(IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
        {
            throw new SettingsException(problem.Message);
        }
    }

    private static object Convert(IConfigurationSection child, PropertyInfo property, string name)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var text = child.Value!.Trim();
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
                : throw Refused(name, text, "a duration such as 200ms, 30s, 45m, 2h or 00:00:30");
        }

        if (type.IsEnum)
        {
            return Enum.TryParse(type, text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value)
                && Enum.IsDefined(type, value!) && !char.IsAsciiDigit(text[0])
                ? value!
                : throw Refused(name, text, $"one of {string.Join(", ", Enum.GetNames(type).Select(static n => n.ToLowerInvariant()))}");
        }

        try
        {
            return child.Get(type)!;
        }
        catch (InvalidOperationException)
        {
            throw Refused(name, text, Kind(type));
        }
    }

    private static string Kind(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(double) || type == typeof(decimal) ? "a number"
        : type.Name;

    private static void Validate(object settings, PropertyInfo property, string name)
    {
        var value = property.GetValue(settings);
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (!rule.IsValid(value))
            {
                throw Refused(name, System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", rule switch
                {
                    RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"from {range.Minimum} to {range.Maximum}"),
                    RequiredAttribute => "not empty",
                    _ => rule.FormatErrorMessage(name),
                });
            }
        }
    }

    private static SettingsException Refused(string name, string value, string allowed) =>
        new($"{name} is '{value}', but must be {allowed}.");
}
