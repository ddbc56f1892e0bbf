using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.Runs;
using CouponSync.Settings;
using Serilog;

namespace CouponSync.History;

/// <summary>
/// Removes old runs: more than are to be kept, or too old. Runs that sent changes have a count of their own for each
/// account, so that no other run pushes one out that can still be taken back. Never removed are the last successful run,
/// one of which it is not known what it made, and one that may be going on.
/// </summary>
internal static class RunPruning
{
    // A run without a report may be going on under another account. None takes this long.
    private static readonly TimeSpan Undecided = TimeSpan.FromDays(2);

    /// <summary>Removes them.</summary>
    /// <param name="catalog">The runs.</param>
    /// <param name="settings">How many are kept, and how long.</param>
    /// <param name="current">The run that asks, which is kept.</param>
    /// <param name="now">The time.</param>
    /// <param name="log">Told of each.</param>
    public static async Task PruneAsync(RunCatalog catalog, RunsSettings settings, string current, DateTimeOffset now, ILogger log)
    {
        var kept = new Dictionary<string, int>(StringComparer.Ordinal);
        var successSeen = false;
        foreach (var id in catalog.Ids())
        {
            var account = ChangedAccount(catalog.At(id));
            var count = kept[account ?? ""] = kept.GetValueOrDefault(account ?? "") + 1;
            var isSurplus = count > (account is null ? settings.Keep : settings.KeepChanges);
            var isOld = settings.MaxAge is { } most && RunId.StartOf(id) is { } start && now - start > most;
            if (string.Equals(id, current, StringComparison.Ordinal) || (successSeen && !isOld && !isSurplus))
            {
                continue;
            }

            var run = await catalog.ReadAsync(id, CancellationToken.None);
            var isLastSuccess = run.IsSuccess && !successSeen;
            successSeen |= run.IsSuccess;
            var mayGoOn = run.State == RunState.Running
                || (run.State == RunState.Broken && (RunId.StartOf(id) is not { } began || now - began < Undecided));
            if ((isOld || isSurplus) && !isLastSuccess && !mayGoOn && (account is null || !HasUnknown(run)))
            {
                Remove(run.Directory.Path, log);
            }
        }
    }

    // Whose coupons a run has changed, or may have; null when it sent no change.
    private static string? ChangedAccount(RunDirectory run)
    {
        try
        {
            if (!ResultsFile.HasSent(run.ResultsPath))
            {
                return null;
            }

            var header = PlanFile.HeaderOf(run.PlanPath);
            return $"{header?.AccountId} {header?.Livemode}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlanFormatException)
        {
            return "?";
        }
    }

    // What cannot be read is not known either.
    private static bool HasUnknown(RunEntry run)
    {
        try
        {
            return run.Report is { Summary.Unknown: > 0 } || (run.Unfinished ?? Unfinished.Read(run.Directory)) is null or { Unknown: > 0 };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static void Remove(string path, ILogger log)
    {
        try
        {
            Directory.Delete(path, recursive: true);
            log.Information("Removed the old run {Path}", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warning(e, "The old run {Path} cannot be removed", path);
        }
    }
}
