namespace CouponSync.Planning;

/// <summary>The counts of a plan: of rows by verdict, and of what its changes do.</summary>
internal sealed record PlanCounts
{
    /// <summary>Data rows of the input, the invalid ones included.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that need nothing.</summary>
    public long Unchanged { get; init; }

    /// <summary>Coupons to be updated.</summary>
    public long Update { get; init; }

    /// <summary>Coupons to be created.</summary>
    public long Create { get; init; }

    /// <summary>Coupons to be deleted.</summary>
    public long Delete { get; init; }

    /// <summary>Rows whose coupon does not exist.</summary>
    public long Missing { get; init; }

    /// <summary>Rows in conflict with their coupon.</summary>
    public long Conflict { get; init; }

    /// <summary>Rows that are not valid.</summary>
    public long Invalid { get; init; }

    /// <summary>Metadata keys that the changes unset.</summary>
    public long KeysUnset { get; init; }

    /// <summary>All changes.</summary>
    public long Changes => Update + Create + Delete;

    /// <summary>Rows that will not be what the file wants, whatever happens.</summary>
    public long Unfulfillable => Missing + Conflict + Invalid;

    /// <summary>These counts with one change more.</summary>
    public PlanCounts With(PlannedChange change) => change.Action switch
    {
        ChangeAction.Create => this with { Create = Create + 1 },
        ChangeAction.Delete => this with { Delete = Delete + 1 },
        _ => this with { Update = Update + 1, KeysUnset = KeysUnset + change.Metadata.Count(static k => k.IsUnset) },
    };
}
