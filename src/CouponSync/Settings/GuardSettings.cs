using System.ComponentModel.DataAnnotations;

namespace CouponSync.Settings;

/// <summary>Section <c>Guards</c>: what a plan, or a run, must not exceed. Each maximum is a number or a percentage.</summary>
internal sealed class GuardSettings
{
    /// <summary>The most changes a plan may have: a number, or a percentage of the rows.</summary>
    public CountLimit? MaxChanges { get; set; }

    /// <summary>The most coupons a plan may create: a number, or a percentage of the rows.</summary>
    public CountLimit? MaxCreates { get; set; }

    /// <summary>The most metadata keys a plan may unset: a number, or a percentage of the rows.</summary>
    public CountLimit? MaxUnsets { get; set; }

    /// <summary>The most changes that may fail before the run stops: a number, or a percentage of the changes.</summary>
    public CountLimit? MaxFailures { get; set; }

    /// <summary>The least share of the rows the same input had when it was last applied; it catches empty and cut files. In
    /// force with <c>--prune-metadata</c>, and for runs without any terminal.</summary>
    [Range(0.0, 1.0)]
    public double MinRowsRatio { get; set; } = 0.5;

    /// <summary>The guards that are lifted, by name, separated by commas.</summary>
    public string? Force { get; set; }

    /// <summary>What a plan is held against; lifted guards are not among it.</summary>
    /// <param name="rowsMatter">Whether the guard of the rows is in force.</param>
    public GuardLimits Limits(bool rowsMatter) => Limits(rowsMatter, static isForced => !isForced);

    /// <summary>The guards that are lifted, to say what they would have refused.</summary>
    /// <param name="rowsMatter">Whether the guard of the rows would be in force.</param>
    public GuardLimits LiftedLimits(bool rowsMatter) => Limits(rowsMatter, static isForced => isForced);

    /// <summary>When a run gives up; null for never.</summary>
    public CountLimit? FailureLimit => IsForced(GuardNames.MaxFailures) ? null : MaxFailures;

    /// <summary>Checks the names of the lifted guards.</summary>
    /// <exception cref="SettingsException">A name is none.</exception>
    public GuardSettings Checked()
    {
        foreach (var name in Forced())
        {
            if (!GuardNames.All.Contains(name))
            {
                throw new SettingsException($"Guards:Force (--force) is '{name}', but must be the name of a guard: {string.Join(", ", GuardNames.All)}.");
            }
        }

        return this;
    }

    private GuardLimits Limits(bool rowsMatter, Func<bool, bool> counts) => new()
    {
        MaxChanges = counts(IsForced(GuardNames.MaxChanges)) ? MaxChanges : null,
        MaxCreates = counts(IsForced(GuardNames.MaxCreates)) ? MaxCreates : null,
        MaxUnsets = counts(IsForced(GuardNames.MaxUnsets)) ? MaxUnsets : null,
        MinRowsRatio = rowsMatter && counts(IsForced(GuardNames.MinRows)) ? MinRowsRatio : null,
    };

    private bool IsForced(string name) => Forced().Contains(name, StringComparer.Ordinal);

    private string[] Forced() => Force?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
