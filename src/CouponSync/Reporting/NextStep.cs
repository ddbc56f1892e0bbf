using CouponSync.Planning;
using CouponSync.Runs;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>What a person would do after a run.</summary>
/// <param name="What">What it is for, as a short phrase, and what is to be added.</param>
/// <param name="Command">The command, quoted for a POSIX shell.</param>
internal sealed record NextStep(string What, string Command)
{
    private static readonly string[] DryRunOptions = ["--dry-run", "-n", "--detailed-exit-code"];

    private static readonly string[] OutputOptions = ["--plan", "--report", "--report-format"];

    private static readonly string[] AccountOptions =
        ["--config", "--state-dir", "--api-base", "--stripe-account", "--expect-account", "--expect-livemode", "--rate"];

    /// <summary>The steps that make sense after a run, the likeliest first; none when all is done.</summary>
    public static IReadOnlyList<NextStep> After(RunInfo run, RunCounts summary)
    {
        var steps = new List<NextStep>();
        var wentToItsEnd = run.ExitCode is ExitCode.Done or ExitCode.SomeFailed or ExitCode.ChangesPending;
        if (run.DryRun && wentToItsEnd && summary.Undecided > 0)
        {
            if (run.PlanFile is { } plan)
            {
                steps.Add(new NextStep(
                    "Apply exactly this plan", ShellWords.Join(["couponsync", "apply", Words.Argument(plan), .. Sealed(run), .. SameAccount(run), .. LiveLeave(run), .. Limit(run)])));
            }
            else if (run is { Command: "revert", Directory: not null })
            {
                steps.Add(new NextStep(
                    "Apply exactly this plan", ShellWords.Join(["couponsync", "apply", run.Id, .. SameAccount(run), .. LiveLeave(run), .. Limit(run)])));
            }
            else if (!ReadStandardInput(run))
            {
                steps.Add(new NextStep(Remarked("Apply it", run), RealRun(run)));
            }
        }

        if (!run.DryRun && summary.NotAttempted + summary.Unknown > 0 && run.Directory is not null && !IsRefused(run, summary))
        {
            steps.Add(new NextStep(
                summary.NotAttempted > 0 ? (wentToItsEnd ? "Continue with the rest" : "Continue where it stopped") : "Check the unknown changes, and make those that were not made", ShellWords.Join(["couponsync", "apply", run.Id, .. SameAccount(run)])));
        }

        if (run.ErrorsFile is { } errors && run.ExitCode != ExitCode.InvalidInput)
        {
            steps.Add(new NextStep(Remarked("Try the failed rows again after correcting them", run), ShellWords.Join(["couponsync", .. Again(run, errors)])));
        }

        if (run.ExitCode == ExitCode.InvalidInput && run.Input is { } input && !ReadStandardInput(run))
        {
            steps.Add(new NextStep("Check the file after correcting it", ShellWords.Join("couponsync", "check", Words.Argument(input.Path))));
        }

        if (!run.DryRun && summary.Applied + summary.Deviating + summary.Unknown > 0 && run.Directory is not null)
        {
            steps.Add(new NextStep("Undo this run", ShellWords.Join(["couponsync", "revert", run.Id, .. SameAccount(run)])));
        }

        return steps;
    }

    // As long as what refused it stands, going on would end there again.
    private static bool IsRefused(RunInfo run, RunCounts summary) =>
        run.ExitCode is ExitCode.GuardRefused or ExitCode.InvalidInput
        || (run.ExitCode == ExitCode.Configuration && summary.NotAttempted == summary.Changes);

    private static IEnumerable<string> Sealed(RunInfo run) => run.PlanSha256 is { } sha256 ? ["--sha256", sha256] : [];

    private static IEnumerable<string> Limit(RunInfo run) =>
        run.Arguments.SkipWhile(static a => a != "--limit").Take(2);

    // Standard input is gone once it was read: no command could read it again.
    private static bool ReadStandardInput(RunInfo run) => run.Input is { Path: "-" };

    // The report of the dry run stays as it was reviewed: the next run must not write over it.
    private static string RealRun(RunInfo run)
    {
        IEnumerable<string> arguments = run.Arguments.Count > 0
            ? [.. Without(run.Arguments, DryRunOptions, [.. OutputOptions, .. Secrets.Options]), .. LiveLeave(run)]
            : run.Input is { } input ? [run.Command, Words.Argument(input.Path)] : [run.Command];
        return ShellWords.Join(["couponsync", .. arguments]);
    }

    // What is not kept cannot be proposed; whoever copies the command must know.
    private static string Remarked(string what, RunInfo run)
    {
        var left = Secrets.Options.Where(o => run.Arguments.Any(a => IsOption(a, o))).ToList();
        return left.Count == 0 ? what : $"{what} (without {string.Join(", ", left)}, which is not kept)";
    }

    // A dry run needs no leave to write to a live account; the real one does.
    private static IEnumerable<string> LiveLeave(RunInfo run) =>
        run.Account is { Livemode: true } && !run.Arguments.Contains("--live") ? ["--live"] : [];

    // The same command with another file: without its options it might go to another account. A reviewed plan and its
    // reports must not be written over by the next run.
    private static IEnumerable<string> Again(RunInfo run, string file) => run.Input is { } input && run.Arguments.Contains(Words.Argument(input.Path))
        ? Without(run.Arguments, [], [.. OutputOptions, .. Secrets.Options]).Select(a => a == Words.Argument(input.Path) ? file : a)
        : ["sync", file, .. SameAccount(run)];

    private static IEnumerable<string> Without(IReadOnlyList<string> arguments, string[] switches, string[] options)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (options.Contains(arguments[i], StringComparer.Ordinal))
            {
                i++;
            }
            else if (!switches.Concat(options).Any(o => IsOption(arguments[i], o)))
            {
                yield return arguments[i];
            }
        }
    }

    // What another command needs to find the same account and the same runs, and to go as fast as was foretold.
    private static IEnumerable<string> SameAccount(RunInfo run)
    {
        for (var i = 0; i < run.Arguments.Count; i++)
        {
            var argument = run.Arguments[i];
            if (AccountOptions.Contains(argument, StringComparer.Ordinal) && i + 1 < run.Arguments.Count)
            {
                yield return argument;
                yield return run.Arguments[++i];
            }
            else if (argument is "--emulator" or "--live" || AccountOptions.Any(o => IsOption(argument, o)))
            {
                yield return argument;
            }
        }
    }

    private static bool IsOption(string argument, string option) =>
        argument == option || argument.StartsWith(option + "=", StringComparison.Ordinal);
}
