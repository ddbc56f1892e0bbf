using System.Globalization;
using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Http;
using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Runs;

namespace CouponSync.Tests.Reporting;

/// <summary>
/// Reports as shops would get them, the same for the same seed: many languages, long values, and values made to do
/// harm. Changes are generated while they are enumerated, so that a million of them need no memory.
/// </summary>
internal static class SampleReports
{
    public const string ScriptValue = "</script><script>document.title='pwned'</script><!--<script>";
    public const string ImageValue = "<img src=\"https://example.test/x.png\" onerror=\"document.title='pwned'\">";
    public const string FormulaValue = "=cmd|' /C calc'!A0";
    public const string OverrideValue = "abc\u202Egpj.exe";
    public const string EscapeValue = "\u001b[31mred\u001b[0m\u0007";

    private static readonly string[] Hostile =
    [
        ScriptValue, ImageValue, FormulaValue, OverrideValue, EscapeValue,
        "\" onmouseover=\"alert(1)", "a|b`c`<b>@octocat</b> #1 [x](javascript:alert(1))", "line one\nline two\ttabbed\r\n",
        "@SUM(1+1)*cmd|' /C calc'!A0", "zero\u200Bwidth", "x\u2028y",
    ];

    private static readonly string[] Values =
    [
        "Spring sale", "Sommerschlussverkauf für Stammkunden", "Soldes d’été", "夏のセール限定クーポン", "여름 세일", "夏季促销 🎉",
        "تخفيضات الصيف", "מבצע קיץ", "ฤดูร้อน", "Летняя распродажа", "Εκπτώσεις", "👩‍👩‍👧‍👦 family", "newsletter", "affiliate-17",
        "retail, \"north\"", "B2B",
    ];

    private static readonly string[] Channels = ["email", "web", "store", "partner", "social"];

    private static readonly DateTimeOffset Start = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    /// <summary>A report with so many changes.</summary>
    public static RunReport Create(int changes, bool dryRun = true, int seed = 1, bool hostile = true)
    {
        var failed = dryRun ? 0 : changes / 50;
        var created = changes / 40;
        var (missing, conflict, invalid) = changes == 0 ? (0, 0, 0) : (3, 2, 1);
        var unchanged = Math.Max(37L, changes * 3L);
        var summary = new RunCounts
        {
            Rows = unchanged + changes + missing + conflict + invalid,
            Unchanged = unchanged,
            Update = changes - created,
            Create = created,
            Missing = missing,
            Conflict = conflict,
            Invalid = invalid,
            Applied = dryRun ? 0 : changes - failed,
            Failed = failed,
        };
        return new RunReport
        {
            Run = Run(dryRun, summary.Rows, changes) with
            {
                ExitCode = missing + failed == 0 ? ExitCode.Done : ExitCode.SomeFailed,
            },
            Summary = summary,
            Requests = new RequestCounts
            {
                Total = (summary.Rows / 100) + 2 + (dryRun ? 0 : changes),
                List = (summary.Rows / 100) + 1,
                Account = 1,
                Update = dryRun ? 0 : changes - created,
                Create = dryRun ? 0 : created,
                Retries = dryRun ? 0 : changes / 100,
                RateLimited = dryRun ? 0 : changes / 200,
            },
            Changes = Changes(changes, created, failed, dryRun, seed, hostile),
            Problems = Problems(missing, conflict, invalid),
        };
    }

    /// <summary>A report with exactly these changes and problems, counted.</summary>
    public static RunReport Of(
        IReadOnlyList<ReportedChange> changes, IReadOnlyList<Problem>? problems = null, bool dryRun = true) => new()
        {
            Run = Run(dryRun, changes.Count, changes.Count),
            Summary = new RunCounts
            {
                Rows = changes.Count,
                Update = changes.Count(c => c.Change.Action == ChangeAction.Update),
                Create = changes.Count(c => c.Change.Action == ChangeAction.Create),
                Delete = changes.Count(c => c.Change.Action == ChangeAction.Delete),
                Applied = changes.Count(c => c.Outcome == ChangeOutcome.Applied),
                AlreadyApplied = changes.Count(c => c.Outcome == ChangeOutcome.Unchanged),
                Stale = changes.Count(c => c.Outcome == ChangeOutcome.Stale),
                Failed = changes.Count(c => c.Outcome == ChangeOutcome.Failed),
                NotAttempted = changes.Count(c => c.Outcome == ChangeOutcome.NotAttempted),
            },
            Requests = new RequestCounts { Total = 3, List = 2, Account = 1 },
            Changes = changes,
            Problems = problems ?? [],
        };

    /// <summary>One update of one key.</summary>
    public static ReportedChange Update(string id, string key, string? before, string? after, long? line = 2) => new(
        new PlannedChange
        {
            Sequence = 1,
            Line = line,
            Id = id,
            Action = ChangeAction.Update,
            Metadata = [new KeyChange(key, before, after)],
        },
        Outcome: null,
        RequestId: null,
        Error: null);

    private static RunInfo Run(bool dryRun, long rows, int changes) => new()
    {
        Id = "2026-11-22T020000Z-7f3a",
        Command = "sync",
        DryRun = dryRun,
        StartedAt = Start,
        FinishedAt = Start.AddSeconds(4.2 + (changes / (dryRun ? 1_000.0 : 20.0))),
        ExitCode = ExitCode.Done,
        Sdk = "Stripe.net 53.1.0, API 2026-10-28.endive",
        Input = new InputInfo("data/coupons.csv", new string('a', 64), rows),
        Account = new AccountInfo("acct_1NxKzq2eZvKYlo2C", true, "https://api.stripe.com"),
        Directory = ".couponsync/runs/2026-11-22T020000Z-7f3a",
        EstimatedApplyTime = dryRun ? TimeSpan.FromSeconds(changes / 20.0) : null,
        Arguments = dryRun ? ["sync", "data/coupons.csv", "--dry-run"] : ["sync", "data/coupons.csv", "--live"],
        ErrorsFile = dryRun ? null : ".couponsync/runs/2026-11-22T020000Z-7f3a/errors.csv",
    };

    private static IEnumerable<ReportedChange> Changes(
        int count, int created, int failed, bool dryRun, int seed, bool hostile)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var create = i % 40 == 39 && i / 40 < created;
            var fails = i % 50 == 49 && i / 50 < failed;
            yield return new ReportedChange(
                new PlannedChange
                {
                    Sequence = i + 1,
                    Line = 2 + (i * 4L) + random.Next(3),
                    Id = Id(random, i),
                    Action = create ? ChangeAction.Create : ChangeAction.Update,
                    Metadata = [.. Keys(random, i, create, hostile)],
                    Name = create
                        ? new ValueChange(null, Values[random.Next(Values.Length)])
                        : random.Next(12) == 0
                            ? new ValueChange(Values[random.Next(4)], Values[4 + random.Next(Values.Length - 4)])
                            : null,
                    Terms = create ? new CouponTerms { PercentOff = 5 * random.Next(1, 10), Duration = "once" } : null,
                },
                dryRun ? null : fails ? ChangeOutcome.Failed : ChangeOutcome.Applied,
                dryRun ? null : "req_" + random.NextInt64(0x10000000000, 0xFFFFFFFFFFF).ToString("x", CultureInfo.InvariantCulture),
                fails ? new ChangeError("resource_missing", "No such coupon: it was deleted since the plan was made.", 404) : null,
                create ? null : new ReportedCoupon(i + 1, Values[i % Values.Length], TermsText.Describe(Terms(i))));
        }
    }

    private static CouponTerms Terms(int i) => i % 3 == 0
        ? new CouponTerms { AmountOff = 500 + (100 * (i % 7)), Currency = "eur", Duration = "forever" }
        : new CouponTerms { PercentOff = 5 + (5 * (i % 9)), Duration = i % 2 == 0 ? "once" : "repeating", DurationInMonths = i % 2 == 0 ? null : 3 };

    private static IEnumerable<KeyChange> Keys(Random random, int i, bool create, bool hostile)
    {
        if (random.Next(3) == 0)
        {
            yield return new KeyChange("campaign", create || random.Next(3) == 0 ? null : "winter-2025", Value(random, i, hostile));
        }

        if (random.Next(5) == 0)
        {
            var at = random.Next(Channels.Length);
            yield return new KeyChange("channel", create ? null : Channels[at], Channels[(at + 1) % Channels.Length]);
        }

        if (!create && random.Next(9) == 0)
        {
            yield return new KeyChange("legacy_ref", "LEG-" + random.Next(10_000).ToString(CultureInfo.InvariantCulture), null);
        }

        if (random.Next(40) == 0)
        {
            var note = "Agreed with the partner; " + string.Concat(Enumerable.Repeat("see the appendix of the contract, ", 13));
            yield return new KeyChange("notes", create ? null : note, note + "second edition.");
        }

        var order = 6000 + i;
        yield return new KeyChange(
            "order_id",
            create || random.Next(6) == 0 ? null : order.ToString(CultureInfo.InvariantCulture),
            (order + 1).ToString(CultureInfo.InvariantCulture));
    }

    private static string Value(Random random, int i, bool hostile) =>
        hostile && i % 7 == 3 ? Hostile[i / 7 % Hostile.Length] : Values[random.Next(Values.Length)];

    private static string Id(Random random, int i) => (i % 23) switch
    {
        11 => $"735*%{i}",
        17 => $"2.00$_off_{i}",
        _ => $"{(new[] { "SPRING", "VIP", "WELCOME", "PARTNER", "BLACKFRIDAY" })[random.Next(5)]}-{i:D5}",
    };

    private static IEnumerable<Problem> Problems(int missing, int conflict, int invalid)
    {
        for (var i = 0; i < missing; i++)
        {
            yield return new Problem("missing", "Stripe has no such coupon; take the row out, or create it with --create-missing.")
            {
                Line = 1207 + i,
                Id = $"GONE-{i}",
            };
        }

        for (var i = 0; i < conflict; i++)
        {
            yield return new Problem("conflict", "The file says 25, Stripe 20; terms cannot be changed after creation.")
            {
                Line = 2001 + i,
                Id = $"TERMS-{i}",
                Column = "percent_off",
            };
        }

        for (var i = 0; i < invalid; i++)
        {
            yield return new Problem("value_too_long", "The value has 501 characters; Stripe takes 500.")
            {
                Line = 3001 + i,
                Id = $"LONG-{i}",
                Column = "metadata[notes]",
            };
        }
    }
}
