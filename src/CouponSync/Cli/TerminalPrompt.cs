using System.Globalization;
using CouponSync.Applying;
using CouponSync.Pipelines;
using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Cli;

/// <summary>Asks on the terminal before a run writes. For a live account the answer is the account's id: nobody types
/// that by habit. With <c>--yes</c>, for the emulated account and without any terminal there is no question.</summary>
/// <param name="host">The process.</param>
/// <param name="progress">Gives way to the question.</param>
/// <param name="record">Has what there is to be warned of.</param>
/// <param name="terminal">Where to ask, see <see cref="FindTerminal"/>; null to ask nothing.</param>
/// <param name="isPlain">Whether the terminal's colours would be out of place, as in JSON.</param>
internal sealed class TerminalPrompt(ProgramHost host, ProgressDisplays progress, RunRecord record, TextWriter? terminal, bool isPlain = false) : IRunPrompt
{
    private const int MostShown = 5;
    private const int MostWarningsPerKind = 3;

    // Nobody waits for ever, holding the account's lock: not for somebody who went home.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Finds where a run can ask. Whoever is there and cannot be asked must have said <c>--yes</c>.</summary>
    /// <returns>Null when there is nothing to ask.</returns>
    /// <exception cref="SettingsException">Somebody is there who cannot be asked.</exception>
    public static TextWriter? FindTerminal(ProgramHost host, RunOptions options, LogFormat format)
    {
        if (options.DryRun || options.Yes || options.UsesEmulator || host.Terminal.IsScheduled)
        {
            return null;
        }

        if (!host.Terminal.InputIsTerminal)
        {
            throw new SettingsException(
                "Standard input is not the terminal, so that you could not be asked before anything is changed: say --yes, or --dry-run to see the changes first.");
        }

        // A question is none among lines of JSON, where the terminal can be had without them.
        return host.Terminal.ErrorIsTerminal && format != LogFormat.Json ? host.Error
            : host.OpenTerminal() is { } terminal ? new ConsoleWriter(terminal)
            : host.Terminal.ErrorIsTerminal ? host.Error
            : throw new SettingsException(
                "Standard error is redirected and there is no controlling terminal, so that you could not be asked before anything is changed: say --yes, or --dry-run to see the changes first.");
    }

    /// <inheritdoc/>
    public async Task<string?> AskAsync(PlanReview review, CancellationToken stop)
    {
        if (terminal is null)
        {
            return null;
        }

        using var suspended = progress.Suspend();
        var account = review.Account;
        ShowFirst(review, terminal);
        terminal.WriteLine(Summary(review));
        terminal.WriteLine($"The plan is in {review.Directory.PlanPath} (SHA-256 {review.Plan.Sha256}).");
        var wanted = account.IsKnown ? account.Id : "live";
        terminal.Write(account.Livemode
            ? $"{Warning(account, review.Left)} Type {(account.IsKnown ? $"the account's id, {wanted}," : $"the word {wanted}")} to go on: "
            : "Apply it? Type yes to go on: ");
        terminal.Flush();
        string? answer;
        try
        {
            answer = (await host.ReadAnswer().WaitAsync(Patience, host.Time, stop))?.Trim();
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            terminal.WriteLine();
            stop.ThrowIfCancellationRequested();
            return $"Nobody answered within {Figures.Duration(Patience)}; nothing was changed.";
        }

        if (answer is null)
        {
            terminal.WriteLine();
        }

        return (account.Livemode ? answer == wanted : answer?.ToUpperInvariant() is "YES" or "Y")
            ? null
            : "You did not agree to the changes; nothing was changed.";
    }

    // Metadata and names are the shop's own business. Terms are the customers'.
    private static string Warning(AccountInfo account, RunCounts left) =>
        $"This writes to your LIVE account{(account.IsKnown ? $" {account.Id}" : ", whose id this key may not read")}"
        + (left.Create + left.Delete > 0 ? ". This changes what real customers are charged by." : ".");

    private void ShowFirst(PlanReview review, TextWriter terminal)
    {
        var plan = review.Plan;
        var console = HostConsoles.Terminal(host, terminal, isPlain);
        var (width, input) = (ReportConsole.LayoutWidth(console), review.Input is "-" ? "stdin" : review.Input);
        var lines = new ConsoleChange(console, width, input);
        using var decided = ResultsFile.Open(review.Directory.ResultsPath, plan.ChangeCount);
        foreach (var change in ReportedChange.Of(plan, decided, dryRun: true).Where(static c => c.Outcome is null).Take(MostShown))
        {
            lines.Write(change);
        }

        var more = plan.ChangeCount - (review.Decided?.Attempted ?? 0) - MostShown;
        if (more > 0)
        {
            terminal.WriteLine($"… and {Figures.Count(more)} more");
        }

        terminal.WriteLine();
        var warnings = new ConsoleProblems(console, width, input, fullReport: null);
        foreach (var group in ProblemGroups.Of(record.Warnings, MostWarningsPerKind, CancellationToken.None))
        {
            warnings.Write(group);
            terminal.WriteLine();
        }
    }

    private static string Summary(PlanReview review)
    {
        var (counts, left, account) = (review.Counts, review.Left, review.Account);
        (long Count, string What)[] actions =
        [
            (left.Update, "updated"), (left.Create, "created"), (left.Delete, "deleted"),
        ];
        (long Count, string What)[] others =
        [
            (counts.Unchanged, "unchanged"), (counts.Missing, "missing"), (counts.Conflict, "in conflict"), (counts.Invalid, "invalid"),
            (review.Decided?.Applied ?? 0, "applied before"), (review.Decided?.AlreadyApplied ?? 0, "already in place"),
            (review.Decided?.Stale ?? 0, "stale"),
        ];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{left.Changes:N0} of {Figures.Count(counts.Rows, "coupon")} will be changed in {(account.Livemode ? "LIVE" : "test")} account {account.Id} ({Listed(actions)})")
            + (others.Any(static o => o.Count > 0) ? $"; the others: {Listed(others)}." : ".")
            + (review.Limit is { } limit && limit < left.Changes
                ? $" Of these changes, only the first {(limit == 1 ? "one is" : $"{Figures.Count(limit)} are")} made now (--limit)."
                : "");
    }

    private static string Listed(IEnumerable<(long Count, string What)> parts) => string.Join(", ", parts
        .Where(static p => p.Count > 0)
        .Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Count:N0} {p.What}")));
}
