using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace CouponSync.Text;

/// <summary>
/// Texts that look the same and are not: composed and decomposed letters, letters of other scripts, wide ones, ligatures,
/// spaces, dashes and quotes of several kinds, and characters that nobody sees.
/// </summary>
/// <remarks>The letters are a selection from https://www.unicode.org/Public/security/latest/confusables.txt: those that stand
/// in the fonts of terminals and browsers exactly like others.</remarks>
internal static class LookAlike
{
    // How far behind a difference the two texts are sought to go on alike.
    private const int Reach = 12;

    // Each character is followed by what it looks like.
    private const string Pairs =
        "АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYҮYХXԚQԜWЗ3ӀIаaеeоoрpсcуyхxѕsіiјjһhԁdԛqԝwѵvүyёёәəӘƏӕæӔÆ"
        + "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹCοoαaγyιiνvρpυuκkϲcϳjβßµμ∆Δ∑Σ∏Π"
        + "ՍUՕOօoոnսuհhցgզqԼLᎪAᎬEᎻHᎠDᎡRᎢTᎳWᎷMᏀGᏞLᏢPᏟCᏃZᏚSᏙVᏦKᏴBᎫJ"
        + "ıiɑaɡgɩiÐĐƉĐʼ'ʹ'′'´'‘'’'‛'ꞌ'׳'“\"”\"‟\"″\"ʺ\"״\"‚,٫,‐-‑-‒-–-−-⁃-―—․.•·‧·∙·⋅·։:׃:ː:∶:꞉:⁄/∕/∗*⁎*∼~ǃ!٪%º°˚°"
        + "یيىيکكへヘりリ一ー口ロ力カ工エ二ニ夕タ卜ト八ハ〜~ǀ|∣|¦|×x०o০oჿo๐o໐o"
        + "۰٠۱١۲٢۳٣۷٧۸٨۹٩";

    private static readonly Rune Space = new(' ');

    private static readonly Lazy<FrozenDictionary<Rune, string>> Decompositions = new(ReadDecompositions);

    private static readonly FrozenDictionary<int, char> Seen =
        Enumerable.Range(0, Pairs.Length / 2).DistinctBy(static i => Pairs[2 * i]).ToFrozenDictionary(static i => (int)Pairs[2 * i], static i => Pairs[(2 * i) + 1]);

    /// <summary>What the eye makes of a text: equal for texts that look the same.</summary>
    public static string Skeleton(string text)
    {
        if (Ascii.IsValid(text) && !text.Contains(' ', StringComparison.Ordinal))
        {
            return text;
        }

        var seen = new List<Rune>(text.Length);
        foreach (var rune in text.EnumerateRunes().SelectMany(Decompose))
        {
            if (Rune.IsWhiteSpace(rune))
            {
                if (seen.Count > 0 && seen[^1] != Space)
                {
                    seen.Add(Space);
                }
            }
            else if (!Unseen.IsBlank(rune))
            {
                // The order of marks on one letter cannot be seen.
                var at = seen.Count;
                for (; at > 0 && IsMark(rune) && IsMark(seen[at - 1]) && seen[at - 1] > rune; at--)
                {
                }

                seen.Insert(at, Seen.TryGetValue(rune.Value, out var other) ? new Rune(other) : rune);
            }
        }

        return string.Concat(seen).TrimEnd(' ');
    }

    /// <summary>Where two texts differ that look the same, so that just this can be spelled out.</summary>
    /// <returns>The indexes of the characters; null when the texts are equal, or do not look the same.</returns>
    public static (IReadOnlySet<int> First, IReadOnlySet<int> Second)? Differences(string first, string second)
    {
        if (string.Equals(first, second, StringComparison.Ordinal) || !string.Equals(Skeleton(first), Skeleton(second), StringComparison.Ordinal))
        {
            return null;
        }

        var (a, b) = (new Runes(first), new Runes(second));
        var (i, j) = (0, 0);
        while (i < a.Count || j < b.Count)
        {
            var (skipA, skipB) = Apart(a, i, b, j);
            for (var n = 0; n < skipA; n++)
            {
                a.Spell(i++);
            }

            for (var n = 0; n < skipB; n++)
            {
                b.Spell(j++);
            }

            (i, j) = (i + 1, j + 1);
        }

        return (a.Spelled(), b.Spelled());
    }

    // How many characters of each lie before the next one in which they agree.
    private static (int First, int Second) Apart(Runes a, int i, Runes b, int j)
    {
        for (var sum = 0; sum <= 2 * Reach; sum++)
        {
            for (var half = 0; half <= sum; half++)
            {
                // The nearest to the middle first: a character in place of another is the common case.
                var x = (sum / 2) + (half % 2 == 0 ? -(half / 2) : (half + 1) / 2);
                if (x >= 0 && x <= sum && i + x < a.Count && j + sum - x < b.Count && a[i + x] == b[j + sum - x])
                {
                    return (x, sum - x);
                }
            }
        }

        return (a.Count - i, b.Count - j);
    }

    // What a character is made of. The runtime's own normal forms are none in a program without ICU.
    private static IEnumerable<Rune> Decompose(Rune rune)
    {
        const int firstSyllable = 0xAC00, lastSyllable = 0xD7A3;
        if (rune.IsAscii)
        {
            return [rune];
        }

        if (rune.Value is < firstSyllable or > lastSyllable)
        {
            return Decompositions.Value.TryGetValue(rune, out var parts) ? parts.EnumerateRunes() : [rune];
        }

        // https://www.unicode.org/versions/latest/core-spec/chapter-3/#G56669
        var (syllable, tail) = Math.DivRem(rune.Value - firstSyllable, 28);
        Rune[] jamo = [new(0x1100 + (syllable / 21)), new(0x1161 + (syllable % 21))];
        return tail == 0 ? jamo : [.. jamo, new(0x11A7 + tail)];
    }

    private static FrozenDictionary<Rune, string> ReadDecompositions()
    {
        const string name = "CouponSync.Text.decompositions.txt";
        using var stream = typeof(LookAlike).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var all = new Dictionary<Rune, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var letter = Rune.GetRuneAt(line, 0);
                all.Add(letter, line[(letter.Utf16SequenceLength + 1)..]);
            }
        }

        return all.ToFrozenDictionary();
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;

    private sealed class Runes(string text)
    {
        private readonly Rune[] _runes = [.. text.EnumerateRunes()];
        private readonly HashSet<int> _spelled = [];

        public int Count => _runes.Length;

        public Rune this[int index] => _runes[index];

        public void Spell(int index) => _spelled.Add(index);

        /// <summary>The indexes in the text. What is spelled out is what a reader could not tell otherwise, and the accents that
        /// stand beside such.</summary>
        public HashSet<int> Spelled()
        {
            for (var i = 1; i < Count; i++)
            {
                Join(i, i - 1);
            }

            for (var i = Count - 2; i >= 0; i--)
            {
                Join(i, i + 1);
            }

            var indexes = new HashSet<int>();
            var at = 0;
            for (var i = 0; i < Count; i++)
            {
                if (_spelled.Contains(i) && (!_runes[i].IsAscii || _runes[i].Value <= ' '))
                {
                    indexes.Add(at);
                }

                at += _runes[i].Utf16SequenceLength;
            }

            return indexes;
        }

        private void Join(int mark, int beside)
        {
            if (_spelled.Contains(beside) && IsMark(_runes[mark]) && IsMark(_runes[beside]))
            {
                _spelled.Add(mark);
            }
        }
    }
}
