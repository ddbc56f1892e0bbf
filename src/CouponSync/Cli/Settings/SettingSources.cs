using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace CouponSync.Cli.Settings;

/// <summary>
/// Where settings come from, the later before the earlier: <c>appsettings.json</c> beside the program, then in the
/// working directory, the file of <c>--config</c>, user secrets, the environment (<c>COUPONSYNC_Section__Name</c>),
/// and the command line. An empty value leaves the earlier one as it is.
/// </summary>
internal static class SettingSources
{
    /// <summary>What the names of environment variables begin with.</summary>
    public const string EnvironmentPrefix = "COUPONSYNC_";

    /// <summary>Reads all sources, and refuses every name in them that no setting has.</summary>
    /// <param name="configFile">The file of <c>--config</c>, or null.</param>
    /// <param name="flags">Settings given on the command line, by full name.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="SettingsException">A file is missing or is not JSON, or a name is unknown.</exception>
    public static SettingValues Load(
        string? configFile, IEnumerable<KeyValuePair<string, string?>> flags, IReadOnlyDictionary<string, string> environment)
    {
        var values = new SettingValues();
        var beside = Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        var own = Path.GetFullPath("appsettings.json");
        AddFile(values, beside, isOptional: true);
        if (own != beside)
        {
            AddFile(values, own, isOptional: true, isShared: true);
        }

        // An empty name is refused by the command line; here it must not end whoever only looks at the log's settings.
        if (!string.IsNullOrWhiteSpace(configFile))
        {
            AddFile(values, Path.GetFullPath(configFile), isOptional: false);
        }

        AddFile(values, PathHelper.GetSecretsPathFromSecretsId("couponsync"), isOptional: true);
        foreach (var (name, value) in environment)
        {
            if (name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase) && !KubernetesVariables.Is(name))
            {
                values.AddVariable(name, name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal), value);
            }
        }

        foreach (var (name, value) in flags)
        {
            values.AddFlag(name, value);
        }

        return values;
    }

    private static void AddFile(SettingValues values, string path, bool isOptional, bool isShared = false)
    {
        if (isOptional && !File.Exists(path))
        {
            return;
        }

        foreach (var leaf in Leaves(Read(path)))
        {
            values.AddFromFile(path, isShared, leaf.Path, leaf.Value);
        }
    }

    private static IConfigurationRoot Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return new ConfigurationBuilder().AddJsonStream(file).Build();
        }
        catch (FileNotFoundException)
        {
            throw new SettingsException($"There is no settings file '{path}' (--config).");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The settings file '{path}' cannot be read: {e.Message}");
        }
        catch (JsonException e)
        {
            // The parser counts lines from 0.
            throw new SettingsException(string.Create(
                CultureInfo.InvariantCulture, $"{path}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: this is not JSON: {e.Message}"));
        }
        catch (FormatException e)
        {
            throw new SettingsException($"The settings file '{path}' cannot be used: {e.Message}");
        }
    }

    private static IEnumerable<IConfigurationSection> Leaves(IConfiguration node)
    {
        foreach (var child in node.GetChildren())
        {
            var isLeaf = true;
            foreach (var leaf in Leaves(child))
            {
                isLeaf = false;
                yield return leaf;
            }

            if (isLeaf)
            {
                yield return child;
            }
        }
    }
}
