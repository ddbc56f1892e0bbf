using System.ComponentModel.DataAnnotations;

namespace CouponSync.Settings;

/// <summary>Section <c>Runs</c>: how long a run may take, and how long what it leaves behind is kept.</summary>
internal sealed class RunsSettings
{
    /// <summary>How many runs are kept that sent no change: dry runs, and runs that were refused or found nothing to do.</summary>
    [Range(1, 100_000)]
    public int Keep { get; set; } = 60;

    /// <summary>How many runs that sent changes are kept for each account, so that they can be reverted.</summary>
    [Range(1, 100_000)]
    public int KeepChanges { get; set; } = 60;

    /// <summary>How old a kept run may become; any age when not set.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>After how long a run stops in order and leaves the rest to another; no limit when not set.</summary>
    public TimeSpan? MaxDuration { get; set; }

    /// <summary>How long requests that are under way may take once a run stops.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan FinishWithin { get; set; } = TimeSpan.FromSeconds(20);
}
