using CouponSync.Cli;
using CouponSync.Coupons;
using CouponSync.Loading;
using CouponSync.Loading.Csv;
using CouponSync.Loading.Remote;
using CouponSync.Loading.Snapshot;
using CouponSync.Planning;
using CouponSync.Pushing;
using CouponSync.Reporting;
using CouponSync.Reporting.Progress;
using CouponSync.Runs;
using CouponSync.StripeApi;

namespace CouponSync;

/// <summary>The stages a run is made of. Each leaves what it learned in the journal, so that the report can be made
/// wherever the run ends.</summary>
internal sealed class RunStages(RunContext context)
{
    private readonly RunJournal _journal = context.Journal;
    private readonly CancellationToken _stop = context.Host.Stop;
    private AccountLease? _account;

    /// <summary>Reads the input to its end and checks it; nothing is sent.</summary>
    public async Task<LoadedInput> LoadAsync(string path)
    {
        context.Progress.Start(ProgressPhase.ReadingFile, null);
        _journal.InputPath = path;
        var input = await CsvLoader.LoadAsync(
            CsvInput.From(path, context.Host.OpenInput), context.Settings.Csv.ReadOptions(), _journal.Directory.Path, _stop);
        _journal.Input = input;
        context.Log.Information(
            "Read {Rows} rows of {Input}, {Invalid} invalid (SHA-256 {Sha256})",
            input.RowCount, path, input.InvalidCount, input.Sha256);
        return input;
    }

    /// <summary>Asks whose key it is, and takes the account's lock.</summary>
    public async Task<AccountLease> IdentifyAsync()
    {
        context.Progress.Start(ProgressPhase.ReadingStripe, null);
        var stripe = context.Stripe;
        var id = await FindAccountAsync();
        _journal.Account = new AccountInfo(id, stripe.Key.Livemode, stripe.DisplayAddress);
        var state = context.Settings.State;
        var lease = await AccountLease.TakeAsync(
            new LeaseRequest
            {
                StateDirectory = state.Directory,
                Account = id,
                Livemode = stripe.Key.Livemode,
                ApiBase = stripe.DisplayAddress,
                RunId = _journal.Directory.Id,
                StartedAt = _journal.StartedAt,
                Wait = state.LockWait,
                StaleAfter = state.LockStaleAfter,
                Waiting = holder =>
                {
                    var sentence = $"Waiting for {holder?.ToString() ?? "another run"}.";
                    context.Log.Information("{Sentence:l}", sentence);
                    context.Progress.Note(sentence);
                },
            },
            context.Host.Time,
            context.Log,
            _stop);
        lease.Lost.UnsafeRegister(_ => context.Bounds.End("Another run has taken the lock over; this one was silent for too long."), null);
        _account = lease;
        return lease;
    }

    /// <summary>Gathers what there is to say of changes whose outcome their run does not know.</summary>
    public async Task<Evidence> GatherEvidenceAsync(PlanFile plan, ResultsFile results, PlanSource run) => run.RunId is null
        ? Evidence.None
        : await Evidence.GatherAsync(
            plan, results, run.RunId, _journal.Directory.Id, new RunCatalog(context.Settings.State.Directory), context.Stripe.Gateway, context.Log, _stop);

    /// <summary>Reads coupons from Stripe into an image that is gone with the run; the kept one stays as it is.</summary>
    public async Task<RemoteView> ReadPassingAsync(FetchRequest request) =>
        await new RemoteReading(context, FetchAsync).ReadPassingAsync(request, context.Stripe.Key.Livemode);

    private string? Expected(string? account) =>
        AccountExpectation.Refusal(context.Settings.Stripe, account) is { } refusal
            ? throw new RunRefusedException(ExitCode.Configuration, refusal)
            : account;

    private async Task<string> FindAccountAsync()
    {
        var stripe = context.Stripe;
        var known = new KnownAccounts(context.Settings.State.Directory);
        if (known.Find(stripe.Key.Fingerprint, stripe.DisplayAddress) is { } remembered)
        {
            return Expected(remembered == stripe.Key.Fingerprint ? null : remembered) ?? remembered;
        }

        string? id = null;
        try
        {
            id = (await stripe.Gateway.GetAccountAsync(_stop)).Value.Id;
        }
        catch (StripeFailureException e) when (e.Failure.Status == 403)
        {
            // A restricted key may not be allowed to read its account. What is kept of it is then named after the key.
            context.Log.Information("The key may not read its account; it is called {Account}", stripe.Key.Fingerprint);
        }

        var found = Expected(id) ?? stripe.Key.Fingerprint;
        known.Remember(stripe.Key.Fingerprint, stripe.DisplayAddress, found);
        return found;
    }

    /// <summary>Gets the coupons a request needs: from the image of an earlier run and what changed since, or from Stripe.</summary>
    public Task<RemoteView> ReadRemoteAsync(FetchRequest request, AccountLease account) =>
        new RemoteReading(context, FetchAsync).ReadAsync(request, account);

    /// <summary>Reads the coupons a request needs from Stripe into an empty image.</summary>
    private async Task<FetchedCoupons> FetchAsync(FetchRequest request, RemoteImage image)
    {
        var stripe = context.Stripe;
        IRemoteFetch fetch = context.Settings.Fetch.Mode switch
        {
            Cli.Settings.FetchMode.Retrieve => new RetrieveFetch(stripe.Gateway, stripe.ThrottleOptions.MaxInFlight),
            Cli.Settings.FetchMode.List or Cli.Settings.FetchMode.Incremental => new ListFetch(stripe.Gateway, stripe.ThrottleOptions, context.Host.Time, context.Log),
            _ => new AdaptiveFetch(stripe.Gateway, stripe.ThrottleOptions, context.Host.Time, context.Log),
        };
        var budget = new ReadBudget(context.Settings.Fetch.Mode, request.Count, stripe.ThrottleOptions);
        var forecast = budget.Forecast();
        context.Log.Information("{Forecast:l}", forecast);
        context.Progress.Note(forecast);
        long shown = 0;
        var progress = new DirectProgress<long>(coupons =>
        {
            context.Progress.Advance(coupons - shown);
            shown = coupons;
        });
        try
        {
            return await fetch.ReadAsync(request, image, progress, _stop);
        }
        finally
        {
            budget.Account(stripe.Statistics.Counts, fetch.Restarts, nightly: _journal.Command == "sync", _journal.Note, _journal.Remark);
        }
    }

    /// <summary>Gets the coupons and plans. A kept image that turns out to be damaged on the way is set aside, and all is
    /// read and planned anew; that is never the end of a run.</summary>
    public async Task<(RemoteView Remote, RunCounts Counts)> ReadAndPlanAsync(LoadedInput input, AccountLease account)
    {
        var remote = await ReadRemoteAsync(FetchRequest.For(input), account);
        try
        {
            return (remote, Plan(input, remote, account));
        }
        catch (Exception e) when (remote.IsKept && ImageDamage.Is(e))
        {
            remote.GiveUp(e.Message);
            remote.Dispose();
            _journal.Problems.Clear();
        }
        catch
        {
            remote.Dispose();
            throw;
        }

        remote = await ReadRemoteAsync(FetchRequest.For(input), account);
        try
        {
            return (remote, Plan(input, remote, account));
        }
        catch
        {
            remote.Dispose();
            throw;
        }
    }

    /// <summary>Compares every row with its coupon and writes the plan.</summary>
    public RunCounts Plan(
        LoadedInput input, RemoteView remote, AccountLease account)
    {
        context.Progress.Start(ProgressPhase.Planning, input.ValidCount);
        var options = context.Settings.Csv.PlanOptions();
        var header = PlanStage.Header(context, account, new PlanInput(_journal.InputPath, input.Sha256, input.RowCount)) with { Options = options };
        var diff = new CouponDiff(options) { Now = _journal.StartedAt };
        var planner = new CouponPlanner(diff, remote.Find, remote.Unreadable.GetValueOrDefault)
        {
            Unchanged = remote.CountUnchanged,
            Tolerates = context.Settings.Csv.Tolerates,
            IsSurelyUnchanged = row => remote.SurelyHolds(row, options),
        };
        var counts = PlanStage.Write(context, header, writer =>
        {
            var planned = planner.Plan(Shown(input.Rows(_stop)), writer.Write, _journal.Problems.Add, _stop);
            remote.Flush();
            return planned with { Rows = input.RowCount, Invalid = input.InvalidCount };
        });
        _journal.UnchangedByEvents = remote.UnchangedByEvents;
        context.Log.Information(
            "Planned {Changes} changes of {Rows} rows; {Unchanged} unchanged, {Missing} missing, {Conflict} in conflict, {Invalid} invalid",
            counts.Changes, counts.Rows, counts.Unchanged, counts.Missing, counts.Conflict, counts.Invalid);
        return counts;
    }

    /// <summary>Copies the plan to where the user wants it, if anywhere.</summary>
    /// <exception cref="RunRefusedException">It cannot be written there.</exception>
    public async Task SavePlanAsync()
    {
        if (context.Outputs.Plan is not { } output)
        {
            return;
        }

        await using var plan = File.OpenRead(_journal.Directory.PlanPath);
        try
        {
            await output.WriteAsync(stream => plan.CopyToAsync(stream, _stop));
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            context.Log.Error(e, "The plan cannot be saved");
            throw new RunRefusedException(
                ExitCode.StoppedEarly,
                $"The plan cannot be saved as {output.Name}: {StorageFailure.Reason(e)}; nothing was changed. {StorageFailure.Remedy(e)}, or save it elsewhere.");
        }

        _journal.SavedPlan = output.Name;
    }

    /// <summary>Tells the reviewer what names this plan and no other.</summary>
    public void NotePlanDigest()
    {
        if (_journal.Plan is { ChangeCount: > 0 } plan)
        {
            _journal.Remark($"The plan's SHA-256 is {plan.Sha256}; apply --sha256 insists on it.");
        }
    }

    /// <summary>Opens what is known of the inputs of former runs on an account.</summary>
    public RowHistory OpenHistory(AccountLease account) => new(context.Settings.State.Directory, account);

    /// <summary>Asks the guards.</summary>
    /// <param name="counts">The plan's counts.</param>
    /// <param name="history">What is known of the input's former runs; null where no input is read.</param>
    public bool PassesGuards(RunCounts counts, RowHistory? history = null)
    {
        var rowsMatter = context.Settings.Csv.PruneMetadata || context.Host.Terminal.IsScheduled;
        var formerRows = history?.Find(_journal.InputPath!);
        foreach (var lifted in PlanGuard.Check(counts, context.Settings.Guards.LiftedLimits(rowsMatter), formerRows))
        {
            _journal.Note(lifted.AsLifted);
        }

        var refusals = PlanGuard.Check(counts, context.Settings.Guards.Limits(rowsMatter), formerRows);
        if (refusals.Count == 0)
        {
            return true;
        }

        _journal.StopReason = string.Join(' ', refusals);
        context.Log.Warning("Refused by a guard: {Reason}", _journal.StopReason);
        return false;
    }

    /// <summary>Notes how long the changes will take at the allowed rate.</summary>
    public void EstimateApplyTime(RunCounts counts)
    {
        var throttle = context.Stripe.ThrottleOptions;
        _journal.EstimatedApplyTime = TimeSpan.FromSeconds(
            counts.Changes / Math.Min(throttle.AccountCeiling, throttle.EndpointCeiling));
    }

    /// <summary>Asks the user, where there is one to ask.</summary>
    /// <param name="left">The counts of what would be done.</param>
    public async Task<bool> ConfirmAsync(RunCounts left)
    {
        _journal.StopReason = await context.Prompt.AskAsync(_journal, left, _stop);
        return _journal.StopReason is null;
    }

    /// <summary>Applies the plan. Its results are on disk as they happen.</summary>
    /// <param name="remote">Takes what the coupons are afterwards.</param>
    public Task PushAsync(RemoteView remote) =>
        PushAsync(_journal.Plan!.Changes(), new OutcomeCounts(_journal.Counts!), null, remote);

    /// <summary>Applies a plan, or what is left of it, that was not made from the kept image. That learns of it all the same.</summary>
    /// <param name="changes">The changes that are left; null for all of the plan.</param>
    /// <param name="outcomes">What has become of the others.</param>
    /// <param name="goesOnWith">The run this one goes on with; null for none.</param>
    public async Task PushAsync(IEnumerable<PlannedChange>? changes = null, OutcomeCounts? outcomes = null, string? goesOnWith = null)
    {
        using var kept = RemoteReading.OpenKept(context, _account!);
        await PushAsync(changes ?? _journal.Plan!.Changes(), outcomes ?? new OutcomeCounts(_journal.Counts!), goesOnWith, kept);
    }

    private async Task PushAsync(IEnumerable<PlannedChange> changes, OutcomeCounts outcomes, string? goesOnWith, RemoteView? remote)
    {
        var plan = _journal.Plan!;
        context.Progress.Start(ProgressPhase.Applying, outcomes.Now.Undecided);
        using var results = new ResultsWriter(_journal.Directory.ResultsPath);
        var updater = new CouponUpdater(
            context.Stripe.Gateway,
            results,
            plan.Header.RunId,
            context.Stripe.ThrottleOptions.MaxInFlight,
            new FailureLimit(context.Settings.Guards.FailureLimit, plan.ChangeCount),
            context.Host.Time,
            context.Log)
        {
            Progress = new DirectProgress<ChangeOutcome>(ShowOutcome),
            Observer = remote is null ? null : remote.Observe,
            Counts = outcomes,
            IsPlanOfEarlierRun = plan.Header.RunId != _journal.Directory.Id,
            GoesOnWith = goesOnWith,
        };
        remote?.BeginPush(_journal.Directory.Id);
        _journal.Outcomes = outcomes;
        using var noMore = _stop.Register(context.Stripe.Throttle.StopAdmitting);
        await updater.ApplyAsync(changes, _stop, context.Host.Abort);
        results.Complete();
        remote?.EndPush();
        _journal.StopFailure = updater.StopFailure;
        _journal.StopReason = updater.StopReason
            ?? (_stop.IsCancellationRequested ? $"{context.Bounds.Reason ?? "It was told to stop."} {LeftOver(outcomes.Now)}" : null);
        context.Log.Information(
            "Applied {Applied} changes, {Failed} failed, {Unknown} unknown, of {Changes} planned",
            outcomes.Now.Applied, outcomes.Now.Failed, outcomes.Now.Unknown, plan.ChangeCount);
    }

    /// <summary>How a run ends that was allowed to write.</summary>
    public int ExitCodeAfterPush(RunCounts counts)
    {
        var isUnknown = _journal.Pushed is { Unknown: > 0 };
        if (_stop.IsCancellationRequested)
        {
            // In order is a run that knows what it did.
            return isUnknown ? ExitCode.StoppedEarly : context.Bounds.ExitCode;
        }

        if (_journal.StopReason is not null)
        {
            return _journal.StopFailure is { IsCredential: true } && _journal.Pushed is { Applied: 0, Deviating: 0 } && !isUnknown
                ? ExitCode.Configuration
                : ExitCode.StoppedEarly;
        }

        return counts.Unfulfillable > 0 || isUnknown || _journal.Pushed is { Failed: > 0 } or { Stale: > 0 } ? ExitCode.SomeFailed : ExitCode.Done;
    }

    /// <summary>How a run ends whose plan, that of a revert, leaves something as it is: keys that somebody changed since,
    /// or a name.</summary>
    /// <param name="exitCode">How it would end otherwise.</param>
    public int WithWhatIsLeft(int exitCode) =>
        exitCode == ExitCode.Done && _journal.Problems.ErrorCount > 0 ? ExitCode.SomeFailed : exitCode;

    private static string LeftOver(RunCounts counts)
    {
        var left = counts.Undecided;
        var end = counts.Unknown == 0
            ? "What was under way was finished"
            : $"Of {Figures.Count(counts.Unknown, "change")} it is not known whether {(counts.Unknown == 1 ? "it was" : "they were")} made";
        return left == 0
            ? $"{end}; no change is left."
            : $"{end}; {Figures.Count(left, "change")} of {Figures.Count(counts.Changes)} {Figures.Are(left)} left.";
    }

    private IEnumerable<CouponRow> Shown(IEnumerable<CouponRow> rows)
    {
        foreach (var row in rows)
        {
            yield return row;
            context.Progress.Advance();
        }
    }

    private void ShowOutcome(ChangeOutcome outcome)
    {
        context.Progress.Advance();
        if (outcome == ChangeOutcome.Failed)
        {
            context.Progress.Failed();
        }
        else if (outcome == ChangeOutcome.Unknown)
        {
            context.Progress.Unknown();
        }
    }
}
