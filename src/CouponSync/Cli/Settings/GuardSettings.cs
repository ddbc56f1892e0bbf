using CouponSync.Planning;

namespace CouponSync.Cli.Settings;

/// <summary>Section <c>Guards</c>: what a plan, or a run, must not exceed. Each is a number or a percentage.</summary>
internal sealed class GuardSettings
{
    /// <summary>The most changes, or per cent of the rows.</summary>
    public CountLimit? MaxChanges { get; set; }

    /// <summary>The most metadata keys to unset, or per cent of the rows.</summary>
    public CountLimit? MaxUnsets { get; set; }

    /// <summary>The most failed changes, or per cent of the changes, before the run stops.</summary>
    public CountLimit? MaxFailures { get; set; }

    /// <summary>What a plan is held against.</summary>
    public GuardLimits Limits() => new() { MaxChanges = MaxChanges, MaxUnsets = MaxUnsets };
}
