namespace CouponSync.Settings;

/// <summary>The settings that were given, one source laid over the other, and what is to be said about their names.</summary>
/// <param name="retired">Names that earlier versions had, with what became of them; null for those there are.</param>
internal sealed class SettingValues(IReadOnlyDictionary<string, string>? retired = null)
{
    // No setting that was ever shipped is gone. One that goes is entered here, so that nobody's nightly job stops for it.
    private static readonly Dictionary<string, string> Retired = new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, (string Value, string? File)> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _options = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _warnings = [];

    /// <summary>What does not end a run, but should be known.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The value of a setting; null when it was not given.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name).Value;

    /// <summary>The file that gave a setting its value; null for another source.</summary>
    public string? FileOf(string name) => _values.GetValueOrDefault(name).File;

    /// <summary>Takes a value of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isShared">Whether other programs may have sections in it.</param>
    /// <param name="name">The full name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="SettingsException">The name is unknown.</exception>
    public void AddFromFile(string path, bool isShared, string name, string? value)
    {
        if (name == "$schema")
        {
            return;
        }

        if (IsKnown(name, value, $"in {path}"))
        {
            Set(name, value, path);
        }
        else if (isShared && !name.IsNearSetting())
        {
            Warn($"{path} has the section {name.Split(':')[0]}, which CouponSync does not have. It is ignored.");
        }
        else if (!IsRetired(name, $"in {path}"))
        {
            throw new SettingsException($"There is no setting {name} (in {path}). {Meant(name, static s => s.Name)}");
        }
    }

    /// <summary>Takes the value of an environment variable.</summary>
    /// <param name="variable">The variable's name.</param>
    /// <param name="name">The full name of the setting it stands for.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="SettingsException">The name is unknown, or the setting must not be emptied.</exception>
    public void AddVariable(string variable, string name, string value)
    {
        if (IsKnown(name, value, $"by the variable {variable}"))
        {
            if (Setting.IsEmpty(value) && Setting.Find(name) is { Protects: true } setting)
            {
                throw new SettingsException(
                    $"The variable {variable} is empty, which would leave {setting.Name} open. Give it a value, or unset it.");
            }

            Set(name, value, null);
        }
        else if (!IsRetired(name, $"by the variable {variable}"))
        {
            throw new SettingsException(
                $"There is no setting {name}, which the variable {variable} would set. {Meant(name, static s => s.Variable)}");
        }
    }

    /// <summary>Takes a setting of the command line.</summary>
    public void Add(GivenSetting given)
    {
        var name = Setting.Find(given.Setting)!.Name;
        Set(name, given.Value, null);
        _options[name] = given.Option;
    }

    /// <summary>What whoever set a setting calls it: the option that did, or its full name.</summary>
    public string CalledBy(Setting setting) => _options.GetValueOrDefault(setting.Name, setting.Name);

    private void Set(string name, string? value, string? file)
    {
        // What says nothing must not undo what an earlier source said.
        if (!Setting.IsEmpty(value))
        {
            _values[name] = (value!, file);
        }
    }

    // A section that is empty sets nothing, and is none of our business.
    private static bool IsKnown(string name, string? value, string where)
    {
        if (Setting.Find(name) is not null)
        {
            return true;
        }

        var parts = name.Split(':');
        if (parts.Length > 2 && Setting.Find($"{parts[0]}:{parts[1]}") is { } single)
        {
            throw new SettingsException($"{single.Name} has several values ({where}), but takes one.");
        }

        if (parts.Length > 1 || !Setting.Sections.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        return Setting.IsEmpty(value)
            ? true
            : throw new SettingsException(
                $"{name} is '{value}' ({where}), but it is a section; its settings are {string.Join(", ", Of(name))}.");
    }

    private bool IsRetired(string name, string where)
    {
        if (!(retired ?? Retired).TryGetValue(name, out var what))
        {
            return false;
        }

        Warn($"The setting {name} ({where}) has no effect any more: {what}");
        return true;
    }

    private void Warn(string sentence)
    {
        if (!_warnings.Contains(sentence))
        {
            _warnings.Add(sentence);
        }
    }

    private static IEnumerable<string> Of(string section) => Setting.All
        .Where(s => string.Equals(s.Section, section, StringComparison.OrdinalIgnoreCase))
        .Select(static s => s.Name)
        .Order(StringComparer.Ordinal);

    private static string Meant(string name, Func<Setting, string> spell)
    {
        var nearest = name.NearestSetting(out var isNear);
        return isNear ? $"Did you mean {spell(nearest)}?" : $"The nearest name there is: {spell(nearest)}.";
    }
}

/// <summary>A setting that the command line gives.</summary>
/// <param name="Setting">Its full name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Option">The option that gives it.</param>
internal sealed record GivenSetting(string Setting, string? Value, string Option);
