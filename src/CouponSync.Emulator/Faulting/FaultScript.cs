namespace CouponSync.Emulator;

/// <summary>At which point of a request's way faults are drawn.</summary>
internal enum FaultStage
{
    /// <summary>Between the client and the API: drops, waits, hangs, refused keys, limits, broken bodies.</summary>
    Edge,

    /// <summary>In the API, before the request is carried out.</summary>
    Before,

    /// <summary>In the API, after the request was carried out.</summary>
    After,
}

/// <summary>The scripted faults, with how often each was applied. Thread-safe.</summary>
public sealed class FaultScript
{
    private readonly Lock _gate = new();
    private List<Scripted> _rules = [];

    /// <summary>The rules, in the order in which they are tried.</summary>
    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_gate)
            {
                return [.. _rules.Select(static scripted => scripted.Rule)];
            }
        }
    }

    /// <summary>Adds a rule.</summary>
    public void Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        lock (_gate)
        {
            _rules.Add(new Scripted(rule));
        }
    }

    /// <summary>Adds a rule given as text; see <see cref="FaultRule.Parse"/>.</summary>
    /// <exception cref="FormatException">The text is not a rule.</exception>
    public void Add(string rule) => Add(FaultRule.Parse(rule));

    /// <summary>Removes all rules.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules = [];
        }
    }

    /// <summary>How many requests each rule hit so far.</summary>
    public IReadOnlyList<KeyValuePair<FaultRule, int>> Hits()
    {
        lock (_gate)
        {
            return [.. _rules.Select(static scripted => KeyValuePair.Create(scripted.Rule, scripted.Hits))];
        }
    }

    /// <summary>
    /// The faults that hit a request at a stage: at most one that decides its fate, the first rule that does, and any
    /// number of waits.
    /// </summary>
    internal IReadOnlyList<FaultRule> Draw(FaultStage stage, string method, Route route, bool? livemode)
    {
        lock (_gate)
        {
            List<FaultRule>? drawn = null;
            var isDecided = false;
            foreach (var scripted in _rules)
            {
                var isWait = scripted.Rule.IsWait;
                if (StageOf(scripted.Rule.Kind) == stage
                    && scripted.Rule.Matches(method, route, livemode)
                    && (isWait || !isDecided)
                    && scripted.IsHit())
                {
                    (drawn ??= []).Add(scripted.Rule);
                    isDecided |= !isWait;
                }
            }

            return drawn ?? (IReadOnlyList<FaultRule>)[];
        }
    }

    private static FaultStage StageOf(FaultKind kind) => kind switch
    {
        FaultKind.ServerErrorBefore or FaultKind.LockTimeout or FaultKind.LockConflict or FaultKind.Conflict => FaultStage.Before,
        FaultKind.ServerErrorAfter => FaultStage.After,
        _ => FaultStage.Edge,
    };

    private sealed class Scripted(FaultRule rule)
    {
        private readonly Random _dice = new(rule.Seed);
        private int _seen;

        public FaultRule Rule => rule;

        public int Hits { get; private set; }

        public bool IsHit()
        {
            if (Hits >= rule.Count || ++_seen <= rule.Skip)
            {
                return false;
            }

            if (rule.Probability < 1 && _dice.NextDouble() >= rule.Probability)
            {
                return false;
            }

            Hits++;
            return true;
        }
    }
}
