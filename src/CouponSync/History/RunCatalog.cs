using CouponSync.Reporting;
using CouponSync.Runs;

namespace CouponSync.History;

/// <summary>The runs under a state directory.</summary>
internal sealed class RunCatalog(string stateDirectory)
{
    /// <summary>The ids of all runs, newest first.</summary>
    /// <exception cref="IOException">The directory cannot be looked into.</exception>
    public IReadOnlyList<string> Ids()
    {
        var runs = Path.Combine(stateDirectory, "runs");
        if (new[] { stateDirectory, runs }.FirstOrDefault(File.Exists) is { } file)
        {
            throw new IOException($"'{file}' is a file, where a directory belongs.");
        }

        try
        {
            return [.. Directory.EnumerateDirectories(runs).Select(static d => Path.GetFileName(d)!).OrderDescending(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            throw new IOException($"Access to '{runs}' is denied.");
        }
    }

    /// <summary>The directory of a run.</summary>
    public RunDirectory At(string id) => RunDirectory.At(stateDirectory, id);

    /// <summary>Finds a run by its id, or by a part of it that fits no other.</summary>
    /// <param name="text">The id, its beginning or its end.</param>
    /// <param name="candidates">What it could mean, when it is not one.</param>
    public string? Find(string text, out IReadOnlyList<string> candidates)
    {
        var ids = Ids();
        candidates = ids.Contains(text, StringComparer.Ordinal)
            ? [text]
            : [.. ids.Where(id => id.StartsWith(text, StringComparison.Ordinal) || id.EndsWith(text, StringComparison.Ordinal))];
        return candidates.Count == 1 ? candidates[0] : null;
    }

    /// <summary>Reads what there is to say of a run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RunEntry> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var directory = At(id);
        var report = await ReadReportAsync(directory.ReportPath, cancellationToken);
        if (report is not null)
        {
            return new RunEntry(directory, RunState.Reported, report, null);
        }

        return AccountLock.IsHeldBy(id, stateDirectory)
            ? new RunEntry(directory, RunState.Running, null, null)
            : new RunEntry(directory, RunState.Broken, null, ReadUnfinished(directory));
    }

    /// <summary>Finds when a run on an account last succeeded.</summary>
    /// <returns>Null when no run that is kept did.</returns>
    public async Task<DateTimeOffset?> FindLastSuccessAsync(AccountInfo account)
    {
        foreach (var id in Ids())
        {
            if (await ReadReportAsync(RunDirectory.At(stateDirectory, id).ReportPath, CancellationToken.None) is
                { Run: { ExitCode: ExitCode.Done, DryRun: false, Account: { } of } run }
                && of == account)
            {
                return run.FinishedAt;
            }
        }

        return null;
    }

    /// <summary>Reads the head of a report.</summary>
    /// <returns>Null when there is none that can be read.</returns>
    public static async Task<RunReportHead?> ReadReportAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return await RunReportReader.ReadAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // No report, or one that was being written when the process died.
            return null;
        }
    }

    private static Unfinished? ReadUnfinished(RunDirectory directory)
    {
        try
        {
            return Unfinished.Read(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
