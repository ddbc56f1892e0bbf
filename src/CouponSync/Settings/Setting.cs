using System.Reflection;

namespace CouponSync.Settings;

/// <summary>A setting that there is, as the option classes have it.</summary>
/// <param name="Section">Its section.</param>
/// <param name="Property">Where its value goes.</param>
internal sealed record Setting(string Section, PropertyInfo Property)
{
    private static readonly Dictionary<string, Setting> ByName = SyncSettings.Sections
        .SelectMany(static s => Of(s.Type, s.Name))
        .ToDictionary(static s => s.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All there are.</summary>
    public static IReadOnlyCollection<Setting> All => ByName.Values;

    /// <summary>The names of all sections.</summary>
    public static IReadOnlyCollection<string> Sections { get; } =
        [.. ByName.Values.Select(static s => s.Section).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The full name, such as <c>Guards:MaxChanges</c>.</summary>
    public string Name => $"{Section}:{Property.Name}";

    /// <summary>The environment variable that sets it, such as <c>COUPONSYNC_Guards__MaxChanges</c>.</summary>
    public string Variable => $"{SettingSources.EnvironmentPrefix}{Section}__{Property.Name}";

    /// <summary>Whether it protects against the wrong account or too many changes. Such a one must not go because a
    /// variable of a script turned out empty.</summary>
    public bool Protects => Section == "Guards" || Name is "Stripe:Account" or "Stripe:ExpectAccount" or "Stripe:ExpectLivemode" or "Stripe:ApiBase";

    /// <summary>The settings of an option class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="section">Its section; single properties may name another one.</param>
    public static IEnumerable<Setting> Of(Type type, string section) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(static p => p.SetMethod is not null)
        .Select(p => new Setting(p.GetCustomAttribute<SectionAttribute>()?.Name ?? section, p));

    /// <summary>Finds a setting by its full name, whatever its case.</summary>
    public static Setting? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Whether a text says nothing. A tab does: it can separate cells.</summary>
    public static bool IsEmpty(string? text) => text is null || text.Trim(' ', '\r', '\n').Length == 0;
}
