using System.Globalization;
using System.Text;
using CouponSync.Cli;

namespace CouponSync.Reporting;

/// <summary>What a person would do after a run.</summary>
/// <param name="What">What it is for, as a short phrase.</param>
/// <param name="Command">The command, quoted for a POSIX shell.</param>
internal sealed record NextStep(string What, string Command)
{
    /// <summary>The steps that make sense after a run, the likeliest first; none when all is done.</summary>
    public static IReadOnlyList<NextStep> After(RunInfo run, RunSummary summary)
    {
        var steps = new List<NextStep>();
        var wentToItsEnd = run.ExitCode is ExitCode.Done or ExitCode.SomeFailed or ExitCode.ChangesPending;
        if (run.DryRun && wentToItsEnd && summary.Changes > 0)
        {
            steps.Add(run.PlanFile is { } plan
                ? new NextStep("Apply exactly this plan", Shell("couponsync", "apply", plan))
                : new NextStep("Apply it", RealRun(run)));
        }

        if (!run.DryRun && summary.NotAttempted > 0 && run.Directory is not null)
        {
            steps.Add(new NextStep("Go on where it stopped", Shell("couponsync", "apply", run.Id)));
        }

        if (run.ErrorsFile is { } errors && run.ExitCode != ExitCode.InvalidInput)
        {
            steps.Add(new NextStep("Try the failed rows again, once mended", Shell("couponsync", "sync", errors)));
        }

        if (run.ExitCode == ExitCode.InvalidInput && run.Input is { } input)
        {
            steps.Add(new NextStep("Check the file again, offline", Shell("couponsync", "check", input.Path)));
        }

        if (!run.DryRun && summary.Applied > 0 && run.Directory is not null)
        {
            steps.Add(new NextStep("Undo this run", Shell("couponsync", "revert", run.Id)));
        }

        return steps;
    }

    private static string RealRun(RunInfo run)
    {
        IEnumerable<string> arguments = run.Arguments.Count > 0
            ? run.Arguments.Where(a => !IsDryRunOption(a))
            : run.Input is { } input ? [run.Command, input.Path] : [run.Command];
        return Shell(["couponsync", .. arguments]);
    }

    private static bool IsDryRunOption(string argument) =>
        argument is "--dry-run" or "--detailed-exit-code"
        || argument.StartsWith("--dry-run=", StringComparison.Ordinal)
        || argument.StartsWith("--detailed-exit-code=", StringComparison.Ordinal);

    private static string Shell(params IEnumerable<string> words) => string.Join(' ', words.Select(Word));

    private static string Word(string word)
    {
        var plain = word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,~".Contains(c, StringComparison.Ordinal));
        if (plain)
        {
            return word;
        }

        // What a terminal would obey cannot be shown inside simple quotes; $'...' spells it out.
        return word.EnumerateRunes().Any(VisibleText.IsUnsafe)
            ? "$'" + string.Concat(word.EnumerateRunes().Select(AnsiC)) + "'"
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    private static string AnsiC(Rune rune) => rune.Value switch
    {
        '\'' => "\\'",
        '\\' => @"\\",
        _ when VisibleText.IsUnsafe(rune) => "\\U" + rune.Value.ToString("X8", CultureInfo.InvariantCulture),
        _ => rune.ToString(),
    };
}
