using CouponSync.StripeApi;

namespace CouponSync.Runs;

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

    /// <summary>Stopped early: failure limit, time budget, Stripe unreachable, a file that cannot be written.</summary>
    public const int StoppedEarly = 7;

    /// <summary>A fault of the program itself.</summary>
    public const int Fault = 70;

    /// <summary>Cancelled, in order.</summary>
    public const int Cancelled = 130;

    /// <summary>How a command ends whose work is done, when what was asked for could not be delivered: without that it is no
    /// success.</summary>
    /// <param name="exitCode">How it would end otherwise.</param>
    public static int Undelivered(int exitCode) => exitCode is Done or SomeFailed or ChangesPending ? StoppedEarly : exitCode;

    /// <summary>How a command ends that a failure of Stripe's ended.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="isOfOneCoupon">Whether one coupon was all that was asked for, so that its refusal is the outcome.</param>
    public static int After(StripeFailure failure, bool isOfOneCoupon = false) => failure switch
    {
        { MayHaveBeenMade: true } => StoppedEarly,
        { IsCredential: true } => Configuration,
        { MayPass: false } when isOfOneCoupon && (failure.Status is not null || failure.Code == StripeFailure.AnswerDiffers) => SomeFailed,
        _ => StoppedEarly,
    };
}
