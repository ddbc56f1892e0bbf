using CouponSync.Text;

namespace CouponSync.Input;

/// <summary>Finds the known column that a mistyped one was probably meant to be.</summary>
internal static class NearMiss
{
    private static readonly string[] Known =
        [.. CsvColumn.IdNames, "name", .. CsvColumn.TermNames, .. CsvColumn.IgnoredNames];

    /// <summary>The known name nearest to the given one, or null when none is near.</summary>
    public static string? Of(string name)
    {
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var known in Known)
        {
            var distance = Spelling.Distance(name, known);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (known, distance);
            }
        }

        // Two slips in a long word, one in a short one, none in "id".
        return bestDistance <= Math.Min(2, (best?.Length ?? 0) / 4) ? best : null;
    }
}
