using System.Text;
using CouponSync.Text;

namespace CouponSync.Coupons;

/// <summary>Finds ids that are most likely meant to be the same.</summary>
internal static class IdFolding
{
    /// <summary>What is left of an id without case, width, quotes, white space, leading zeros and characters that nobody sees:
    /// the same for two ids when one is most likely a slip for the other.</summary>
    public static string Fold(string id)
    {
        var seen = new StringBuilder(id.Length);
        foreach (var c in LookAlike.Skeleton(id))
        {
            if (c is not ('"' or '\'' or '`' or '«' or '»' or '„' or '‹' or '›') && !char.IsWhiteSpace(c) && !char.IsControl(c))
            {
                seen.Append(char.ToUpperInvariant(c));
            }
        }

        var zeros = 0;
        for (; zeros < seen.Length - 1 && seen[zeros] == '0'; zeros++)
        {
        }

        return seen.ToString(zeros, seen.Length - zeros);
    }
}
