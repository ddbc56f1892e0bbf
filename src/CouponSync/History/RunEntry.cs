using CouponSync.Reporting;
using CouponSync.Runs;

namespace CouponSync.History;

/// <summary>What a past run's directory says of it.</summary>
internal enum RunState
{
    /// <summary>It wrote its report.</summary>
    Reported,

    /// <summary>It holds a lock at this moment.</summary>
    Running,

    /// <summary>It ended without a report: killed, or the power went.</summary>
    Broken,
}

/// <summary>A past run, or the one that is going on.</summary>
/// <param name="Directory">Its files.</param>
/// <param name="State">What its directory says.</param>
/// <param name="Report">The head of its report, when it has one.</param>
/// <param name="Unfinished">What a broken run left to do, when it had a plan.</param>
internal sealed record RunEntry(RunDirectory Directory, RunState State, RunReportHead? Report, Unfinished? Unfinished)
{
    /// <summary>The run's id.</summary>
    public string Id => Directory.Id;

    /// <summary>Whether it changed, or could have changed, something, and all went well.</summary>
    public bool IsSuccess => Report is { Run: { ExitCode: ExitCode.Done, DryRun: false } };
}
