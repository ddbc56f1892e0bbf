using CouponSync.Coupons;
using CouponSync.Http;
using CouponSync.Planning;

namespace CouponSync.Reporting;

/// <summary>
/// Everything a run has to say, as data; renderers turn it into text, JSON, CSV, Markdown or HTML. Changes and
/// problems can be a million: they are streamed from the run's files each time they are enumerated.
/// </summary>
internal sealed record RunReport
{
    /// <summary>The contract's name and version; raised when a reader of the old one would be misled.</summary>
    public const string Schema = "couponsync.report/2";

    /// <summary>The version before it, which knew of no change that is unknown; it is read as this one.</summary>
    public const string FormerSchema = "couponsync.report/1";

    /// <summary>Which run this is.</summary>
    public required RunInfo Run { get; init; }

    /// <summary>The counts.</summary>
    public required RunCounts Summary { get; init; }

    /// <summary>The requests it took.</summary>
    public required RequestCounts Requests { get; init; }

    /// <summary>Every change of the plan in the plan's order, with its outcome.</summary>
    public required IEnumerable<ReportedChange> Changes { get; init; }

    /// <summary>Everything that is wrong with the input or its coupons, in the order of the lines.</summary>
    public required IEnumerable<Problem> Problems { get; init; }
}
