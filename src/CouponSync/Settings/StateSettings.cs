using System.ComponentModel.DataAnnotations;

namespace CouponSync.Settings;

/// <summary>Section <c>State</c>: what runs leave behind.</summary>
internal sealed class StateSettings
{
    /// <summary>The directory of runs, snapshots and locks, relative to the working directory.</summary>
    [Required]
    public string Directory { get; set; } = ".couponsync";

    /// <summary>How long to wait for another run on the same account.</summary>
    public TimeSpan LockWait { get; set; }

    /// <summary>How long a run on another machine may be silent before its lock is taken over.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan LockStaleAfter { get; set; } = TimeSpan.FromMinutes(2);
}
