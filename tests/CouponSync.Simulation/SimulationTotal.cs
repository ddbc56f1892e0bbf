using System.Globalization;

namespace CouponSync.Simulation;

/// <summary>The months together.</summary>
internal sealed class SimulationTotal
{
    private readonly List<string> _failures = [];

    /// <summary>Months.</summary>
    public int Months { get; private set; }

    /// <summary>Runs.</summary>
    public int Runs { get; private set; }

    /// <summary>Runs killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Runs that relied on events.</summary>
    public int Incremental { get; private set; }

    /// <summary>Runs whose rows were checked.</summary>
    public int Checked { get; private set; }

    /// <summary>Runs whose requests were counted against the fewest there can be.</summary>
    public int Counted { get; private set; }

    /// <summary>Killed runs that were gone on with.</summary>
    public int Resumed { get; private set; }

    /// <summary>Runs that gave up in order.</summary>
    public int Stopped { get; private set; }

    /// <summary>Requests that met a fault.</summary>
    public long Faults { get; private set; }

    /// <summary>Changes applied.</summary>
    public long Applied { get; private set; }

    /// <summary>Lost events found.</summary>
    public long LostEventsFound { get; private set; }

    /// <summary>What was wrong, each with the command that replays it.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Adds a month.</summary>
    public void Add(int seed, MonthResult month)
    {
        Months++;
        Runs += month.Runs;
        Kills += month.Kills;
        Checked += month.Checked;
        Counted += month.Counted;
        Resumed += month.Resumed;
        Stopped += month.Stopped;
        Faults += month.Faults;
        Incremental += month.Incremental;
        Applied += month.Applied;
        LostEventsFound += month.LostEventsFound;
        _failures.AddRange(month.Failures.Select(f => string.Create(
            CultureInfo.InvariantCulture,
            $"{f}{Environment.NewLine}To see it again: dotnet run -c Release --project tests/CouponSync.Simulation -- --replay {seed}")));
    }
}
