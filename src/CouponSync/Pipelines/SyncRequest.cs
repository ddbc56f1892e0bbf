namespace CouponSync.Pipelines;

/// <summary>What one invocation of <c>sync</c> is asked to do, apart from the settings.</summary>
internal sealed record SyncRequest
{
    /// <summary>The input as it was given: a path, or <c>-</c>.</summary>
    public required string Input { get; init; }

    /// <summary>Plan only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether a dry run with pending changes ends with 2.</summary>
    public bool DetailedExitCode { get; init; }
}
