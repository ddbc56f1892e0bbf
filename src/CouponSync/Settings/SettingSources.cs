using System.Globalization;
using System.Text.Json;
using CouponSync.Files;
using CouponSync.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace CouponSync.Settings;

/// <summary>
/// Where settings come from, the later before the earlier: <c>appsettings.json</c> beside the program, then in the
/// working directory, the file of <c>--config</c>, user secrets, the environment (<c>COUPONSYNC_Section__Name</c>),
/// and the command line. An empty value leaves the earlier one as it is.
/// </summary>
internal static class SettingSources
{
    /// <summary>What the names of environment variables begin with.</summary>
    public const string EnvironmentPrefix = "COUPONSYNC_";

    private const string FileName = "appsettings.json";

    private static string BesideProgram => Path.Combine(AppContext.BaseDirectory, FileName);

    private static string? UserSecrets
    {
        get
        {
            try
            {
                return PathHelper.GetSecretsPathFromSecretsId("couponsync");
            }
            catch (InvalidOperationException)
            {
                // A user without a home directory, as in a container or a service, has none.
                return null;
            }
        }
    }

    /// <summary>Reads all sources, and refuses every name in them that no setting has.</summary>
    /// <param name="configFile">The file of <c>--config</c>, or null.</param>
    /// <param name="given">Settings given on the command line.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="SettingsException">A file is missing or is not JSON, or a name is unknown.</exception>
    public static SettingValues Load(
        string? configFile, IEnumerable<GivenSetting> given, IReadOnlyDictionary<string, string> environment)
    {
        var values = new SettingValues();
        var own = Path.GetFullPath(FileName);
        AddFile(values, BesideProgram, isOptional: true);
        if (own != BesideProgram)
        {
            AddFile(values, own, isOptional: true, isShared: true);
        }

        // An empty name is refused by the command line; here it must not end whoever only looks at the log's settings.
        if (!string.IsNullOrWhiteSpace(configFile))
        {
            AddFile(values, Path.GetFullPath(configFile), isOptional: false);
        }

        if (UserSecrets is { } secrets)
        {
            AddFile(values, secrets, isOptional: true);
        }

        foreach (var (name, value) in environment)
        {
            if (name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase) && !KubernetesVariables.Is(name))
            {
                values.AddVariable(name, name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal), value);
            }
        }

        foreach (var setting in given)
        {
            values.Add(setting);
        }

        return values;
    }

    /// <summary>The files that are read, whether they exist or not.</summary>
    /// <param name="configFile">The file of <c>--config</c>, or null.</param>
    public static IReadOnlyList<string> Files(string? configFile) =>
        [.. new[] { BesideProgram, FileName, UserSecrets, configFile }.OfType<string>()];

    private static void AddFile(SettingValues values, string path, bool isOptional, bool isShared = false)
    {
        if (isOptional && !File.Exists(path))
        {
            return;
        }

        // Whoever can put a file where this user happens to stand, as under /tmp, must not choose where the key is sent.
        if (isShared && PrivateFiles.IsPlanted(path))
        {
            throw new SettingsException(
                $"The settings file '{path}' belongs to another user than its directory, and is not used: name it with --config if you trust it, or work in another directory.");
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
            PrivateFiles.RefusePipe(path);
            using var file = BoundedStream.OfFile(path);
            return new ConfigurationBuilder().AddJsonStream(file).Build();
        }
        catch (FileNotFoundException)
        {
            throw new SettingsException($"There is no settings file '{path}' (--config).");
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw new SettingsException($"The settings file '{path}' cannot be read: {StorageFailure.Reason(e)}.");
        }
        catch (JsonException e)
        {
            // The parser counts from 0, and says so at the end of its message.
            var what = VisibleText.Escape(e.Message.Split(" LineNumber: ")[0]);
            throw new SettingsException(string.Create(
                CultureInfo.InvariantCulture, $"The settings file '{path}' is not JSON from line {e.LineNumber + 1}, column {e.BytePositionInLine + 1} on: {what}"));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair; the parser says that of no place.
            throw new SettingsException($"The settings file '{path}' cannot be used: a text in it has half of a character, such as \\uD83D without its \\uDE00.");
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
