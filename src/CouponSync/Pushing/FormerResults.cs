using CouponSync.Planning;
using CouponSync.Pushing.Throttling;

namespace CouponSync.Pushing;

/// <summary>
/// What a former run says about the changes of its plan: which it made, and of which nobody knows. The latter are
/// those whose answer did not come, and those that may have been under way when the process was killed.
/// </summary>
internal sealed class FormerResults : IDisposable
{
    private readonly ResultsFile _results;
    private readonly bool _endedInOrder;
    private long _missing;

    /// <summary>Opens the results of a plan.</summary>
    /// <param name="path">The file; null when there is none.</param>
    /// <param name="endedInOrder">Whether the run came to an end of its own, so that nothing was under way.</param>
    /// <param name="plan">The plan they are of.</param>
    public FormerResults(string? path, bool endedInOrder, PlanFile plan)
    {
        _results = ResultsFile.Open(path, plan.ChangeCount);
        _endedInOrder = endedInOrder || path is null;
    }

    /// <summary>Says what is known of a change. To be asked for each change of the plan once, in the plan's order.</summary>
    public FormerResult Of(PlannedChange change)
    {
        var result = _results.Find(change.Sequence);
        if (result is null || !string.Equals(result.Id, change.Id, StringComparison.Ordinal))
        {
            // Changes are begun in the plan's order, so that those under way at the end are the first without a result,
            // and not more than may be in flight; before them those whose result a power cut took.
            const int most = ThrottleOptions.MostInFlight + ResultsWriter.MostUnsynced;
            return new FormerResult(null, !_endedInOrder && ++_missing <= most ? Knowledge.InDoubt : Knowledge.NotMade);
        }

        return new FormerResult(result, result switch
        {
            { Outcome: ChangeOutcome.Applied } or { IsDeviating: true } => Knowledge.Made,
            { Outcome: ChangeOutcome.Failed, Error.Status: null or 409 or >= 500 } => Knowledge.InDoubt,
            _ => Knowledge.NotMade,
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _results.Dispose();
}

/// <summary>Whether a change was made.</summary>
internal enum Knowledge
{
    /// <summary>It was.</summary>
    Made,

    /// <summary>It may have been: only the coupon can tell.</summary>
    InDoubt,

    /// <summary>It was not.</summary>
    NotMade,
}

/// <summary>What a former run says about one change.</summary>
/// <param name="Result">Its result, where there is one.</param>
/// <param name="Knowledge">Whether it was made.</param>
internal readonly record struct FormerResult(ChangeResult? Result, Knowledge Knowledge);
