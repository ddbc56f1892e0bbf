using System.Text.Json;
using CouponSync.Planning;

namespace CouponSync.Simulation.Cases;

/// <summary>One run of a case, as the checks see it.</summary>
internal sealed record CaseRun
{
    private Dictionary<long, PlannedChange> _plan = [];

    /// <summary>The command line.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The run that it takes back.</summary>
    public CaseRun? TakesBack { get; init; }

    /// <summary>The run that it goes on with.</summary>
    public CaseRun? GoesOnWith { get; init; }

    /// <summary>Whether it must not write.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>How many changes it may take up; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>How many deeds there were when it began.</summary>
    public int FirstDeed { get; init; }

    /// <summary>How many there were when it was over.</summary>
    public int EndDeed { get; set; }

    /// <summary>How it ended.</summary>
    public int ExitCode { get; set; } = -1;

    /// <summary>Whether it was killed.</summary>
    public bool IsKilled { get; set; }

    /// <summary>Whether it was told to stop.</summary>
    public bool WasStopped { get; set; }

    /// <summary>Whether the disk had no room for a while.</summary>
    public bool HadFullDisk { get; set; }

    /// <summary>What the log says of its end; null where it says nothing.</summary>
    public JsonElement? Logged { get; private set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; set; }

    /// <summary>What it printed.</summary>
    public string Output { get; set; } = "";

    /// <summary>The beginning of it, without what it says of its progress.</summary>
    public string Said => string.Join(' ', Output.Split('\n').SkipWhile(static l => l.StartsWith("Reading", StringComparison.Ordinal) || l.StartsWith("Planning", StringComparison.Ordinal)).Take(4));

    /// <summary>Its id; empty where it left nothing.</summary>
    public string Id { get; set; } = "";

    /// <summary>The run that made its plan; null where there is none.</summary>
    public string? PlanRun { get; private set; }

    /// <summary>Its report; null where it left none.</summary>
    public JsonElement? Report { get; private set; }

    /// <summary>Its plan, by sequence.</summary>
    public IReadOnlyDictionary<long, PlannedChange> Plan => _plan;

    /// <summary>The first run of those that go on with each other.</summary>
    public CaseRun First => GoesOnWith?.First ?? this;

    /// <summary>The report's changes.</summary>
    public IEnumerable<JsonElement> Changes => Report?.GetProperty("changes").EnumerateArray() ?? Enumerable.Empty<JsonElement>();

    /// <summary>The report's problems.</summary>
    public IEnumerable<JsonElement> Problems => Report?.GetProperty("problems").EnumerateArray() ?? Enumerable.Empty<JsonElement>();

    /// <summary>The report's notes.</summary>
    public IEnumerable<string> Notes => Report?.GetProperty("run").GetProperty("notes").EnumerateArray().Select(static n => n.GetString()!) ?? [];

    /// <summary>A count of the report's summary; 0 without one.</summary>
    public long Count(string name) => Report?.GetProperty("summary").GetProperty(name).GetInt64() ?? 0;

    /// <summary>Reads what it left.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="log">All of the log's lines.</param>
    public void ReadFrom(string directory, IEnumerable<string> log)
    {
        Id = Path.GetFileName(directory);
        Logged = log.Where(l => l.Contains($"\"Run {Id} ends with", StringComparison.Ordinal)).Select(Parsed).SingleOrDefault(static l => l is not null);
        if (File.Exists(Path.Combine(directory, "report.json")))
        {
            Report = JsonElement.Parse(File.ReadAllBytes(Path.Combine(directory, "report.json")));
        }

        if (File.Exists(Path.Combine(directory, "plan.jsonl")))
        {
            var plan = PlanFile.Open(Path.Combine(directory, "plan.jsonl"));
            PlanRun = plan.Header.RunId;
            _plan = plan.Changes().ToDictionary(static c => c.Sequence);
        }
    }

    // A full disk tears lines.
    private static JsonElement? Parsed(string line)
    {
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(' ', Command)} (run {Id}, exit code {ExitCode}{(IsKilled ? ", killed" : "")}{(WasStopped ? ", stopped" : "")}{(HadFullDisk ? ", with a full disk" : "")})";
}

/// <summary>What came of a case.</summary>
internal sealed class CaseResult
{
    private readonly List<string> _failures = [];

    /// <summary>What must not be, each as a sentence.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Runs started.</summary>
    public int Runs { get; set; }

    /// <summary>Runs killed.</summary>
    public int Kills { get; set; }

    /// <summary>Runs gone on with.</summary>
    public int Resumed { get; set; }

    /// <summary>Reverts that went to their end.</summary>
    public int Reverts { get; set; }

    /// <summary>Changes that were made.</summary>
    public long Made { get; set; }

    /// <summary>Requests that met a fault.</summary>
    public long Faults { get; set; }

    /// <summary>Adds a failure.</summary>
    public void Fail(string what) => _failures.Add(what);
}
