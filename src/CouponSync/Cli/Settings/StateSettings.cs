using System.ComponentModel.DataAnnotations;

namespace CouponSync.Cli.Settings;

/// <summary>Section <c>State</c>: what runs leave behind.</summary>
internal sealed class StateSettings
{
    /// <summary>The directory of runs, remote images and locks, relative to the working directory.</summary>
    [Required]
    public string Directory { get; set; } = ".couponsync";
}
