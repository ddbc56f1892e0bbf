using CouponSync.Text;

namespace CouponSync.Settings;

/// <summary>What a name that no setting has was probably meant to be. Case and punctuation do not count.</summary>
internal static class SettingNames
{
    /// <summary>The setting whose name is nearest.</summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="isNear">Whether it is near enough for a typing error.</param>
    public static Setting NearestSetting(this string name, out bool isNear)
    {
        var last = name.Split(':')[^1];
        var (nearest, distance) = Setting.All
            .Select(s => (Setting: s, Distance: Math.Min(Distance(name, s.Name), Distance(last, s.Property.Name) + 1)))
            .MinBy(s => (s.Distance, Spelling.Distance(name, s.Setting.Name)));
        isNear = distance <= Math.Max(1, last.Length / 4);
        return nearest;
    }

    /// <summary>Whether a name in a file that other programs share was probably meant for CouponSync.</summary>
    public static bool IsNearSetting(this string name)
    {
        var parts = name.Split(':');
        return Setting.Sections.Any(s => IsNear(parts[0], s, s.Length > 6 ? 2 : 1))
            || Setting.All.Any(s => IsNear(name, s.Name, (name.Length - 1) / 4)
                || name.EndsWith(":" + s.Name, StringComparison.OrdinalIgnoreCase)
                || (parts.Length == 1 && IsNear(name, s.Property.Name, 0)));
    }

    // STATE_DIR is State:Directory, cut short.
    private static int Distance(string name, string known)
    {
        var distance = Spelling.Distance(name, known);
        return Spelling.IsBeginning(name, known) ? (distance + 1) / 2 : distance;
    }

    private static bool IsNear(string name, string known, int distance) => Spelling.Distance(name, known) <= distance;
}
