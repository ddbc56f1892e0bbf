namespace CouponSync.Text;

/// <summary>How near two words are to each other, case and punctuation apart.</summary>
internal static class Spelling
{
    /// <summary>Whether a word is the beginning of another one; case and punctuation do not count.</summary>
    public static bool IsBeginning(string word, string of) => Normalize(of).StartsWith(Normalize(word), StringComparison.Ordinal);

    private static string Normalize(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one word into the other; case and
    /// punctuation do not count.</summary>
    public static int Distance(string first, string second)
    {
        var (a, b) = (Normalize(first), Normalize(second));
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                var replaced = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replaced, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
