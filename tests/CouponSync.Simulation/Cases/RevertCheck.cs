using CouponSync.Planning;

namespace CouponSync.Simulation.Cases;

/// <summary>Whether every field that is still as a run left it is as it was before, and nothing else was touched.</summary>
internal static class RevertCheck
{
    /// <summary>What is wrong with a revert that went to its end.</summary>
    /// <param name="run">The revert.</param>
    /// <param name="target">The run it takes back.</param>
    /// <param name="account">The account, after it.</param>
    /// <param name="deeds">All that was done.</param>
    public static IEnumerable<string> Failures(CaseRun run, CaseRun target, CaseAccount account, IReadOnlyList<Deed> deeds)
    {
        var undone = run.Changes.Where(static c => c.GetProperty("outcome").GetString() is not ("applied" or "unchanged"))
            .Select(static c => c.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal);
        foreach (var made in deeds.Take(run.FirstDeed).Where(d => IsMadeBy(target, d)).GroupBy(static d => d.CouponId))
        {
            var (first, last) = (made.First(), made.Last());
            var others = deeds.Skip(first.Index).Where(d => d.CouponId == made.Key && !made.Contains(d) && !(d.Index >= run.FirstDeed && CaseChecks.IsOf(run, d))).ToList();
            if (undone.Contains(made.Key) || others.Any(d => d.Index < last.Index))
            {
                continue;
            }

            var problems = run.Problems.Where(p => p.GetProperty("id").GetString() == made.Key).Select(static p => p.GetProperty("kind").GetString()!).ToList();
            if (problems.Contains("changed_since") && others.Count == 0)
            {
                yield return $"it says that somebody changed {made.Key} since, and nobody did";
            }

            var (before, after, now) = (Deed.Fields(first.Before), Deed.Fields(last.After), Deed.Fields(account.Find(made.Key)));
            var isWhole = first.Before is null || last.After is null;
            if (isWhole && (others.Count > 0 || (first.Before is null && !run.Command.Contains("--delete-created"))))
            {
                if (others.Count == 0 && now.Count > 0 && problems.Count == 0 && !run.Notes.Any(static n => n.Contains(" that the run created ", StringComparison.Ordinal)))
                {
                    yield return $"{made.Key} was created, it is still there, and nothing says so";
                }

                continue;
            }

            foreach (var field in Deed.Differences(first.Before, last.After))
            {
                var isTouched = others.Any(d => d.Before is null || d.After is null || Deed.Differences(d.Before, d.After).Contains(field));
                // What somebody changed between the reading and the writing is what the plan found, not what the write met.
                var planned = first.Change is { } name ? Found(target.Plan[name.Sequence], field) : null;
                // Stripe takes neither a name nor a currency away, and does not show every coupon.
                var cannot = problems.Contains("cannot_tell") || problems.Contains("unreadable")
                    || (!isWhole && (field == "name" || field.StartsWith("currency", StringComparison.Ordinal)) && (planned is null || !before.ContainsKey(field)));
                var isAsBefore = now.GetValueOrDefault(field) == before.GetValueOrDefault(field) || now.GetValueOrDefault(field) == planned;
                if (isTouched || isAsBefore)
                {
                    continue;
                }

                if (cannot && problems.Count == 0)
                {
                    yield return $"{field} of {made.Key} stays as the run made it, '{after.GetValueOrDefault(field)}', and nothing says so";
                }
                else if (!cannot)
                {
                    yield return $"{field} of {made.Key} was '{before.GetValueOrDefault(field)}', the run made it '{after.GetValueOrDefault(field)}', and after the revert it is '{now.GetValueOrDefault(field)}'";
                }
            }
        }
    }

    private static bool IsMadeBy(CaseRun target, Deed deed) => deed.Change is { } name
        ? name.PlanRun == target.PlanRun
        : deed is { IsByProgram: true, Event.Type: "coupon.deleted" } && deed.Index >= target.FirstDeed && deed.Index < target.EndDeed;

    private static string? Found(PlannedChange change, string field) =>
        change.Metadata.Where(k => $"metadata[{k.Key}]" == field).Select(static k => k.Before).FirstOrDefault()
        ?? change.CurrencyOptions.Where(c => $"currency_options[{c.Key}]" == field).Select(static c => c.Before).FirstOrDefault()
        ?? (field == "name" ? change.Name?.Before : null);
}
