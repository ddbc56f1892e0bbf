using CouponSync.Reporting;
using CouponSync.Reporting.Progress;
using CouponSync.Runs;
using CouponSync.StripeApi;

namespace CouponSync.Pipelines;

/// <summary>Finds out whose key it is, and takes the account's lock.</summary>
internal static class AccountStage
{
    /// <summary>Asks whose key it is, and takes the account's lock. A dry run waits for nobody: where another run has the lock it
    /// goes on without, and leaves nothing behind but its report.</summary>
    /// <param name="run">The run.</param>
    /// <param name="dryRun">Whether nothing is to be written.</param>
    /// <returns>The lock, held until it is disposed of.</returns>
    /// <exception cref="RunRefusedException">It is not the expected account.</exception>
    /// <exception cref="RunLockedException">Another run works on it.</exception>
    public static async Task<AccountLock> TakeAsync(RunContext run, bool dryRun)
    {
        run.Progress.Start(ProgressPhase.ReadingStripe, null);
        var stripe = run.Stripe;
        var id = await FindAsync(run);
        run.Record.Account = new AccountInfo(id, stripe.Key.Livemode, stripe.DisplayAddress);
        var state = run.Settings.State;
        var request = new AccountLockRequest
        {
            StateDirectory = state.Directory,
            Account = id,
            Livemode = stripe.Key.Livemode,
            ApiBase = stripe.DisplayAddress,
            RunId = run.Directory.Id,
            StartedAt = run.StartedAt,
            Wait = dryRun ? TimeSpan.Zero : state.LockWait,
            StaleAfter = state.LockStaleAfter,
            Waiting = owner =>
            {
                var sentence = $"Waiting for {owner?.ToString() ?? "another run"}.";
                run.Log.Information("{Sentence:l}", sentence);
                run.Progress.Note(sentence);
            },
        };
        AccountLock taken;
        try
        {
            taken = await AccountLock.TakeAsync(request, run.Time, run.Log, run.Stop);
        }
        catch (RunLockedException e) when (dryRun)
        {
            run.Record.Note(
                $"{e.What} A dry run does not wait for it: what it changes meanwhile may or may not be in this plan, and the snapshot is left as it is.");
            return AccountLock.WithoutHolding(request, run.Time, run.Log);
        }

        taken.Lost.UnsafeRegister(_ => run.Bounds.End("Another run took over the lock, because this one was silent for too long."), null);
        return taken;
    }

    private static async Task<string> FindAsync(RunContext run)
    {
        var stripe = run.Stripe;
        var known = new KnownAccounts(run.Settings.State.Directory);
        if (known.Find(stripe) is { } remembered)
        {
            return Expected(run, remembered)!;
        }

        try
        {
            var id = Expected(run, (await stripe.Gateway.GetAccountAsync(run.Stop)).Value.Id)!;
            await known.RememberAsync(stripe.Key.Fingerprint, stripe.DisplayAddress, id, run.Time, run.Stop);
            return id;
        }
        catch (StripeFailureException e) when (e.Failure.LacksPermission)
        {
            // A restricted key may not be allowed to read its account. What is kept of it is then named after the key,
            // and the next run asks again: the permission may have been granted since.
            run.Log.Information("The key may not read its account; it is called {Account}", stripe.Key.Fingerprint);
            Expected(run, null);
            return stripe.Key.Fingerprint;
        }
    }

    private static string? Expected(RunContext run, string? account) =>
        AccountExpectation.Refusal(run.Settings.Stripe, account) is { } refusal
            ? throw new RunRefusedException(ExitCode.Configuration, refusal)
            : account;
}
