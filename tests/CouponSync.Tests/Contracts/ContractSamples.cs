using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Runs;
using CouponSync.Tests.Reporting;

namespace CouponSync.Tests.Contracts;

/// <summary>One of everything that the files can hold.</summary>
internal static class ContractSamples
{
    public static readonly DateTimeOffset At = new(2026, 11, 22, 3, 0, 0, 250, TimeSpan.FromHours(1));

    public static readonly Problem Left = new("changed_since", "Somebody set \"owner\" to <Zoë>; it is left.")
    {
        Id = "C1",
        Line = 3,
        Column = "owner",
    };

    public static readonly CouponTerms AllTerms = new()
    {
        PercentOff = 12.50m,
        AmountOff = 500,
        Currency = "eur",
        Duration = "repeating",
        DurationInMonths = 3,
        MaxRedemptions = 100,
        RedeemBy = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000),
        AppliesTo = ["prod_1", "prod_2"],
        CurrencyOptions = new Dictionary<string, long> { ["usd"] = 600, ["gbp"] = 450 },
    };

    public static readonly PlannedChange[] Changes =
    [
        new()
        {
            Sequence = 1,
            Line = 2,
            Id = "2.00$_off 1",
            Action = ChangeAction.Update,
            Metadata =
            [
                new KeyChange("Größe", null, "</script> & 'x' + \u2028 \u0000 \u007F 🎉"),
                new KeyChange("a\"b\n", "half \uD800 a pair", "\\"),
                new KeyChange("z", "old", null),
            ],
            Name = new ValueChange("Ünï, \"quoted\"", "Ελληνικά"),
        },
        new() { Sequence = 2, Line = 3, Id = "NAMED", Action = ChangeAction.Update, Name = new ValueChange(null, "New") },
        new()
        {
            Sequence = 3,
            Line = 1207,
            Id = "MADE",
            Action = ChangeAction.Create,
            Metadata = [new KeyChange("order_id", null, "6735")],
            Name = new ValueChange(null, "Made"),
            Terms = AllTerms,
        },
        new() { Sequence = 4, Id = "PLAIN", Action = ChangeAction.Create, Line = 9, Terms = new CouponTerms { PercentOff = 25, AppliesTo = [] } },
        new()
        {
            Sequence = 5,
            Id = "GONE",
            Action = ChangeAction.Delete,
            Metadata = [new KeyChange("k", "v", null)],
            Name = new ValueChange("Gone", null),
            Terms = CouponTerms.None,
        },
    ];

    public static readonly ChangeResult[] Results =
    [
        Result(1) with { RequestId = "req_1", IdempotencyKey = "couponsync-r-1-00", Attempts = 2 },
        Result(2) with { Outcome = ChangeOutcome.Unchanged },
        Result(3) with { Outcome = ChangeOutcome.Stale, Error = new ChangeError("stale", "metadata 'k' was 'a' and is 'b' now.") },
        Result(4) with
        {
            Outcome = ChangeOutcome.Failed,
            RequestId = "req_4",
            Attempts = 1,
            Done = Changes[2] with { Sequence = 4, Action = ChangeAction.Update, Terms = null, IsAdapted = true },
            Error = new ChangeError("resource_missing", "No such coupon: 'PLAIN'", 404),
        },
    ];

    public static RunReport Report
    {
        get
        {
            var report = SampleReports.Create(60, dryRun: false);
            ReportedChange[] further =
            [
                new(Changes[0], ChangeOutcome.Failed, "req_1", new ChangeError("lock_timeout", "=It is \"locked\".")),
                new(Changes[1], ChangeOutcome.Unchanged, null, null),
                new(Changes[2], ChangeOutcome.Applied, "req_3", null),
                new(Changes[3], ChangeOutcome.NotAttempted, null, null),
                new(Changes[4], ChangeOutcome.Stale, null, new ChangeError("stale", "It was changed.")),
                new(new PlannedChange { Sequence = 6, Id = "NOTHING", Action = ChangeAction.Delete }, ChangeOutcome.Applied, "req_6", null),
            ];
            return report with
            {
                Run = report.Run with
                {
                    StartedAt = At,
                    // They were not kept.
                    Arguments = [],
                    StopReason = "It was told to <stop>.",
                    Notes = ["31 % is over 30 % (31/100)", "Ünï \u2028 'x'"],
                    Remarks = ["The plan's SHA-256 is ab12; apply --sha256 insists on it."],
                    PlanFile = "plan.jsonl",
                    PlanSha256 = new string('b', 64),
                    EstimatedApplyTime = TimeSpan.FromSeconds(12.34),
                },
                Summary = report.Summary with { Delete = 1, AlreadyApplied = 2, Stale = 3, Deviating = 1, NotAttempted = 4, UnchangedByEvents = 5 },
                Changes = [.. report.Changes, .. further],
                Problems = [.. report.Problems, Left, Left with { Line = null, Id = null, Column = null }],
            };
        }
    }

    /// <summary>A dry run of which next to nothing is known.</summary>
    public static RunReport Early
    {
        get
        {
            var report = SampleReports.Create(0);
            return report with
            {
                Run = report.Run with
                {
                    Input = null,
                    Account = null,
                    Directory = null,
                    EstimatedApplyTime = null,
                    ErrorsFile = null,
                    ExitCode = ExitCode.Configuration,
                    Arguments = [],
                },
            };
        }
    }

    public static PlanHeader RevertHeader => new()
    {
        RunId = "2026-11-22T020000Z-7f3a",
        CreatedAt = DateTimeOffset.UnixEpoch,
        AccountId = "acct_1",
        Livemode = true,
        ApiBase = "https://api.stripe.com",
        Input = new PlanInput(Path: null, Sha256: null, 1208),
        Reverts = "2026-11-21T020000Z-0001",
    };

    private static ChangeResult Result(long sequence) => new()
    {
        Sequence = sequence,
        Id = Changes[sequence - 1].Id,
        Outcome = ChangeOutcome.Applied,
        At = At,
    };
}
