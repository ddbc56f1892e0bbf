using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using CouponSync.Cli;
using CouponSync.Cli.Commands;
using CouponSync.Settings;
using CouponSync.Tests.Settings;
using CouponSync.Tests.Support;
using CouponSync.Text;

namespace CouponSync.Tests.House.Documentation;

/// <summary>Makes the tables of docs/configuration.md from the option classes: a section's settings with their options, defaults, ranges, and
/// what their documentation comments say.</summary>
internal static class SettingsTable
{
    /// <summary>The options that stand for settings, by the setting's name.</summary>
    public static ILookup<string, SettingOption> Options { get; } =
        SyncCommand.Settings.Concat(new CommonOptions(World.NoHost).Settings).ToLookup(static o => o.Setting);

    /// <summary>Makes them.</summary>
    public static string Make() => string.Concat(Setting.All.GroupBy(static s => s.Section).Select(static section =>
        $"""

        ### {section.Key}

        | setting | option | default | allowed | what it is |
        |---|---|---|---|---|
        {string.Join('\n', section.Select(Row))}

        """.ReplaceLineEndings("\n")));

    /// <summary>The default of a setting; empty for none.</summary>
    public static string Default(Setting setting)
    {
        if (setting.Property.DeclaringType == typeof(ThrottleSettings))
        {
            var (live, test) = (OfMode(setting, livemode: true), OfMode(setting, livemode: false));
            return live == test ? live : $"live {live}, test {test}";
        }

        return Text(setting.Property.GetValue(Activator.CreateInstance(setting.Property.DeclaringType!)));
    }

    private static string Row(Setting setting)
    {
        var options = Options[setting.Name].Select(static o => $"`{o.Option.Name}`");
        return $"| `{setting.Name}` | {string.Join(", ", options)} | {Default(setting)} | {Allowed(setting.Property)} | {SettingsSchema.Comment(setting).Replace("|", "\\|", StringComparison.Ordinal)} |";
    }

    private static string OfMode(Setting setting, bool livemode) =>
        Text(typeof(ThrottleOptions).GetProperty(setting.Property.Name)?.GetValue(ThrottleOptions.For(livemode)));

    private static string Allowed(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            // Asking the rule turns its bounds into the setting's type.
            range.IsValid(null);
            range.IsValid(Activator.CreateInstance(type));
            return $"{Text(range.Minimum)} to {Text(range.Maximum)}";
        }

        return type == typeof(bool) ? "true, false"
            : type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(static n => n.ToLowerInvariant()))
            : type == typeof(CountLimit) ? "a number, or 0% to 100%"
            : type == typeof(TimeSpan) ? "a duration"
            : "a text";
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        TimeSpan duration => Duration.Format(duration),
        bool or Enum => value.ToString()!.ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
