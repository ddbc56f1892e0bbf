namespace CouponSync.Runs;

/// <summary>The run must not go on, for a reason that is the user's to mend; nothing was changed.</summary>
/// <param name="exitCode">How the process ends.</param>
/// <param name="reason">A sentence: what is wrong, and what to do about it.</param>
internal sealed class RunRefusedException(int exitCode, string reason) : Exception(reason)
{
    /// <summary>How the process ends.</summary>
    public int ExitCode { get; } = exitCode;
}
