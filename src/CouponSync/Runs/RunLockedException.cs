using CouponSync.Text;

namespace CouponSync.Runs;

/// <summary>Another run holds the lock; ends with exit code 6.</summary>
/// <param name="account">The account and mode.</param>
/// <param name="owner">Who, where that can be read.</param>
/// <param name="waited">How long it was waited for.</param>
internal sealed class RunLockedException(string account, LockOwner? owner, TimeSpan waited)
    : Exception(
        $"Another run works on {account}: {owner?.ToString() ?? "its name cannot be read"}."
        + (waited > TimeSpan.Zero ? $" It was waited for {Figures.Duration(waited)}." : " Wait for it to end, or let --lock-wait do so."));
