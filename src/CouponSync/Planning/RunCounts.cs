using System.Text.Json.Serialization;

namespace CouponSync.Planning;

/// <summary>
/// The counts of a run, under the names and in the order that <c>report.json</c> has them: of rows by what was found,
/// and of changes by what became of them. <c>Rows = Unchanged + Update + Create + Missing + Conflict + Invalid</c>, and
/// in a real run <c>Changes = Attempted + NotAttempted</c>.
/// </summary>
internal sealed record RunCounts
{
    /// <summary>Data rows of the input, the invalid ones included.</summary>
    [JsonRequired]
    public long Rows { get; init; }

    /// <summary>Rows whose coupon already is as wanted.</summary>
    [JsonRequired]
    public long Unchanged { get; init; }

    /// <summary>Coupons to be updated.</summary>
    [JsonRequired]
    public long Update { get; init; }

    /// <summary>Coupons to be created.</summary>
    [JsonRequired]
    public long Create { get; init; }

    /// <summary>Rows whose coupon does not exist.</summary>
    [JsonRequired]
    public long Missing { get; init; }

    /// <summary>Rows that want what Stripe cannot change, or what would break one of its limits.</summary>
    [JsonRequired]
    public long Conflict { get; init; }

    /// <summary>Rows that are not valid.</summary>
    [JsonRequired]
    public long Invalid { get; init; }

    /// <summary>Changes that Stripe confirmed.</summary>
    [JsonRequired]
    public long Applied { get; init; }

    /// <summary>Changes that failed.</summary>
    [JsonRequired]
    public long Failed { get; init; }

    /// <summary>Changes whose turn did not come; zero in a dry run.</summary>
    [JsonRequired]
    public long NotAttempted { get; init; }

    /// <summary>Coupons to be deleted; only a revert has them.</summary>
    public long Delete { get; init; }

    /// <summary>Changes that were already in place when their turn came.</summary>
    public long AlreadyApplied { get; init; }

    /// <summary>Changes refused because their coupon has changed since the plan was made.</summary>
    public long Stale { get; init; }

    /// <summary>Those of the failed ones that were made, but left their coupon otherwise than asked for.</summary>
    public long Deviating { get; init; }

    /// <summary>Changes that were made or not, which is not known.</summary>
    public long Unknown { get; init; }

    /// <summary>Unchanged rows whose coupon was not read today: no event since it was read says that it changed.</summary>
    public long UnchangedByEvents { get; init; }

    /// <summary>Metadata keys that the changes unset.</summary>
    [JsonIgnore]
    public long KeysUnset { get; init; }

    /// <summary>The planned changes.</summary>
    [JsonIgnore]
    public long Changes => Update + Create + Delete;

    /// <summary>Rows that will not be what the file wants, whatever happens.</summary>
    [JsonIgnore]
    public long Unfulfillable => Missing + Conflict + Invalid;

    /// <summary>Changes that were begun, whatever became of them.</summary>
    [JsonIgnore]
    public long Attempted => Applied + AlreadyApplied + Stale + Failed + Unknown;

    /// <summary>Changes of which nothing is decided: in a dry run the ones that would be made.</summary>
    [JsonIgnore]
    public long Undecided => Changes - Attempted;

    /// <summary>These counts with one planned change more.</summary>
    public RunCounts With(PlannedChange change) => change.Action switch
    {
        ChangeAction.Create => this with { Create = Create + 1 },
        ChangeAction.Delete => this with { Delete = Delete + 1 },
        _ => this with { Update = Update + 1, KeysUnset = KeysUnset + change.Metadata.Count(static k => k.IsUnset) },
    };
}
