using CouponSync.Applying;
using CouponSync.History;
using CouponSync.Planning;
using CouponSync.Remote;

namespace CouponSync.Pipelines;

/// <summary>The changes that a run made, or may have made: what there is to take back. Which they are is found once; it takes a byte
/// a change, however large the plan.</summary>
internal sealed class MadeChanges
{
    private readonly PlanFile _plan;
    private readonly ResultsFile _results;
    private readonly Verdict[] _verdicts;
    private readonly long _count;
    private readonly bool _withProducts;

    /// <summary>Finds them.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <param name="results">Its results.</param>
    /// <param name="evidence">What there is to say of changes whose outcome the run does not know.</param>
    public MadeChanges(PlanFile plan, ResultsFile results, Evidence evidence)
    {
        (_plan, _results) = (plan, results);
        _verdicts = new Verdict[plan.ChangeCount + 1];
        Array.Fill(_verdicts, Verdict.MadeByOther);
        foreach (var change in plan.Changes())
        {
            var result = results.Find(change);
            var verdict = result switch
            {
                { IsMade: true } => Verdict.Made,
                { Outcome: ChangeOutcome.Unknown } => evidence.Of(change, result),
                _ => Verdict.MadeByOther,
            };
            _verdicts[change.Sequence] = verdict;
            if (verdict != Verdict.MadeByOther)
            {
                _count++;
                _withProducts |= (result!.Done ?? change) is { Action: not ChangeAction.Update } or { CurrencyOptions.Count: > 0 };
            }
        }
    }

    /// <summary>What has to be read of Stripe.</summary>
    public FetchRequest Coupons => new(Planned().Select(static c => c.Id), _count, _withProducts);

    /// <summary>What was really done, not what was planned, in the plan's order; with the verdict on what is unknown.</summary>
    public IEnumerable<(PlannedChange Done, Verdict Verdict)> All() =>
        Planned().Select(change => (_results.Find(change)?.Done ?? change, _verdicts[change.Sequence]));

    private IEnumerable<PlannedChange> Planned() => _plan.Changes().Where(c => _verdicts[c.Sequence] != Verdict.MadeByOther);
}
