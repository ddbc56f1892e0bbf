using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace CouponSync.Cli.Settings;

/// <summary>
/// Where settings come from, the later before the earlier: <c>appsettings.json</c> beside the program, then in the
/// working directory, the file of <c>--config</c>, user secrets, the environment (<c>COUPONSYNC_Section__Name</c>),
/// and the command line.
/// </summary>
internal static class ConfigurationSources
{
    /// <summary>What the names of environment variables begin with.</summary>
    public const string EnvironmentPrefix = "COUPONSYNC_";

    private const string FileName = "appsettings.json";

    private static string BesideProgram => Path.Combine(AppContext.BaseDirectory, FileName);

    /// <summary>Reads all sources.</summary>
    /// <param name="configFile">The file of <c>--config</c>, or null.</param>
    /// <param name="flags">Settings given on the command line, by full name.</param>
    /// <exception cref="SettingsException">A file is missing or is not JSON.</exception>
    public static IConfiguration Load(string? configFile, IEnumerable<KeyValuePair<string, string?>> flags)
    {
        var builder = new ConfigurationBuilder();
        AddFile(builder, BesideProgram, optional: true);
        AddFile(builder, Path.GetFullPath(FileName), optional: true);
        if (configFile is not null)
        {
            AddFile(builder, Path.GetFullPath(configFile), optional: false);
        }

        builder.AddUserSecrets(typeof(ConfigurationSources).Assembly, optional: true);
        builder.AddEnvironmentVariables(EnvironmentPrefix);
        builder.AddInMemoryCollection(flags);
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException e)
        {
            // The provider wraps the parser's message, which has the line (counted from 0) and the position.
            throw new SettingsException(e.GetBaseException() is JsonException { LineNumber: { } line } json
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{e.Message.Split("'", 3) switch { [_, var file, _] => file, _ => "The settings file" }}:{line + 1}:{json.BytePositionInLine + 1}: this is not JSON: {json.Message}")
                : $"{e.Message.TrimEnd('.')}: {e.GetBaseException().Message}");
        }
    }

    /// <summary>The files that are read, whether they exist or not.</summary>
    /// <param name="configFile">The file of <c>--config</c>, or null.</param>
    public static IReadOnlyList<string> Files(string? configFile) =>
        [BesideProgram, FileName, .. configFile is null ? [] : new[] { configFile }];

    private static void AddFile(ConfigurationBuilder builder, string path, bool optional)
    {
        if (File.Exists(path))
        {
            builder.AddJsonFile(path, optional: false, reloadOnChange: false);
        }
        else if (!optional && Directory.Exists(path))
        {
            throw new SettingsException($"'{path}' (--config) is a directory; name a settings file in it.");
        }
        else if (!optional)
        {
            throw new SettingsException($"There is no settings file '{path}' (--config).");
        }
    }
}
