using System.Globalization;
using CouponSync.Pushing;
using CouponSync.Reporting;

namespace CouponSync.Cli;

/// <summary>Asks on the terminal before a run writes. For a live account the answer is the account's id: nobody types
/// that by habit. Without a terminal, with <c>--yes</c>, and for the emulated account there is no question.</summary>
internal sealed class TerminalPrompt(ProgramHost host, ProgressDisplays progress, RunOptions options) : IRunPrompt
{
    private const int MostShown = 5;

    /// <inheritdoc/>
    public bool Confirm(RunJournal journal, CancellationToken stop)
    {
        if (options.Yes || options.UsesEmulator || !host.Terminal.CanAsk)
        {
            return true;
        }

        using var suspended = progress.Suspend();
        var account = journal.Account!;
        ShowFirst(journal);
        host.Error.WriteLine(Summary(journal));
        host.Error.WriteLine($"The plan is in {journal.Directory.PlanPath} (SHA-256 {journal.Plan!.Sha256}).");
        host.Error.Write(account.Livemode
            ? $"This changes what real customers are charged by. Type the account's id, {account.Id}, to go on: "
            : "Apply it? Type yes to go on: ");
        host.Error.Flush();
        var answer = Answer(stop)?.Trim();
        return account.Livemode
            ? string.Equals(answer, account.Id, StringComparison.Ordinal)
            : answer?.ToUpperInvariant() is "YES" or "Y";
    }

    // Nothing can wake who waits for the keyboard; so somebody else waits there, and is left behind at a signal.
    private string? Answer(CancellationToken stop)
    {
        var answer = Task.Run(host.ReadAnswer, CancellationToken.None);
        try
        {
            answer.Wait(stop);
            return answer.Result;
        }
        catch (OperationCanceledException)
        {
            host.Error.WriteLine();
            return null;
        }
    }

    private void ShowFirst(RunJournal journal)
    {
        var plan = journal.Plan!;
        var console = HostConsoles.Error(host);
        var lines = new ConsoleChange(console, ReportConsole.LayoutWidth(console), journal.InputPath is "-" ? "stdin" : journal.InputPath);
        using var decided = ResultsFile.Open(journal.Directory.ResultsPath, plan.ChangeCount);
        foreach (var change in plan.Changes().Where(c => decided.Find(c) is null).Take(MostShown))
        {
            lines.Write(new ReportedChange(change, null, null, null));
        }

        var more = plan.ChangeCount - (journal.Pushed?.Attempted ?? 0) - MostShown;
        if (more > 0)
        {
            host.Error.WriteLine($"… and {Figures.Count(more)} more");
        }

        host.Error.WriteLine();
    }

    private static string Summary(RunJournal journal)
    {
        var counts = journal.Counts!;
        var account = journal.Account!;
        (long Count, string What)[] actions =
        [
            (counts.Update, "updated"), (counts.Create, "created"), (counts.Delete, "deleted"),
        ];
        (long Count, string What)[] others =
        [
            (counts.Unchanged, "unchanged"), (counts.Missing, "missing"), (counts.Conflict, "in conflict"), (counts.Invalid, "invalid"),
            (journal.Pushed?.Applied ?? 0, "applied before"), (journal.Pushed?.AlreadyApplied ?? 0, "already in place"),
            (journal.Pushed?.Stale ?? 0, "stale"),
        ];
        var left = counts.Changes - (journal.Pushed?.Attempted ?? 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{left:N0} of {Figures.Count(counts.Rows, "coupon")} will be changed in {(account.Livemode ? "LIVE" : "test")} account {account.Id} ({Listed(actions)})")
            + (others.Any(static o => o.Count > 0) ? $"; the others: {Listed(others)}." : ".");
    }

    private static string Listed(IEnumerable<(long Count, string What)> parts) => string.Join(", ", parts
        .Where(static p => p.Count > 0)
        .Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Count:N0} {p.What}")));
}
