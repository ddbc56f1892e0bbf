using System.CommandLine;
using CouponSync.Cli.Help;
using CouponSync.Settings;

namespace CouponSync.Cli;

/// <summary>An option of the command line that stands for a setting, and is validated with it.</summary>
/// <param name="Setting">The setting's full name.</param>
/// <param name="Option">The option.</param>
internal sealed record SettingOption(string Setting, Option Option)
{
    /// <summary>An option that takes a text.</summary>
    public static SettingOption Value(
        OptionGroup group, string setting, string name, string description, string valueName, params string[] values) => new(
        setting, new ProgramOption<string>(group, name) { Description = description, HelpName = valueName, CompletionSources = { values } });

    /// <summary>An option that takes texts, given once or several times; the setting gets them separated by commas.</summary>
    public static SettingOption Several(
        OptionGroup group, string setting, string name, string description, string valueName, params string[] values) => new(
        setting,
        new ProgramOption<string[]>(group, name) { Description = description, HelpName = valueName, CompletionSources = { values }, AllowMultipleArgumentsPerToken = false });

    /// <summary>An option that sets a switch.</summary>
    public static SettingOption Switch(OptionGroup group, string setting, string name, string description) => new(
        setting, new ProgramOption<bool>(group, name) { Description = description });

    /// <summary>The settings that a command line gives.</summary>
    public static IEnumerable<GivenSetting> Collect(IEnumerable<SettingOption> options, ParseResult parsed)
    {
        foreach (var option in options)
        {
            if (parsed.GetResult(option.Option) is { Implicit: false } result)
            {
                // A switch without a value is on.
                var text = result.Tokens.Count > 0 ? string.Join(',', result.Tokens.Select(static t => t.Value)) : "true";
                yield return new GivenSetting(option.Setting, text, option.Option.Name);
            }
        }
    }
}
