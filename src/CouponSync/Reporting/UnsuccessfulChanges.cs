using System.Globalization;
using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>The changes that were not made, or not as they should be, as groups of problems.</summary>
/// <param name="maxShownPerKind">How many to keep of each kind.</param>
internal sealed class UnsuccessfulChanges(int maxShownPerKind)
{
    private readonly Dictionary<ChangeOutcome, ProblemGroup> _groups = OutcomeWords.All.Where(static w => w.Attention is not null)
        .ToDictionary(static w => w.Outcome, w => new ProblemGroup(w.Word, w.Attention, maxShownPerKind));

    /// <summary>The groups that are not empty.</summary>
    public IEnumerable<ProblemGroup> All => _groups.Values.Where(static g => g.Count > 0);

    /// <summary>Counts a change that was not made.</summary>
    public void Add(ReportedChange change)
    {
        if (ProblemOf(change) is { } problem)
        {
            _groups[change.Outcome!.Value].Add(problem);
        }
    }

    /// <summary>A change that needs a person, as a problem; null for all others.</summary>
    public static Problem? ProblemOf(ReportedChange change) =>
        change.Outcome is { } outcome && OutcomeWords.Of(outcome).Attention is not null
            ? new Problem(Words.Of(outcome), Message(change, outcome)) { Line = change.Change.Line, Id = change.Change.Id }
            : null;

    private static string Message(ReportedChange change, ChangeOutcome outcome)
    {
        if (change.Error is not { } error)
        {
            return OutcomeWords.Of(outcome).Plain;
        }

        var details = new List<string> { error.Code };
        if (error.Status is { } status)
        {
            details.Insert(0, status.ToString(CultureInfo.InvariantCulture));
        }

        if (change.RequestId is { } request)
        {
            details.Add(request);
        }

        return $"{error.Message} ({string.Join(", ", details)})";
    }
}
