using CouponSync.Coupons;

namespace CouponSync.Reporting;

/// <summary>Problems of one kind: the first few, and how many there are.</summary>
/// <param name="kind">The word for programs.</param>
/// <param name="title">What it means, in words; null when the kind says it.</param>
/// <param name="maxShown">How many to keep.</param>
internal sealed class ProblemGroup(string kind, string? title, int maxShown)
{
    private readonly List<Problem> _first = [];

    /// <summary>The word for programs.</summary>
    public string Kind { get; } = kind;

    /// <summary>What it means, in words; null when the kind says it.</summary>
    public string? Title { get; } = title;

    /// <summary>The first few.</summary>
    public IReadOnlyList<Problem> First => _first;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Whether all of them are warnings only.</summary>
    public bool IsHarmless { get; private set; } = true;

    /// <summary>Counts one, and keeps it if it is among the first.</summary>
    public void Add(Problem problem)
    {
        IsHarmless &= problem.Severity != ProblemSeverity.Error;
        Count++;
        if (_first.Count < maxShown)
        {
            _first.Add(problem);
        }
    }
}

/// <summary>Problems by kind, in the order a person would take them on; memory does not grow with their number.</summary>
/// <param name="maxShownPerKind">How many to keep of each kind.</param>
internal sealed class ProblemGroups(int maxShownPerKind)
{
    // Kinds are words of ours, a few dozen; should a caller invent one per row, the rest goes together.
    private const int MostKinds = 50;

    private readonly Dictionary<string, ProblemGroup> _groups = new(StringComparer.Ordinal);

    /// <summary>The groups: missing coupons, conflicts, the rest by kind, and warnings last.</summary>
    public IEnumerable<ProblemGroup> All => _groups.Values
        .OrderBy(g => g.IsHarmless)
        .ThenBy(g => Rank(g.Kind))
        .ThenBy(g => g.Kind, StringComparer.Ordinal);

    /// <summary>All that is wrong with a run: its problems, and the changes that were not made.</summary>
    public static IReadOnlyList<ProblemGroup> Of(RunReport report, int maxShownPerKind, CancellationToken cancellationToken)
    {
        var unsuccessful = new UnsuccessfulChanges(maxShownPerKind);
        // A plan can be a million changes: it is read only to find what is known to be there.
        foreach (var change in report.Summary.Attempted > report.Summary.Applied + report.Summary.AlreadyApplied ? report.Changes : [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            unsuccessful.Add(change);
        }

        return [.. Of(report.Problems, maxShownPerKind, cancellationToken), .. unsuccessful.All];
    }

    /// <summary>Problems by kind.</summary>
    public static IEnumerable<ProblemGroup> Of(IEnumerable<Problem> problems, int maxShownPerKind, CancellationToken cancellationToken)
    {
        var groups = new ProblemGroups(maxShownPerKind);
        foreach (var problem in problems)
        {
            cancellationToken.ThrowIfCancellationRequested();
            groups.Add(problem);
        }

        return groups.All;
    }

    /// <summary>Counts a problem.</summary>
    public void Add(Problem problem)
    {
        var kind = _groups.Count < MostKinds || _groups.ContainsKey(problem.Kind) ? problem.Kind : "other";
        if (!_groups.TryGetValue(kind, out var group))
        {
            group = new ProblemGroup(kind, TitleOf(kind), maxShownPerKind);
            _groups.Add(kind, group);
        }

        group.Add(problem);
    }

    /// <summary>What a kind means, in words; null when the kind says it.</summary>
    public static string? TitleOf(string kind) => kind switch
    {
        "missing" => "no such coupon in Stripe",
        "conflict" => "the coupon differs from what the file says, and stays as it is",
        _ => OutcomeWords.All.FirstOrDefault(w => w.Word == kind)?.Attention,
    };

    private static int Rank(string kind) => kind switch
    {
        "missing" => 0,
        "conflict" => 1,
        _ => 2,
    };
}
