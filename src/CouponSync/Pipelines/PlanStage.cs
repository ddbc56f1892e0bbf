using CouponSync.Coupons;
using CouponSync.Files;
using CouponSync.Input;
using CouponSync.Planning;
using CouponSync.Remote;
using CouponSync.Reporting.Progress;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Pipelines;

/// <summary>Makes plans.</summary>
internal static class PlanStage
{
    /// <summary>Gets the coupons of an input and plans. A kept snapshot that turns out to be damaged on the way is set aside,
    /// and all is read and planned anew; that is never the end of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="account">Whom it is for.</param>
    /// <param name="path">The input as it was given.</param>
    /// <param name="input">The input.</param>
    public static async Task<(RemoteCoupons Remote, Planned Planned)> ReadAndPlanAsync(RunContext run, AccountLock account, string path, LoadedInput input)
    {
        for (var isAgain = false; ; isAgain = true)
        {
            var remote = await new ReadStage(run, account).ReadAsync(InputStage.CouponsOf(input));
            try
            {
                return (remote, Plan(run, account, path, input, remote));
            }
            catch (Exception e) when (!isAgain && remote.Kept is not null && SnapshotDamage.Is(e))
            {
                remote.Kept.GiveUp(e.Message);
                run.Record.Problems.Clear();
                run.Record.Coupons.Clear();
            }
            catch
            {
                remote.Dispose();
                throw;
            }
        }
    }

    /// <summary>What a plan of this run begins with.</summary>
    /// <param name="run">The run.</param>
    /// <param name="account">Whom it is for.</param>
    /// <param name="input">What it is made from.</param>
    public static PlanHeader Header(RunContext run, AccountLock account, PlanInput input) => new()
    {
        RunId = run.Directory.Id,
        CreatedAt = run.StartedAt,
        AccountId = account.Id,
        Livemode = account.Livemode,
        ApiBase = run.Stripe.DisplayAddress,
        Input = input,
    };

    /// <summary>Writes the run's plan. Nothing is left of one that is not completed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="header">Its first line.</param>
    /// <param name="write">Writes what follows, and counts it.</param>
    public static Planned Write(RunContext run, PlanHeader header, Func<PlanWriter, RunCounts> write)
    {
        using var file = AtomicFile.Create(run.Directory.PlanPath);
        using var writer = new PlanWriter(file.Stream, header);
        var counts = write(writer);
        var sha256 = writer.Complete();
        file.Commit();
        var planned = new Planned(PlanFile.Completed(run.Directory.PlanPath, header, counts.Changes, sha256), counts);
        run.Record.Planned(planned.Plan, counts);
        return planned;
    }

    /// <summary>Copies the plan to where the user wants it, if anywhere.</summary>
    /// <exception cref="RunRefusedException">It cannot be written there.</exception>
    public static async Task SaveAsync(RunContext run)
    {
        if (run.Outputs.Plan is not { } output)
        {
            return;
        }

        await using var plan = File.OpenRead(run.Directory.PlanPath);
        try
        {
            await output.WriteAsync(stream => plan.CopyToAsync(stream, run.Stop));
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            run.Log.Error(e, "The plan cannot be saved");
            throw new RunRefusedException(
                ExitCode.StoppedEarly,
                $"The plan cannot be saved as {output.Name}: {StorageFailure.Reason(e)}; nothing was changed. {StorageFailure.Remedy(e)}, or save it elsewhere.");
        }

        run.Record.SavedPlan = output.Name;
    }

    /// <summary>Tells the reviewer of a dry run what names this plan and no other, and how long its changes will take at the
    /// allowed rate.</summary>
    public static void Present(RunContext run, Planned planned)
    {
        if (planned.Plan.ChangeCount > 0)
        {
            run.Record.Remark($"The plan's SHA-256 is {planned.Plan.Sha256}; apply --sha256 insists on it.");
        }

        Estimate(run, planned.Counts);
    }

    /// <summary>Says how long changes will take at the allowed rate.</summary>
    public static void Estimate(RunContext run, RunCounts counts)
    {
        var throttle = run.Stripe.ThrottleOptions;
        var takenUp = Math.Min(run.Limit ?? counts.Changes, counts.Changes);
        run.Record.EstimatedApplyTime = TimeSpan.FromSeconds(takenUp / Math.Min(throttle.AccountCeiling, throttle.EndpointCeiling));
        if (takenUp < counts.Changes)
        {
            run.Record.Note($"With --limit, a run takes up {(takenUp == 1 ? "the first" : $"the first {Figures.Count(takenUp)}")} of these {Figures.Count(counts.Changes)} changes and leaves the rest.");
        }
    }

    // Compares every row with its coupon and writes the plan.
    private static Planned Plan(RunContext run, AccountLock account, string path, LoadedInput input, RemoteCoupons remote)
    {
        run.Progress.Start(ProgressPhase.Planning, input.ValidCount);
        var options = run.Settings.Csv.PlanOptions();
        var header = Header(run, account, new PlanInput(path, input.Sha256, input.RowCount)) with
        {
            Options = options,
            Schema = options.UpdateCurrencyOptions ? PlanHeader.SchemaOfCurrencies : PlanHeader.SchemaOfValues,
        };
        long unchangedByEvents = 0;
        var planner = new CouponPlanner(new CouponDiff(options) { Now = run.StartedAt, Near = remote.Snapshot.FindNear }, remote.Snapshot.Find, remote.Unreadable.GetValueOrDefault)
        {
            Unchanged = row => unchangedByEvents += remote.ReadToday is null || remote.ReadToday.Contains(row.Id) ? 0 : 1,
            Tolerates = verdict => UnmetRows.Warn == verdict switch
            {
                VerdictKind.Missing => run.Settings.Csv.Missing,
                VerdictKind.Conflict => run.Settings.Csv.Conflicts,
                _ => UnmetRows.Fail,
            },
        };
        var planned = Write(run, header, writer =>
        {
            var counts = planner.Plan(Shown(input.Rows(run.Stop), run.Progress), Write, run.Record.Problems.Add, run.Stop);
            return counts with { Rows = input.RowCount, Invalid = input.InvalidCount };

            void Write(PlannedChange change, RemoteCoupon? coupon)
            {
                writer.Write(change);
                run.Record.Coupons.Add(change, coupon);
            }
        });
        run.Record.UnchangedByEvents = unchangedByEvents;
        var counts = planned.Counts;
        run.Log.Information(
            "Planned {Changes} changes of {Rows} rows; {Unchanged} unchanged, {Missing} missing, {Conflict} in conflict, {Invalid} invalid",
            counts.Changes, counts.Rows, counts.Unchanged, counts.Missing, counts.Conflict, counts.Invalid);
        return planned;
    }

    private static IEnumerable<CouponRow> Shown(IEnumerable<CouponRow> rows, IProgressSink progress)
    {
        foreach (var row in rows)
        {
            yield return row;
            progress.Advance();
        }
    }
}

/// <summary>A plan that was made.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Counts">Its counts.</param>
internal sealed record Planned(PlanFile Plan, RunCounts Counts)
{
    /// <summary>Whether it leaves something as it is, as that of a revert may: keys that somebody changed since, or a name.</summary>
    public bool LeavesSomething { get; init; }
}
