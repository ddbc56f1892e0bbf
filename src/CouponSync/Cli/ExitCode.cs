namespace CouponSync.Cli;

/// <summary>What the process's exit code means; schedulers rely on it.</summary>
internal static class ExitCode
{
    /// <summary>Nothing to do, everything applied, or the dry run is complete.</summary>
    public const int Done = 0;

    /// <summary>Finished, but some rows failed: missing, in conflict, refused by Stripe.</summary>
    public const int SomeFailed = 1;

    /// <summary>Changes are pending; only of a dry run with <c>--detailed-exit-code</c>.</summary>
    public const int ChangesPending = 2;

    /// <summary>The input is invalid; nothing was changed.</summary>
    public const int InvalidInput = 3;

    /// <summary>Configuration, credentials or permission; nothing was changed.</summary>
    public const int Configuration = 4;

    /// <summary>A guard refused the plan; nothing was changed.</summary>
    public const int GuardRefused = 5;

    /// <summary>Another run holds the lock.</summary>
    public const int Locked = 6;

    /// <summary>Stopped early: failure limit, time budget, Stripe unreachable.</summary>
    public const int StoppedEarly = 7;

    /// <summary>Cancelled, in order.</summary>
    public const int Cancelled = 130;
}
