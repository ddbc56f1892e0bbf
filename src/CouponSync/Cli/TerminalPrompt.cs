using System.Globalization;

namespace CouponSync.Cli;

/// <summary>Asks on the terminal before a run writes. Without a terminal, with <c>--yes</c>, and for the emulated
/// account there is no question.</summary>
internal sealed class TerminalPrompt(ProgramHost host, ProgressDisplays progress, RunOptions options) : IRunPrompt
{
    /// <inheritdoc/>
    public bool Confirm(RunJournal journal)
    {
        if (options.Yes || options.UsesEmulator || !host.Terminal.CanAsk)
        {
            return true;
        }

        using var suspended = progress.Suspend();
        var counts = journal.Counts!;
        var account = journal.Account!;
        host.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Changes:N0} of {counts.Rows:N0} coupons will be changed in {(account.Livemode ? "LIVE" : "test")} account {account.Id}: "
            + $"{counts.Unchanged:N0} are unchanged, {counts.Missing:N0} missing, {counts.Conflict:N0} in conflict, {counts.Invalid:N0} invalid."));
        host.Error.WriteLine($"The plan is in {journal.Directory.PlanPath}.");
        host.Error.Write("Apply it? Type yes to go on: ");
        host.Error.Flush();
        return host.ReadAnswer()?.Trim().ToUpperInvariant() is "YES" or "Y";
    }
}
