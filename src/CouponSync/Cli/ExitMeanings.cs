using CouponSync.Cli.Help;
using CouponSync.Runs;

namespace CouponSync.Cli;

/// <summary>The exit codes as the help and the README have them.</summary>
internal static class ExitMeanings
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExitMeaning> All { get; } =
    [
        new(ExitCode.Done, "done: nothing to do, everything applied, or the dry run is complete"),
        new(ExitCode.SomeFailed, "finished, but some rows failed: missing, in conflict, refused by Stripe, or not known whether they were made"),
        new(ExitCode.ChangesPending, "changes are pending (only --dry-run --detailed-exit-code)"),
        new(ExitCode.InvalidInput, "the input is invalid; nothing was changed"),
        new(ExitCode.Configuration, "configuration, credentials or permission; nothing was changed"),
        new(ExitCode.GuardRefused, "a guard refused the plan; nothing was changed"),
        new(ExitCode.Locked, "another run works on this account"),
        new(ExitCode.StoppedEarly, "stopped early: failure limit, time budget, Stripe unreachable, a file that cannot be written; the rest was not attempted. Or all is done, and something that was asked for could not be written"),
        new(ExitCode.Fault, "a fault of the program itself; one line says where its log is"),
        new(ExitCode.Cancelled, "cancelled; what was under way was finished first"),
    ];

    /// <summary>All but one.</summary>
    public static IReadOnlyList<ExitMeaning> Without(int code) => [.. All.Where(e => e.Code != code)];

    /// <summary>Those of a command that makes no run.</summary>
    /// <param name="someFailed">What 1 means there; null where it does not occur.</param>
    /// <param name="hasInput">Whether it reads what can be invalid.</param>
    /// <param name="asksStripe">Whether it sends requests.</param>
    public static IReadOnlyList<ExitMeaning> Of(string? someFailed, bool hasInput = false, bool asksStripe = true) =>
    [
        new(ExitCode.Done, "done"),
        .. someFailed is null ? (ExitMeaning[])[] : [new(ExitCode.SomeFailed, someFailed)],
        .. All.Where(e => e.Code is ExitCode.Configuration or ExitCode.Fault or ExitCode.Cancelled || (hasInput && e.Code == ExitCode.InvalidInput))
            .Append(new(ExitCode.StoppedEarly, asksStripe ? "stopped early: Stripe is unreachable, or a file cannot be written" : "stopped early: a file cannot be written"))
            .OrderBy(static e => e.Code),
    ];
}
