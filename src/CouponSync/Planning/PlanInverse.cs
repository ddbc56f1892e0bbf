using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Planning;

/// <summary>
/// Turns a change that was made round: old values back, added keys unset, a deleted coupon created again. What
/// somebody else has changed since is left as it is. Pure, like the diff.
/// </summary>
/// <param name="deletesCreated">Whether coupons that were created are deleted; otherwise they are kept.</param>
internal sealed class PlanInverse(bool deletesCreated)
{
    /// <summary>Says how to take a change back.</summary>
    /// <param name="done">The change that was made.</param>
    /// <param name="isCertain">Whether it is known to have been made; if not, only what is as it would have made it is taken back.</param>
    /// <param name="remote">The coupon as it is now; null when Stripe has none of this id.</param>
    /// <param name="sequence">The number the inverse gets if there is one.</param>
    public InverseVerdict Of(PlannedChange done, bool isCertain, RemoteCoupon? remote, long sequence) => done.Action switch
    {
        ChangeAction.Update => OfUpdate(done, isCertain, remote, sequence),
        ChangeAction.Create => OfCreation(done, remote, sequence),
        ChangeAction.Delete => OfDeletion(done, remote, sequence),
        _ => throw new ArgumentOutOfRangeException(nameof(done), done.Action, "Not a known action."),
    };

    private static InverseVerdict OfUpdate(PlannedChange done, bool isCertain, RemoteCoupon? remote, long sequence)
    {
        if (remote is null)
        {
            return Left(done, "gone", null, "The coupon no longer exists; there is nothing to restore.");
        }

        var keys = new List<KeyChange>();
        var problems = new List<Problem>();
        foreach (var key in done.Metadata)
        {
            var now = remote.Metadata.Find(key.Key);
            if (Same(now, key.After))
            {
                keys.Add(new KeyChange(key.Key, key.After, key.Before));
            }
            else if (!Same(now, key.Before) && isCertain)
            {
                problems.Add(Changed(done, key.Key, $"metadata '{key.Key}'", key.After, now));
            }
        }

        ValueChange? name = null;
        if (done.Name is { } renamed)
        {
            if (Same(remote.Name, renamed.After) && renamed.Before is not null)
            {
                name = new ValueChange(renamed.After, renamed.Before);
            }
            else if (Same(remote.Name, renamed.After))
            {
                problems.Add(Problem(done, "name_not_revertible", "name",
                    $"The coupon had no name and was named '{renamed.After}'; Stripe documents no way to clear a name. It is left as it is."));
            }
            else if (!Same(remote.Name, renamed.Before) && isCertain)
            {
                problems.Add(Changed(done, "name", "the name", renamed.After, remote.Name));
            }
        }

        var currencies = new List<KeyChange>();
        foreach (var option in done.CurrencyOptions)
        {
            var label = CouponTerms.AmountName(option.Key);
            var now = remote.Terms.AmountTextIn(option.Key);
            if (Same(now, option.After) && option.Before is not null)
            {
                currencies.Add(new KeyChange(option.Key, option.After, option.Before));
            }
            else if (Same(now, option.After))
            {
                problems.Add(Problem(done, "currency_not_revertible", label,
                    $"The coupon had no amount in {option.Key} and was given {option.After}; Stripe documents no way to take a currency away. It is left as it is."));
            }
            else if (!Same(now, option.Before) && isCertain)
            {
                problems.Add(Changed(done, label, label, option.After, now));
            }
        }

        if (keys.Count == 0 && name is null && currencies.Count == 0)
        {
            return new InverseVerdict(null, problems);
        }

        var inverse = new PlannedChange
        {
            Sequence = sequence,
            Line = done.Line,
            Id = done.Id,
            Action = ChangeAction.Update,
            Metadata = keys,
            Name = name,
            CurrencyOptions = currencies,
        };
        var beyondLimits = ChangeLimits.Check(inverse, remote.Metadata);
        return beyondLimits.Count == 0
            ? new InverseVerdict(inverse, problems)
            : new InverseVerdict(null, [.. problems, .. beyondLimits]);
    }

    private InverseVerdict OfCreation(PlannedChange done, RemoteCoupon? remote, long sequence)
    {
        if (remote is null)
        {
            return new InverseVerdict(null, []);
        }

        if (!deletesCreated)
        {
            return new InverseVerdict(null, []) { KeepsCreated = true };
        }

        var deletion = new PlannedChange
        {
            Sequence = sequence,
            Line = done.Line,
            Id = done.Id,
            Action = ChangeAction.Delete,
            Metadata = [.. done.Metadata.Select(static k => new KeyChange(k.Key, k.After, null))],
            Name = done.Name is { } name ? new ValueChange(name.After, null) : null,
            Terms = done.Terms,
        };
        var check = StalenessCheck.Check(deletion, remote);
        return check.Kind == Freshness.Fresh
            ? new InverseVerdict(deletion, [])
            : Left(done, "changed_since", null, check.Reason!);
    }

    private static InverseVerdict OfDeletion(PlannedChange done, RemoteCoupon? remote, long sequence)
    {
        var creation = new PlannedChange
        {
            Sequence = sequence,
            Line = done.Line,
            Id = done.Id,
            Action = ChangeAction.Create,
            Metadata = [.. done.Metadata.Select(static k => new KeyChange(k.Key, null, k.Before))],
            Name = done.Name is { } name ? new ValueChange(null, name.Before) : null,
            Terms = done.Terms,
        };
        if (remote is null)
        {
            return new InverseVerdict(creation, []);
        }

        return ExistingCoupon.Compare(creation, remote).Kind == Freshness.InPlace
            ? new InverseVerdict(null, [])
            : Left(done, "changed_since", null, "The coupon was deleted by the run, and a different one with this id exists now.");
    }

    private static InverseVerdict Left(PlannedChange done, string kind, string? column, string message) =>
        new(null, [Problem(done, kind, column, message)]);

    private static Problem Changed(PlannedChange done, string column, string what, string? after, string? now)
    {
        var (set, isNow) = Words.Values(after, now);
        return Problem(done, "changed_since", column, $"The run set {what} to {set}, but it is {isNow} now: somebody has changed it since. It is left as it is.");
    }

    private static Problem Problem(PlannedChange done, string kind, string? column, string message) =>
        new(kind, message) { Line = done.Line, Id = done.Id, Column = column };

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.Ordinal);
}

/// <summary>How one change is taken back.</summary>
/// <param name="Change">The change that does it; null when there is none to make.</param>
/// <param name="Problems">What is left as it is, and why.</param>
internal readonly record struct InverseVerdict(PlannedChange? Change, IReadOnlyList<Problem> Problems)
{
    /// <summary>Whether a created coupon is kept because nobody asked for its deletion.</summary>
    public bool KeepsCreated { get; init; }
}
