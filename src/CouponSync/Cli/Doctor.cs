using CouponSync.Files;
using CouponSync.Http;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.StripeApi;
using CouponSync.Text;

namespace CouponSync.Cli;

/// <summary>Whether something keeps a run from its work.</summary>
internal enum FindingKind
{
    /// <summary>It does not.</summary>
    Ok,

    /// <summary>It does not, and could be better.</summary>
    Warning,

    /// <summary>It does.</summary>
    Failure,
}

/// <summary>What was found about one thing.</summary>
/// <param name="Name">The thing.</param>
/// <param name="Kind">How it is.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to do about it; null where that is said already, or nothing is to be done.</param>
internal sealed record Finding(string Name, FindingKind Kind, string Message, string? Remedy = null);

/// <summary>Looks at all that a run needs. The requests it sends change nothing.</summary>
/// <param name="host">The process.</param>
/// <param name="settings">The settings.</param>
/// <param name="options">How the command was called.</param>
internal sealed class Doctor(ProgramHost host, SyncSettings settings, SessionOptions options)
{
    private const long LittleSpace = 1_000_000_000;
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(1);

    private readonly List<Finding> _findings = [];

    /// <summary>Looks.</summary>
    public async Task<IReadOnlyList<Finding>> ExamineAsync()
    {
        foreach (var warning in settings.Warnings)
        {
            Add("Settings", FindingKind.Warning, warning);
        }

        Add("Settings", FindingKind.Ok, "All of them are known and within their ranges.");
        LookAtState();
        var name = "Notification";
        try
        {
            _ = settings.Notify.Authorization();
            name = "Key";
            var credentials = ConnectionFactory.Check(settings, options.UsesEmulator, host, WriteIntent.None);
            LookAtKey(credentials);
            name = "Files";
            // Nobody who asks what is wrong wants to wait for a second try; what is wrong is told below.
            var quick = settings with { Retry = settings.Retry with { MaxAttempts = 1, MaxUnreachableAttempts = 1 } };
            await using var session = await StripeSession.OpenAsync(host, quick, options with { IsQuiet = true }, WriteIntent.None);
            LookAtThrottle(session.Stripe);
            await AskAsync(session.Stripe);
        }
        catch (SettingsException e)
        {
            Add(name, FindingKind.Failure, e.Message);
        }

        return _findings;
    }

    private void LookAtState()
    {
        const string name = "State directory";
        var directory = settings.State.Directory;
        try
        {
            var existing = Path.GetFullPath(directory);
            while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
            {
                existing = parent;
            }

            PrivateFiles.CreateNew(Path.Combine(existing, $".couponsync-{host.Random.NextInt64():x}"), FileReaders.Owner, FileOptions.DeleteOnClose).Dispose();
            var free = FreeSpace(existing);
            if (free < LittleSpace)
            {
                Add(name, FindingKind.Warning, $"Only {free / 1_000_000} MB are free where '{directory}' is.", "Make room: a run keeps its plan, its results and a snapshot of the account there.");
            }

            const UnixFileMode others = (UnixFileMode)0b_000_111_111;
            if (!OperatingSystem.IsWindows() && Directory.Exists(directory) && (File.GetUnixFileMode(directory) & others) is not 0)
            {
                Add(name, FindingKind.Warning, $"Others can look into '{directory}', which holds the shop's data.", $"chmod 700 {directory}");
            }

            Add(name, FindingKind.Ok, $"'{directory}' can be written{(free is null ? "" : $"; {free / LittleSpace} GB are free")}.");
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            Add(name, FindingKind.Failure, $"'{directory}' (State:Directory) cannot be written: {StorageFailure.Reason(e)}.", $"{StorageFailure.Remedy(e)}, or name another one with --state-dir.");
        }
    }

    // Null where nobody can tell, as of a share of another machine.
    private static long? FreeSpace(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is ArgumentException || StorageFailure.Is(e))
        {
            return null;
        }
    }

    private void LookAtKey(StripeCredentials credentials)
    {
        var key = credentials.Key;
        if (credentials.Warning is { } exposed)
        {
            Add("Key", FindingKind.Warning, exposed);
        }

        if (key.Livemode && !settings.Stripe.Live)
        {
            Add("Key", FindingKind.Warning, "It is a live one and may not write without --live, which was not given here; so nobody asked Stripe whether it could.", "couponsync doctor --live");
        }

        Add("Key", FindingKind.Ok, options.UsesEmulator ? "The emulator needs none." : $"{key}, for {Words.Mode(key.Livemode)} mode.");
        if (!options.UsesEmulator)
        {
            Add("Proxy", FindingKind.Ok, StripeHttp.ProxyTo(credentials.ApiBase) is { } proxy
                ? $"Requests to {credentials.ApiBase.Host} go through {proxy.Authority}."
                : $"Requests go to {credentials.ApiBase.Host} without one.");
        }
    }

    private void LookAtThrottle(StripeConnection stripe)
    {
        var (mine, allowed) = (stripe.ThrottleOptions, ThrottleOptions.For(stripe.Key.Livemode));
        if (mine.AccountCeiling > allowed.RequestsPerSecond || mine.EndpointCeiling > allowed.EndpointRequestsPerSecond)
        {
            Add("Limits", FindingKind.Warning, $"{mine} is more than Stripe allows an account that has not asked for more.", "Lower --rate (section Throttle), unless Stripe has raised the limits of this account.");
        }
        else
        {
            Add("Limits", FindingKind.Ok, $"At most {mine}.");
        }
    }

    private async Task AskAsync(StripeConnection stripe)
    {
        var gateway = stripe.Gateway;
        string? account = null;
        var goesOn = await TryAsync("Account", FindingKind.Warning,
            "The key may not read which account it belongs to, so that its runs work alone in their state directory.",
            "Give the key read access to its account, or each shop a state directory of its own.",
            async () =>
            {
                account = (await gateway.GetAccountAsync(host.Stop)).Value.Id;
                return $"{stripe.ConnectedAccount ?? account}, in {Words.Mode(stripe.Key.Livemode)} mode.";
            });
        if (AccountExpectation.Refusal(settings.Stripe, account is null ? null : stripe.ConnectedAccount ?? account) is { } refusal && goesOn)
        {
            Add("Account", FindingKind.Failure, refusal);
        }

        goesOn = goesOn
            && await TryAsync("Coupons, reading", FindingKind.Failure, "The key may not read coupons.", "Give it read access to coupons.", async () =>
            {
                await gateway.ListAsync(new CouponListQuery { Limit = 1 }, host.Stop);
                return "The key may read them.";
            })
            && await TryAsync("Events", FindingKind.Warning, "The key may not read events, so that every night reads all coupons.", "Give it read access to events.", async () =>
            {
                await gateway.ListEventsAsync(new EventListQuery { CreatedFrom = host.Time.GetUtcNow().ToUnixTimeSeconds() }, host.Stop);
                return "The key may read them.";
            });
        if (goesOn && (settings.Stripe.Live || !stripe.Key.Livemode))
        {
            await TryAsync("Coupons, writing", FindingKind.Failure, "The key may not write coupons.", "Give it write access to coupons; --dry-run, export and get need none.", async () =>
            {
                // Of a coupon that cannot be there, and without content: whoever may write is told one or the other.
                var id = $"couponsync-doctor-{host.Random.NextInt64():x16}";
                try
                {
                    await gateway.UpdateAsync(new CouponPatch { Id = id }, new WriteRequest(id), host.Stop);
                }
                catch (StripeFailureException e) when (e.Failure.Status is 400 or 404)
                {
                    // That is the answer wanted.
                }

                return "The key may write them.";
            });
        }

        if (gateway.LastServerTime is { } theirs)
        {
            var skew = (host.Time.GetUtcNow() - theirs).Duration();
            Add("Clock", skew > MostSkew ? FindingKind.Warning : FindingKind.Ok,
                skew > MostSkew ? $"This machine's clock is {Figures.Duration(skew)} off Stripe's." : "It agrees with Stripe's.",
                skew > MostSkew ? "Set it, best by NTP: the names of runs, and what counts as old, go by it." : null);
        }
    }

    // Whether it makes sense to ask on.
    private async Task<bool> TryAsync(string name, FindingKind kindOfRefusal, string refused, string remedy, Func<Task<string>> ask)
    {
        try
        {
            Add(name, FindingKind.Ok, await ask());
            return true;
        }
        catch (StripeFailureException e) when (e.Failure.Status == 403)
        {
            Add(name, kindOfRefusal, $"{refused} {e.Failure.Describe()}", remedy);
            return true;
        }
        catch (StripeFailureException e)
        {
            Add(name, FindingKind.Failure, e.Failure.Describe(), e.Failure.Status == 401 ? "Copy the key again from Stripe's dashboard, or make a new one." : null);
            return false;
        }
    }

    private void Add(string name, FindingKind kind, string message, string? remedy = null)
    {
        // What is not as it should be is not all right as well.
        if (kind != FindingKind.Ok)
        {
            _findings.RemoveAll(f => f.Name == name && f.Kind == FindingKind.Ok);
        }

        if (kind != FindingKind.Ok || _findings.TrueForAll(f => f.Name != name))
        {
            _findings.Add(new Finding(name, kind, message, remedy));
        }
    }
}
