using System.Globalization;
using CouponSync.Applying;
using CouponSync.Pipelines;
using CouponSync.Reporting;
using CouponSync.Settings;
using CouponSync.Text;
using Spectre.Console;

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

    // The least a terminal has: what is asked about must not have scrolled away.
    private const int ScreenRows = 24;

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
                "Standard input is not a terminal, so you cannot be asked before anything is changed. Add --yes to agree in advance, or --dry-run to see the changes first.");
        }

        // A question is none among lines of JSON, where the terminal can be had without them.
        return host.Terminal.ErrorIsTerminal && format != LogFormat.Json ? host.Error
            : host.OpenTerminal() is { } terminal ? new ConsoleWriter(terminal)
            : host.Terminal.ErrorIsTerminal ? host.Error
            : throw new SettingsException(
                "Standard error is redirected and there is no controlling terminal, so you cannot be asked before anything is changed. Add --yes to agree in advance, or --dry-run to see the changes first.");
    }

    /// <summary>Whether it was asked, and nobody agreed.</summary>
    public bool IsDeclined { get; private set; }

    /// <inheritdoc/>
    public async Task<string?> AskAsync(PlanReview review, CancellationToken stop)
    {
        if (terminal is null)
        {
            return null;
        }

        using var suspended = progress.Suspend();
        var account = review.Account;
        var wanted = account.IsKnown ? account.Id : "live";
        var question = Lines(console =>
        {
            new StyledLine().Add(Summary(review)).WriteTo(console);
            new StyledLine().Add($"The plan is in {VisibleText.Escape(review.Directory.PlanPath)} (SHA-256 {review.Plan.Sha256}).").WriteTo(console);
            new StyledLine().Add(account.Livemode
                ? $"{Warning(account, review)} Type {(account.IsKnown ? $"the account's id, {wanted}," : $"the word {wanted}")} to continue:"
                : "Apply it? Type yes to continue:").WriteTo(console);
        });
        foreach (var line in First(review, Math.Max(8, ScreenRows - question.Sum(RowsOf))))
        {
            // Not by WriteLine, which would show the colours' control sequences.
            terminal.Write(line + terminal.NewLine);
        }

        terminal.Write(string.Join(Environment.NewLine, question) + " ");
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
            IsDeclined = true;
            return $"Nobody answered within {Figures.Duration(Patience)}; nothing was changed.";
        }

        if (answer is null)
        {
            terminal.WriteLine();
        }

        IsDeclined = !(account.Livemode ? answer == wanted : answer?.ToUpperInvariant() is "YES" or "Y");
        return IsDeclined ? "You did not agree to the changes; nothing was changed." : null;
    }

    // Metadata and names are the shop's own business. Terms are the customers'.
    private static string Warning(AccountInfo account, PlanReview review) =>
        $"This writes to your LIVE account{(account.IsKnown ? $" {account.Id}" : ", whose id this key may not read")}"
        + (review.Left.Create + review.Left.Delete > 0 || review.Plan.Header.HasCurrencies ? ". This affects what real customers pay." : ".");

    // A word that is longer than a line goes on in the next one.
    private int RowsOf(string line) => host.Terminal.Width is > 0 and var width ? Math.Max(1, (VisibleText.Cells(line) + width - 1) / width) : 1;

    // The first changes and the warnings, in so many rows.
    private List<string> First(PlanReview review, int rows)
    {
        var input = review.Input is "-" ? "stdin" : review.Input;
        var warnings = Warnings(input, rows / 2);
        // Between them stand the line that counts the further changes, and an empty one.
        var room = rows - warnings.Count - 2;
        using var decided = ResultsFile.Open(review.Directory.ResultsPath, review.Plan.ChangeCount);
        var lines = new List<string>();
        var shown = 0;
        foreach (var change in ReportedChange.Of(review.Plan, decided, dryRun: true, []).Where(static c => c.Outcome is null).Take(MostShown))
        {
            var next = Lines(console => new ConsoleChange(console, ReportConsole.LayoutWidth(console), input).Write(change));
            if (lines.Count + next.Count > room)
            {
                if (shown > 0)
                {
                    break;
                }

                next = [.. next.Take(room - 1), "    …"];
            }

            lines.AddRange(next);
            shown++;
        }

        var more = review.Plan.ChangeCount - (review.Decided?.Attempted ?? 0) - shown;
        return [.. lines, .. more > 0 ? [$"… and {Figures.Count(more)} more"] : (string[])[], "", .. warnings];
    }

    // As many of each kind as there is room for.
    private List<string> Warnings(string? input, int rows)
    {
        List<string> lines = [];
        for (var most = MostWarningsPerKind; most > 0 && (lines.Count > rows || most == MostWarningsPerKind); most--)
        {
            var groups = ProblemGroups.Of(record.Warnings, most, CancellationToken.None);
            lines = [.. groups.SelectMany(group => Lines(console => new ConsoleProblems(console, ReportConsole.LayoutWidth(console), input, fullReport: null).Write(group)).Append(""))];
        }

        return lines.Count <= rows ? lines : [.. lines.Take(rows - 2), "… and more warnings", ""];
    }

    private List<string> Lines(Action<IAnsiConsole> write)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        write(HostConsoles.Terminal(host, text, isPlain));
        return [.. text.ToString().TrimEnd('\r', '\n').Split('\n').Select(static line => line.TrimEnd('\r'))];
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
