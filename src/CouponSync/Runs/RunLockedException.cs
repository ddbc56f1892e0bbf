using CouponSync.Text;

namespace CouponSync.Runs;

/// <summary>Another run holds the lock; ends with exit code 6.</summary>
/// <param name="account">The account and mode.</param>
/// <param name="owner">Who, where that can be read.</param>
/// <param name="waited">How long this run has waited for it.</param>
/// <param name="isOtherAccount">Whether the other run holds another lock, and one of the two may not read its account.</param>
internal sealed class RunLockedException(string account, LockOwner? owner, TimeSpan waited, bool isOtherAccount)
    : Exception(
        Describe(account, owner, isOtherAccount)
        + (waited > TimeSpan.Zero ? $" This run waited {Figures.Duration(waited)}." : " Wait for it to end, or add --lock-wait 10m.")
        + (isOtherAccount
            ? " One of the two keys may not read its account, so its run must be alone in the state directory:"
                + " give each shop its own (--state-dir), or give the key read access to its account."
            : ""))
{
    /// <summary>Who holds it, as a sentence.</summary>
    public string What { get; } = Describe(account, owner, isOtherAccount);

    private static string Describe(string account, LockOwner? owner, bool isOtherAccount) =>
        $"Another run {(isOtherAccount ? "is under way that may work on the same account as" : "works on")} {account}: {owner?.ToString() ?? "its name cannot be read"}.";
}
