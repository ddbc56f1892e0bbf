using CouponSync.Files;

namespace CouponSync.Runs;

/// <summary>What one run leaves behind: <c>runs/ID/</c> under the state directory, readable by its owner only.</summary>
internal sealed class RunDirectory
{
    private RunDirectory(string stateDirectory, string id)
    {
        Id = id;
        Path = System.IO.Path.Combine(stateDirectory, "runs", id);
    }

    /// <summary>The run's id.</summary>
    public string Id { get; }

    /// <summary>The directory, relative when the state directory is.</summary>
    public string Path { get; }

    /// <summary>The plan.</summary>
    public string PlanPath => System.IO.Path.Combine(Path, "plan.jsonl");

    /// <summary>What became of each change.</summary>
    public string ResultsPath => System.IO.Path.Combine(Path, "results.jsonl");

    /// <summary>The report for programs.</summary>
    public string ReportPath => System.IO.Path.Combine(Path, "report.json");

    /// <summary>The report for people.</summary>
    public string PagePath => System.IO.Path.Combine(Path, "report.html");

    /// <summary>The rows that failed, in the input's own columns.</summary>
    public string ErrorsPath => System.IO.Path.Combine(Path, "errors.csv");

    /// <summary>The directory of a run that was there before, whether it exists or not.</summary>
    public static RunDirectory At(string stateDirectory, string id) => new(stateDirectory, id);

    /// <summary>Creates the directory of a new run, under an id that no other run has.</summary>
    /// <param name="stateDirectory">The state directory; created where it is missing.</param>
    /// <param name="startedAt">When the run starts.</param>
    /// <param name="random">Tells runs of the same second apart.</param>
    public static RunDirectory Create(string stateDirectory, DateTimeOffset startedAt, Random random)
    {
        PrivateFiles.CreateDirectory(stateDirectory);
        PrivateFiles.CreateDirectory(System.IO.Path.Combine(stateDirectory, "runs"));
        RunDirectory directory;
        do
        {
            directory = new RunDirectory(stateDirectory, RunId.Create(startedAt, random));
        }
        while (System.IO.Directory.Exists(directory.Path));

        PrivateFiles.CreateDirectory(directory.Path);
        return directory;
    }
}
