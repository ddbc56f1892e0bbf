using Serilog;

namespace CouponSync.Runs;

/// <summary>Removes old runs: more than are to be kept, or too old; never the last successful one, and none that may be going on.</summary>
internal static class RunPruning
{
    // A run without a report may be going on under another account. None takes this long.
    private static readonly TimeSpan Undecided = TimeSpan.FromDays(2);

    /// <summary>Removes them.</summary>
    /// <param name="catalog">The runs.</param>
    /// <param name="keep">How many are kept.</param>
    /// <param name="maxAge">How old they may be; null for any age.</param>
    /// <param name="current">The run that asks, which is kept.</param>
    /// <param name="now">The time.</param>
    /// <param name="log">Told of each.</param>
    public static async Task PruneAsync(
        RunCatalog catalog, int keep, TimeSpan? maxAge, string current, DateTimeOffset now, ILogger log)
    {
        var ids = catalog.Ids();
        var successSeen = false;
        for (var i = 0; i < ids.Count; i++)
        {
            var isOld = maxAge is { } most && RunId.StartOf(ids[i]) is { } start && now - start > most;
            var isSurplus = i >= keep;
            if (string.Equals(ids[i], current, StringComparison.Ordinal) || (successSeen && !isOld && !isSurplus))
            {
                continue;
            }

            var run = await catalog.ReadAsync(ids[i], CancellationToken.None);
            var isLastSuccess = run.IsSuccess && !successSeen;
            successSeen |= run.IsSuccess;
            var mayGoOn = run.State == RunState.Running
                || (run.State == RunState.Broken && (RunId.StartOf(ids[i]) is not { } began || now - began < Undecided));
            if ((isOld || isSurplus) && !isLastSuccess && !mayGoOn)
            {
                Remove(run.Directory.Path, log);
            }
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
