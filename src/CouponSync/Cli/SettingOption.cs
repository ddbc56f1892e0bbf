using System.CommandLine;

namespace CouponSync.Cli;

/// <summary>An option of the command line that stands for a setting, and is validated with it.</summary>
/// <param name="Setting">The setting's full name.</param>
/// <param name="Option">The option.</param>
internal sealed record SettingOption(string Setting, Option Option)
{
    /// <summary>An option that takes a text.</summary>
    public static SettingOption Value(string setting, string name, string description, string valueName) => new(
        setting, new Option<string>(name) { Description = description, HelpName = valueName });

    /// <summary>An option that takes texts, given once or several times; the setting gets them separated by commas.</summary>
    public static SettingOption Values(string setting, string name, string description, string valueName) => new(
        setting, new Option<string[]>(name) { Description = description, HelpName = valueName, AllowMultipleArgumentsPerToken = false });

    /// <summary>An option that sets a switch.</summary>
    public static SettingOption Switch(string setting, string name, string description) => new(
        setting, new Option<bool>(name) { Description = description });

    /// <summary>The settings that a command line gives.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Collect(IEnumerable<SettingOption> options, ParseResult parsed)
    {
        foreach (var option in options)
        {
            if (parsed.GetResult(option.Option) is { Implicit: false } result)
            {
                // A switch without a value is on.
                var text = result.Tokens.Count > 0 ? string.Join(',', result.Tokens.Select(static t => t.Value)) : "true";
                yield return KeyValuePair.Create(option.Setting, (string?)text);
            }
        }
    }
}
