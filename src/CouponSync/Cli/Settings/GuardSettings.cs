using System.ComponentModel.DataAnnotations;
using CouponSync.Planning;

namespace CouponSync.Cli.Settings;

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

    /// <summary>What a plan is held against.</summary>
    /// <param name="rowsMatter">Whether the guard of the rows is in force.</param>
    public GuardLimits Limits(bool rowsMatter) => new()
    {
        MaxChanges = IsForced(GuardNames.MaxChanges) ? null : MaxChanges,
        MaxCreates = IsForced(GuardNames.MaxCreates) ? null : MaxCreates,
        MaxUnsets = IsForced(GuardNames.MaxUnsets) ? null : MaxUnsets,
        MinRowsRatio = rowsMatter && !IsForced(GuardNames.MinRows) ? MinRowsRatio : null,
    };

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

    private bool IsForced(string name) => Forced().Contains(name, StringComparer.Ordinal);

    private string[] Forced() => Force?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
