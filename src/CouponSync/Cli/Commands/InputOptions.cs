using System.CommandLine;

namespace CouponSync.Cli.Commands;

/// <summary>What <c>sync</c> and <c>check</c> have in common: the file and how it is read.</summary>
internal static class InputOptions
{
    /// <summary>The options that stand for settings of section <c>Csv</c>.</summary>
    public static IReadOnlyList<SettingOption> Settings =>
    [
        SettingOption.Value("Csv:Delimiter", "--delimiter", "What separates cells: comma, semicolon, tab, or a character [found by itself]", "what"),
        SettingOption.Switch("Csv:UnprefixedMetadata", "--unprefixed-metadata", "Take columns that are nothing else for metadata keys"),
        SettingOption.Switch("Csv:SkipInvalid", "--skip-invalid", "Go on with the good rows when some are invalid"),
    ];

    /// <summary>The file argument.</summary>
    public static Argument<string> File() => new("file") { Description = "The CSV file, may be .gz; - for standard input" };

    /// <summary>The file, as messages call it.</summary>
    public static (string What, string Path) Named(string file) => (file == "-" ? "standard input" : $"the input '{file}'", file);
}
