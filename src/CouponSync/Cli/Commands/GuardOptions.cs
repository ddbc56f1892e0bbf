namespace CouponSync.Cli.Commands;

/// <summary>The guards, as every command that applies changes has them.</summary>
internal static class GuardOptions
{
    /// <summary>The options that stand for settings of section <c>Guards</c>.</summary>
    public static IReadOnlyList<SettingOption> Settings =>
    [
        SettingOption.Value("Guards:MaxChanges", "--max-changes", "Refuse a plan with more changes than this, a number or a percentage of the rows", "n|p%"),
        SettingOption.Value("Guards:MaxCreates", "--max-creates", "Refuse a plan that creates more coupons than this", "n|p%"),
        SettingOption.Value("Guards:MaxUnsets", "--max-unsets", "Refuse a plan that unsets more metadata keys than this", "n|p%"),
        SettingOption.Value("Guards:MaxFailures", "--max-failures", "Stop when more changes than this have failed, a number or a percentage of the changes", "n|p%"),
        SettingOption.Values("Guards:Force", "--force", $"Lift one guard: {string.Join(", ", Planning.GuardNames.All)}; can be repeated", "guard"),
    ];
}
