using CouponSync.Coupons;
using CouponSync.Input;
using CouponSync.Planning;

namespace CouponSync.Pipelines;

/// <summary>What a person most likely did not mean in a saved plan: the warnings that its input's cells had when it was made, for
/// whoever applies it and did not see that.</summary>
internal static class ValueWarnings
{
    /// <summary>The warnings about what a change writes.</summary>
    public static IEnumerable<Problem> Of(PlannedChange change)
    {
        if (change.Action == ChangeAction.Create && CellWarnings.Find(change.Id, "id") is { } inId)
        {
            yield return Warning(change, inId, "id");
        }

        if (change.Name?.After is { } name && CellWarnings.Find(name, "name") is { } inName)
        {
            yield return Warning(change, inName, "name");
        }

        foreach (var key in change.Metadata)
        {
            var column = $"metadata[{key.Key}]";
            if (key.After is not { } value)
            {
                continue;
            }

            if (CellWarnings.HoldsUnseen(key.Key))
            {
                yield return Warning(change, new("invisible_character", CellWarnings.Invisible("metadata key", key.Key)), column);
            }

            if (CellWarnings.Find(value, "value") is { } inValue)
            {
                yield return Warning(change, inValue, column);
            }
        }
    }

    private static Problem Warning(PlannedChange change, CellWarning found, string column) => new(found.Kind, found.Sentence)
    {
        Line = change.Line,
        Id = change.Id,
        Column = column,
        Severity = ProblemSeverity.Warning,
    };
}
