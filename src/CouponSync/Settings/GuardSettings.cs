using System.ComponentModel.DataAnnotations;

namespace CouponSync.Settings;

/// <summary>Section <c>Guards</c>: what a plan, or a run, must not exceed. Each maximum is a number or a percentage.</summary>
internal sealed class GuardSettings
{
    /// <summary>The most changes, or per cent of the rows.</summary>
    public CountLimit? MaxChanges { get; set; }

    /// <summary>The most coupons to create, or per cent of the rows.</summary>
    public CountLimit? MaxCreates { get; set; }

    /// <summary>The most metadata keys to unset, or per cent of the rows.</summary>
    public CountLimit? MaxUnsets { get; set; }

    /// <summary>The most failed changes, or per cent of the changes, before the run stops.</summary>
    public CountLimit? MaxFailures { get; set; }

    /// <summary>The least share of the rows that the same input had when it was last applied: an empty or cut file is
    /// the commonest accident. In force with <c>--prune-metadata</c>, and where nobody is there to be asked.</summary>
    [Range(0.0, 1.0)]
    public double MinRowsRatio { get; set; } = 0.5;

    /// <summary>The guards that are lifted (<c>--force</c>), by name, separated by commas.</summary>
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
