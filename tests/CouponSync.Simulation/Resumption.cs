using CouponSync.Applying;
using CouponSync.Emulator;
using CouponSync.History;
using CouponSync.Runs;

namespace CouponSync.Simulation;

/// <summary>
/// Whether <c>apply</c> of a killed run does what is left of it, once: a change with a result is not made again, not
/// even when somebody has put its coupon back meanwhile.
/// </summary>
internal sealed class Resumption(string stateDirectory, StripeEmulator emulator, OtherPeople others, Random random, MonthResult result)
{
    private readonly Dictionary<string, int> _made = new(StringComparer.Ordinal);
    private long _changes;

    /// <summary>The run that was just killed, when there is something to go on with.</summary>
    /// <param name="forgetsResults">Whether its results are gone.</param>
    /// <returns>Its id; null when it had no plan yet, or nothing to do.</returns>
    public string? Broken(bool forgetsResults)
    {
        var runs = Path.Combine(stateDirectory, "runs");
        if (!Directory.Exists(runs) || new RunCatalog(stateDirectory).Ids() is not [var newest, ..])
        {
            return null;
        }

        var run = RunDirectory.At(stateDirectory, newest);
        if (File.Exists(run.ReportPath) || Unfinished.Read(run) is not { Plan.ChangeCount: > 0 } left)
        {
            return null;
        }

        _made.Clear();
        _changes = left.Plan.ChangeCount;
        using (var results = ResultsFile.Open(run.ResultsPath, _changes))
        {
            foreach (var change in left.Plan.Changes().Where(c => results.Find(c)?.Outcome == ChangeOutcome.Applied))
            {
                _made[change.Id] = 0;
                if (random.Next(6) == 0 && change.Metadata is [var key, ..])
                {
                    others.PutBack(change.Id, key.Key, key.Before);
                }
            }
        }

        if (forgetsResults)
        {
            File.Delete(run.ResultsPath);
        }

        return newest;
    }

    /// <summary>To be called before the run is gone on with.</summary>
    public void Prepare(string broken)
    {
        foreach (var id in _made.Keys.ToList())
        {
            _made[id] = emulator.WritesApplied(id);
        }
    }

    /// <summary>Checks the run that went on; it reported success, or that some changes failed.</summary>
    public void Check(EndedRun run)
    {
        long Count(string name) => run.Count(name);
        var decided = Count("applied") + Count("alreadyApplied") + Count("stale") + Count("failed");
        if (decided != _changes || Count("notAttempted") != 0)
        {
            result.Failures.Add($"Night {run.Night}: apply went on with a run of {_changes} changes, and decided {decided}.");
        }

        foreach (var (id, before) in _made.Where(m => emulator.WritesApplied(m.Key) != m.Value))
        {
            result.Failures.Add($"Night {run.Night}: {id} had a result, and apply wrote it once more; {others.Describe(id)}.");
        }

        if (Count("applied") < _made.Count)
        {
            result.Failures.Add($"Night {run.Night}: {_made.Count} changes had a result, and apply counts {Count("applied")}.");
        }
    }
}
