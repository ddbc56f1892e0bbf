using CouponSync.Coupons;

namespace CouponSync.Planning;

/// <summary>Puts the verdicts on all rows together: the changes into a plan, the problems where they are kept.</summary>
/// <param name="diff">Compares one row.</param>
/// <param name="find">Looks a coupon up in the snapshot; null when Stripe has none of this id.</param>
/// <param name="unreadable">Says why a coupon could not be read, for those few that could not; else null.</param>
internal sealed class CouponPlanner(
    CouponDiff diff,
    Func<string, RemoteCoupon?> find,
    Func<string, Problem?> unreadable)
{
    /// <summary>Told of each row that needs nothing; null when nobody wants to know.</summary>
    public Action<CouponRow>? Unchanged { get; init; }

    /// <summary>Says whether rows of a verdict are no failures: their problems become warnings.</summary>
    public Func<VerdictKind, bool> Tolerates { get; init; } = static _ => false;

    /// <summary>Plans all rows, one at a time.</summary>
    /// <param name="rows">The valid rows.</param>
    /// <param name="write">Gets each change, in order, with its coupon; null for one to be created.</param>
    /// <param name="report">Gets each problem, in order.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <returns>The counts of the rows seen; invalid rows are for the caller to add.</returns>
    public RunCounts Plan(
        IEnumerable<CouponRow> rows,
        Action<PlannedChange, RemoteCoupon?> write,
        Action<Problem> report,
        CancellationToken cancellationToken)
    {
        long count = 0, unchanged = 0, update = 0, create = 0, missing = 0, conflict = 0, missingTolerated = 0, conflictTolerated = 0, keysUnset = 0;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count++;
            if (unreadable(row.Id) is { } reason)
            {
                conflict++;
                report(reason with { Line = row.Line, Id = row.Id });
                continue;
            }

            var coupon = find(row.Id);
            var verdict = diff.Compare(row, coupon, update + create + 1);
            var isTolerated = Tolerates(verdict.Kind);
            switch (verdict.Kind)
            {
                case VerdictKind.Unchanged:
                    unchanged++;
                    Unchanged?.Invoke(row);
                    break;
                case VerdictKind.Change:
                    update += verdict.Change!.Action == ChangeAction.Update ? 1 : 0;
                    create += verdict.Change.Action == ChangeAction.Create ? 1 : 0;
                    keysUnset += verdict.Change.Metadata.Count(static k => k.IsUnset);
                    write(verdict.Change, coupon);
                    break;
                case VerdictKind.Missing:
                    missing++;
                    missingTolerated += isTolerated ? 1 : 0;
                    break;
                case VerdictKind.Conflict:
                    conflict++;
                    conflictTolerated += isTolerated ? 1 : 0;
                    break;
            }

            foreach (var problem in verdict.Problems)
            {
                report(isTolerated ? problem with { Severity = ProblemSeverity.Warning } : problem);
            }
        }

        return new RunCounts
        {
            Rows = count,
            Unchanged = unchanged,
            Update = update,
            Create = create,
            Missing = missing,
            Conflict = conflict,
            MissingTolerated = missingTolerated,
            ConflictTolerated = conflictTolerated,
            KeysUnset = keysUnset,
        };
    }
}
