using System.Globalization;
using System.Text.Json;
using CouponSync.Emulator;
using CouponSync.Planning;
using CouponSync.Runs;
using CouponSync.StripeApi;

namespace CouponSync.Simulation.Cases;

/// <summary>What must hold after every run, whatever befell it; held against the account's own record.</summary>
internal sealed class CaseChecks(CaseSetting setting, CaseAccount account, CaseFile file, IReadOnlyList<CaseRun> runs, CaseResult result)
{
    // Faults let a run wait for minutes at each request, and yet it must end.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>Checks a run.</summary>
    public void Check(CaseRun run, CaseTransport transport)
    {
        var deeds = account.Deeds();
        CheckPace(run, transport);
        CheckWrites(run, deeds);
        CheckLimit(run, deeds);
        if (run.Took > Longest)
        {
            Fail(run, $"it took {run.Took}");
        }

        if (run.IsKilled || run.Report is null)
        {
            if (!run.IsKilled && !(run.ExitCode is ExitCode.Configuration or ExitCode.InvalidInput or ExitCode.Cancelled || (run.HadFullDisk && run.ExitCode == ExitCode.StoppedEarly)))
            {
                Fail(run, $"it left no report. It said: {run.Said}");
            }

            return;
        }

        CheckReport(run);
        CheckLog(run);
        CheckReads(run);
        CheckOutcomes(run, deeds);
        if (run.Command[0] == "sync" && run.ExitCode is ExitCode.Done or ExitCode.SomeFailed)
        {
            CheckRows(run, deeds);
        }

        if (run.TakesBack is { } target && run.ExitCode is ExitCode.Done or ExitCode.SomeFailed)
        {
            result.Reverts++;
            RevertCheck.Failures(run, target, account, deeds).ToList().ForEach(failure => Fail(run, failure));
        }

        result.Resumed += run.GoesOnWith is null ? 0 : 1;
    }

    /// <summary>Checks that nothing is left to do, once nothing goes wrong any more.</summary>
    public void CheckEnd(CaseRun second)
    {
        if (second.ExitCode is not (ExitCode.Done or ExitCode.SomeFailed) || second.Plan.Count > 0)
        {
            Fail(second, $"a second run without faults plans {second.Plan.Count} changes. It said: {second.Output}");
        }

        foreach (var id in file.Ids)
        {
            var coupon = account.Find(id);
            if (!file.IsUnfulfillable(id, coupon) && file.Unmet(id, coupon) is { } unmet)
            {
                Fail(second, $"in the end {id} {unmet}");
            }
        }
    }

    // Never more in any second than the rate and the burst allow.
    private void CheckPace(CaseRun run, CaseTransport transport)
    {
        var sent = transport.Sent;
        for (int first = 0, last = 0; last < sent.Count; last++)
        {
            while (sent[last] - sent[first] >= TimeSpan.FromSeconds(1))
            {
                first++;
            }

            if (last - first + 1 > setting.Rate + setting.Burst)
            {
                Fail(run, $"{last - first + 1} requests in a second, of {setting.Rate} with a burst of {setting.Burst}");
                break;
            }
        }

        if (transport.MostInFlight > setting.MaxInFlight)
        {
            Fail(run, $"{transport.MostInFlight} requests in flight");
        }
    }

    // What it did to the account stands in its plan, to the last key; and each change once.
    private void CheckWrites(CaseRun run, IReadOnlyList<Deed> deeds)
    {
        foreach (var deed in deeds.Skip(run.FirstDeed).Where(d => d.IsByProgram && IsOf(run, d)))
        {
            result.Made++;
            var change = deed.Change is { } name ? run.Plan.GetValueOrDefault(name.Sequence) : run.Plan.Values.SingleOrDefault(c => c.Id == deed.CouponId && c.Action == ChangeAction.Delete);
            if (change is null || change.Id != deed.CouponId || run.IsDryRun)
            {
                Fail(run, $"it wrote {deed.CouponId} without a plan for it");
                continue;
            }

            if (deed.After is null && deeds.Skip(run.FirstDeed).Any(d => d.CouponId == deed.CouponId && !IsOf(run, d)))
            {
                // Stripe deletes what was changed a moment ago, too.
                continue;
            }

            var after = Deed.Fields(deed.After);
            var wanted = Wanted(change);
            foreach (var field in Deed.Differences(deed.Before, deed.After))
            {
                if (!wanted.TryGetValue(field, out var value) || value != after.GetValueOrDefault(field))
                {
                    Fail(run, $"it made {field} of {deed.CouponId} '{after.GetValueOrDefault(field)}', which its plan does not say");
                }
            }

            if (deed.Change is { } key && deeds.Take(deed.Index).LastOrDefault(d => d.Change == key) is { } former
                && !deeds.Skip(former.Index).Take(deed.Index - former.Index).Any(d => d.CouponId == deed.CouponId && d.Change != key))
            {
                Fail(run, $"it made change {key.Sequence} of {deed.CouponId} twice");
            }
        }
    }

    // Not more of them than it may take up; and not fewer, where nothing stopped it.
    private void CheckLimit(CaseRun run, IReadOnlyList<Deed> deeds)
    {
        var made = deeds.Skip(run.FirstDeed).Where(d => d.IsByProgram && IsOf(run, d)).Select(static d => d.CouponId).Distinct(StringComparer.Ordinal).Count();
        if (made > run.Limit)
        {
            Fail(run, $"it made {made} changes");
        }

        var (undone, taken) = (run.Count("notAttempted"), run.Plan.Count - run.Count("notAttempted"));
        if (undone > 0 && taken < run.Limit && run.ExitCode is ExitCode.Done or ExitCode.SomeFailed)
        {
            Fail(run, $"it left {undone} changes and took up {taken}");
        }
    }

    /// <summary>Whether a run did something.</summary>
    public static bool IsOf(CaseRun run, Deed deed) =>
        deed.Change is { } name ? name.PlanRun == run.PlanRun : deed is { IsByProgram: true, Event.Type: "coupon.deleted" };

    private static Dictionary<string, string?> Wanted(PlannedChange change)
    {
        var wanted = change.Metadata.ToDictionary(static k => $"metadata[{k.Key}]", static k => k.After, StringComparer.Ordinal);
        foreach (var option in change.CurrencyOptions)
        {
            wanted[$"currency_options[{option.Key}]"] = option.After;
        }

        if (change.Name is { } name)
        {
            wanted["name"] = name.After;
        }

        if (change.Action != ChangeAction.Update)
        {
            wanted["coupon"] = change.Action == ChangeAction.Create ? "" : null;
            foreach (var (currency, amount) in change.Terms?.CurrencyOptions ?? new Dictionary<string, long>())
            {
                wanted[$"currency_options[{currency}]"] = change.Action == ChangeAction.Create ? amount.ToString(CultureInfo.InvariantCulture) : null;
            }
        }

        return wanted;
    }

    private void CheckReport(CaseRun run)
    {
        var outcomes = run.Changes.Select(static c => c.GetProperty("outcome").GetString()).ToList();
        (string Name, string? Outcome)[] counts =
        [
            ("applied", "applied"), ("alreadyApplied", "unchanged"), ("stale", "stale"), ("failed", "failed"), ("unknown", "unknown"),
            ("notAttempted", "notAttempted"),
        ];
        foreach (var (name, outcome) in counts)
        {
            if (!run.IsDryRun && run.Count(name) != outcomes.Count(o => o == outcome))
            {
                Fail(run, $"it counts {run.Count(name)} {name} and lists {outcomes.Count(o => o == outcome)}");
            }
        }

        if (run.Count("update") + run.Count("create") + run.Count("delete") != outcomes.Count || outcomes.Count != run.Plan.Count)
        {
            Fail(run, $"it lists {outcomes.Count} changes of a plan of {run.Plan.Count}");
        }

        if (run.Count("rows") != run.Count("unchanged") + outcomes.Count + run.Count("missing") + run.Count("conflict") + run.Count("invalid")
            && run is { Command: ["sync", ..], ExitCode: ExitCode.Done or ExitCode.SomeFailed })
        {
            Fail(run, "its rows do not add up");
        }

        var unmet = run.Count("missing") + run.Count("conflict") + run.Count("invalid");
        var bad = run.Count("failed") + run.Count("stale") + run.Count("unknown");
        var undone = run.Count("notAttempted");
        var isRight = run.ExitCode switch
        {
            ExitCode.Done => run.IsDryRun || unmet + bad + (run.Limit is null ? undone : 0) == 0,
            ExitCode.SomeFailed => (undone == 0 || run.Limit is not null) && (unmet + bad > 0 || run.Problems.Any()),
            // A disk may be too full to say so in the report.
            ExitCode.StoppedEarly => run.HadFullDisk || run.Report!.Value.GetProperty("run").GetProperty("stopReason").GetString() is not null || run.Count("unknown") > 0 || run.WasStopped,
            // What a run before it did not know, it need not have found out.
            ExitCode.Cancelled => run.WasStopped && (run.GoesOnWith is { IsKilled: true } || run.Count("unknown") <= (run.GoesOnWith?.Count("unknown") ?? 0)),
            ExitCode.Configuration => (run.HadFullDisk || setting.Faults.Any(static f => f.StartsWith("40", StringComparison.Ordinal))) && !account.Deeds().Skip(run.FirstDeed).Any(d => d.IsByProgram && IsOf(run, d)),
            _ => false,
        };
        if (!isRight)
        {
            Fail(run, $"{unmet} rows unmet, {bad} changes bad, {undone} not attempted. It said: {run.Said}");
        }
    }

    // The log's last line and the report say how the process ended.
    private void CheckLog(CaseRun run)
    {
        if (run.Report!.Value.GetProperty("run").GetProperty("exitCode").GetInt32() is var told && told != run.ExitCode && !run.HadFullDisk)
        {
            Fail(run, $"its report says {told}");
        }

        if (run.Logged is not { } line)
        {
            if (setting.HasLog && !run.HadFullDisk)
            {
                Fail(run, "the log does not say how it ended");
            }

            return;
        }

        var counts = line.GetProperty("Counts").GetString()!.Split(", ");
        var isSame = line.GetProperty("ExitCode").GetInt32() == run.ExitCode
            && Logged(counts, "Rows") == run.Count("rows")
            && Logged(counts, "Missing") == run.Count("missing")
            && (run.IsDryRun || (Logged(counts, "Applied") == run.Count("applied") && Logged(counts, "Failed") == run.Count("failed") && Logged(counts, "Not attempted") == run.Count("notAttempted")))
            && line.GetProperty("Requests").GetInt64() == run.Report!.Value.GetProperty("requests").GetProperty("total").GetInt64();
        if (!isSame && !run.HadFullDisk)
        {
            Fail(run, $"the log says: {line.GetProperty("@m").GetString()}");
        }
    }

    private static long Logged(IEnumerable<string> counts, string label) =>
        counts.Where(c => c.StartsWith(label + " ", StringComparison.Ordinal)).Select(c => long.Parse(c[(label.Length + 1)..], CultureInfo.InvariantCulture)).SingleOrDefault();

    // No more than twice what the better of listing and reading by id costs, and a page; where nothing has to be asked twice.
    private void CheckReads(CaseRun run)
    {
        if (run.Command[0] != "sync" || setting.Faults.Count + setting.EditsDuringRuns > 0 || !setting.Options.Contains("auto"))
        {
            return;
        }

        var requests = run.Report!.Value.GetProperty("requests");
        var reads = requests.GetProperty("list").GetInt64() + requests.GetProperty("retrieve").GetInt64();
        var bound = (2 * Math.Min((account.Count + 99) / 100, file.Ids.Count())) + 2;
        if (reads > bound)
        {
            Fail(run, $"it read with {reads} requests, and {bound} are enough");
        }
    }

    // A change that is reported as made was made, and holds, unless somebody else has been there.
    private void CheckOutcomes(CaseRun run, IReadOnlyList<Deed> deeds)
    {
        var sequence = 0L;
        foreach (var change in run.Changes)
        {
            sequence++;
            var id = change.GetProperty("id").GetString()!;
            var outcome = change.GetProperty("outcome").GetString();
            var mine = deeds.Where(d => d.CouponId == id && d.IsByProgram && (d.Change is { } name ? name == new ChangeName(run.PlanRun!, sequence) : d.Event.Type == "coupon.deleted" && d.Index >= run.First.FirstDeed)).ToList();
            var isTouched = deeds.Skip(run.First.FirstDeed).Any(d => d.CouponId == id && !mine.Contains(d));
            if (outcome is "notAttempted" or "stale" or "failed"
                && mine.LastOrDefault(d => d.Index >= run.FirstDeed) is { } made
                && !IsMadeOtherwise(change)
                && !(outcome == "failed" && ForgetsWhatItMade)
                && !deeds.Skip(made.Index + 1).Any(d => d.CouponId == id && IsAsItWas(run.Plan[sequence], d.After)))
            {
                Fail(run, $"{id} is reported {outcome}, and was made: {change}; {History(id, deeds)}");
            }

            if (outcome is "applied" or "unchanged" && !isTouched)
            {
                if (outcome == "applied" && mine.Count != 1)
                {
                    Fail(run, $"{id} is reported applied, and was made {mine.Count} times: {change}; {History(id, deeds)}");
                }

                var fields = Deed.Fields(account.Find(id));
                foreach (var (field, value) in Wanted(run.Plan[sequence]))
                {
                    if (fields.GetValueOrDefault(field) != value)
                    {
                        Fail(run, $"{id} is reported {outcome}, and its {field} is '{fields.GetValueOrDefault(field)}', not '{value}'");
                    }
                }
            }
        }
    }

    // Stripe promises to repeat its answer under a key, so that a refusal under the same key says that nothing was made before it.
    private bool ForgetsWhatItMade => setting.Faults.Any(static f => f.Contains("remember=false", StringComparison.Ordinal));

    // Somebody brought it back at once: nobody can tell that it was made, and nothing of it is left.
    private static bool IsAsItWas(PlannedChange change, EmulatorCoupon? coupon)
    {
        var fields = Deed.Fields(coupon);
        return coupon is null == (change.Action == ChangeAction.Create)
            && change.Metadata.All(k => fields.GetValueOrDefault($"metadata[{k.Key}]") == k.Before)
            && change.CurrencyOptions.All(c => fields.GetValueOrDefault($"currency_options[{c.Key}]") == c.Before)
            && (change.Name is not { } name || fields.GetValueOrDefault("name") == name.Before);
    }

    private static bool IsMadeOtherwise(JsonElement change) =>
        change.GetProperty("error") is { ValueKind: JsonValueKind.Object } error && error.GetProperty("code").GetString() == StripeFailure.AnswerDiffers;

    private void CheckRows(CaseRun run, IReadOnlyList<Deed> deeds)
    {
        if (run.IsDryRun)
        {
            return;
        }

        var named = run.Problems.Select(static p => p.GetProperty("id").GetString())
            .Concat(run.Changes.Where(static c => c.GetProperty("outcome").GetString() is not ("applied" or "unchanged")).Select(static c => c.GetProperty("id").GetString()))
            .ToHashSet();
        foreach (var id in file.Ids.Where(i => !named.Contains(i)))
        {
            var isTouched = deeds.Skip(run.FirstDeed).Any(d => d.CouponId == id && !IsOf(run, d));
            if (!isTouched && file.Unmet(id, account.Find(id)) is { } unmet)
            {
                Fail(run, $"it says nothing of {id}, which {unmet}: {History(id, deeds)}");
            }
        }
    }

    private string History(string id, IReadOnlyList<Deed> deeds) => string.Join("; ", deeds.Where(d => d.CouponId == id).TakeLast(5).Select(d =>
        $"{(d.Change is { } c ? $"change {c.Sequence} of {c.PlanRun}" : d.IsByProgram ? "a deletion" : "somebody")} made {string.Join(", ", Deed.Differences(d.Before, d.After).Select(f => $"{f} '{Deed.Fields(d.Before).GetValueOrDefault(f)}' -> '{Deed.Fields(d.After).GetValueOrDefault(f)}'"))} at {DateTimeOffset.FromUnixTimeSeconds(d.Event.Created):MM-dd HH:mm:ss}"))
        + "; the runs: " + string.Join("; ", runs.TakeLast(4));

    private void Fail(CaseRun run, string what) => result.Fail($"Run {runs.Count + 1}, {run}: {what}.");
}
