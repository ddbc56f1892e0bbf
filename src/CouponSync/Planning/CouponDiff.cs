using CouponSync.Coupons;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Planning;

/// <summary>
/// Compares a row with its coupon. Pure: no clock, no input or output, nothing remembered from row to row.
/// </summary>
internal sealed class CouponDiff(PlanOptions options)
{
    /// <summary>The moment a new coupon must still be redeemable at; null when that is not known.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Finds the coupon that an id was most likely meant to name, where the account's ids are known; else null.</summary>
    public Func<string, string?> Near { get; init; } = static _ => null;

    /// <summary>Says what the row asks of its coupon.</summary>
    /// <param name="row">A valid row.</param>
    /// <param name="remote">The coupon, or null when Stripe has none of this id.</param>
    /// <param name="sequence">The number the change gets if there is one.</param>
    public RowVerdict Compare(CouponRow row, RemoteCoupon? remote, long sequence)
    {
        if (remote is null)
        {
            return options.CreateMissing ? Create(row, sequence) : new RowVerdict(VerdictKind.Missing, null, [Explained(Missing(row), IdHints(row))]);
        }

        if (row.Terms is not null)
        {
            var conflicts = TermsDiff.Compare(row.Line, row.Id, row.Terms, remote.Terms, options.UpdateCurrencyOptions);
            if (conflicts.Count > 0)
            {
                return new RowVerdict(VerdictKind.Conflict, null, conflicts);
            }
        }

        var keys = KeyChanges(row, remote.Metadata);
        var name = NameChange(row, remote);
        var currencies = options.UpdateCurrencyOptions ? CurrencyChanges(row.Terms, remote.Terms) : [];
        if (keys is null && name is null && currencies.Count == 0)
        {
            return RowVerdict.Unchanged;
        }

        var change = new PlannedChange
        {
            Sequence = sequence,
            Line = row.Line,
            Id = row.Id,
            Action = ChangeAction.Update,
            Metadata = keys ?? [],
            Name = name,
            CurrencyOptions = currencies,
        };
        var beyondLimits = ChangeLimits.Check(change, remote.Metadata);
        return beyondLimits.Count > 0
            ? new RowVerdict(VerdictKind.Conflict, null, beyondLimits)
            : new RowVerdict(VerdictKind.Change, change, []);
    }

    private RowVerdict Create(CouponRow row, long sequence)
    {
        var lacking = CreationRules.Check(row, Now);
        if (lacking.Count > 0)
        {
            return new RowVerdict(VerdictKind.Missing, null, [Explained(lacking[0], IdHints(row)), .. lacking.Skip(1)]);
        }

        var change = new PlannedChange
        {
            Sequence = sequence,
            Line = row.Line,
            Id = row.Id,
            Action = ChangeAction.Create,
            Metadata =
            [
                .. row.Metadata.Where(static c => !string.IsNullOrEmpty(c.Value))
                    .OrderBy(static c => c.Key, StringComparer.Ordinal)
                    .Select(static c => new KeyChange(c.Key, null, c.Value)),
            ],
            Name = string.IsNullOrEmpty(row.Name) ? null : new ValueChange(null, row.Name),
            Terms = row.Terms,
        };
        var beyondLimits = ChangeLimits.Check(change, CouponMetadata.Empty);
        return beyondLimits.Count > 0
            ? new RowVerdict(VerdictKind.Conflict, null, beyondLimits)
            : new RowVerdict(VerdictKind.Change, change, IdHints(row, isCreated: true));
    }

    // What speaks for an id that no coupon has being a slip.
    private List<Problem> IdHints(CouponRow row, bool isCreated = false)
    {
        var hints = new List<Problem>();
        if (Near(row.Id) is { } near)
        {
            var (wanted, found) = VisibleText.EscapePair(row.Id, near);
            var question = $"Did you mean '{found}'?";
            Add("near_id", isCreated || LookAlike.Differences(row.Id, near) is not null ? $"There is a coupon '{found}', and none '{wanted}'. {question}" : question);
        }

        if (MangledId.Origin(row.Id) is { } origin)
        {
            Add("mangled_id", $"The id '{VisibleText.Escape(row.Id)}' looks like {origin}. Did you mean another one?");
        }

        return hints;

        void Add(string kind, string message) => hints.Add(new Problem(kind, message)
        {
            Line = row.Line,
            Id = row.Id,
            Column = "id",
            Severity = ProblemSeverity.Warning,
        });
    }

    private static Problem Explained(Problem problem, List<Problem> hints) =>
        hints.Count == 0 ? problem : problem with { Message = string.Join(' ', [problem.Message, .. hints.Select(static h => h.Message)]) };

    private static Problem Missing(CouponRow row) =>
        new("missing", $"Stripe has no coupon '{row.Id}' in this account and mode. Correct the id, create the coupon, or add --create-missing.")
        {
            Line = row.Line,
            Id = row.Id,
        };

    private static ValueChange? NameChange(CouponRow row, RemoteCoupon remote) =>
        // An empty name cell leaves the name alone in every mode: Stripe documents no way to clear a name.
        string.IsNullOrEmpty(row.Name) || string.Equals(row.Name, remote.Name, StringComparison.Ordinal)
            ? null
            : new ValueChange(remote.Name, row.Name);

    private static IReadOnlyList<KeyChange> CurrencyChanges(CouponTerms? wanted, CouponTerms actual) =>
        wanted?.CurrencyOptions is not { } amounts || actual.CurrencyOptions is null ? [] :
        [
            .. amounts.Where(a => a.Value != actual.AmountIn(a.Key))
                .OrderBy(static a => a.Key, StringComparer.Ordinal)
                .Select(a => new KeyChange(a.Key, actual.AmountTextIn(a.Key), wanted.AmountTextIn(a.Key))),
        ];

    // Null, not an empty list, for the common case: nothing is allocated for a row that needs nothing.
    private List<KeyChange>? KeyChanges(CouponRow row, CouponMetadata remote)
    {
        List<KeyChange>? changes = null;
        var cells = row.Metadata;
        for (var i = 0; i < cells.Count; i++)
        {
            var (key, wanted) = cells[i];
            if (wanted is null)
            {
                continue;
            }

            var before = remote.Find(key);
            if (wanted.Length == 0)
            {
                if (options.UnsetEmptyCells && before is not null)
                {
                    (changes ??= []).Add(new KeyChange(key, before, null));
                }
            }
            else if (!string.Equals(before, wanted, StringComparison.Ordinal))
            {
                (changes ??= []).Add(new KeyChange(key, before, wanted));
            }
        }

        if (options.PruneMetadata)
        {
            foreach (var (key, before) in remote)
            {
                if (!Names(cells, key))
                {
                    (changes ??= []).Add(new KeyChange(key, before, null));
                }
            }
        }

        changes?.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return changes;
    }

    private static bool Names(IReadOnlyList<MetadataCell> cells, string key)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (string.Equals(cells[i].Key, key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
