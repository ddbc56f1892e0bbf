using CouponSync.Text;

namespace CouponSync.Tests.Text;

/// <summary>What differs in values that look the same is spelled out, and nothing else is.</summary>
public sealed class LookAlikeTests
{
    public static TheoryData<string, string, string, string> Pairs { get; } = new()
    {
        // Composed and decomposed, and the order of marks.
        { "Caf\u00E9", "Cafe\u0301", @"""Caf\u{E9}""", @"""Cafe\u{301}""" },
        { "\u00C5rhus", "A\u030Arhus", @"""\u{C5}rhus""", @"""A\u{30A}rhus""" },
        { "a\u0323\u0302", "a\u0302\u0323", @"""a\u{323}\u{302}""", @"""a\u{302}\u{323}""" },
        { "\u1EAD", "a\u0323\u0302", @"""\u{1EAD}""", @"""a\u{323}\u{302}""" },
        { "\uD55C", "\u1112\u1161\u11AB", @"""\u{D55C}""", @"""\u{1112}\u{1161}\u{11AB}""" },
        { "\u30AC", "\u30AB\u3099", @"""\u{30AC}""", @"""\u{30AB}\u{3099}""" },
        { "\u212B", "\u00C5", @"""\u{212B}""", @"""\u{C5}""" },

        // Letters of other scripts, wide ones, ligatures.
        { "\u0410BC", "ABC", @"""\u{410}BC""", @"""ABC""" },
        { "V\u0399P", "VIP", @"""V\u{399}P""", @"""VIP""" },
        { "\uFF21\uFF22", "AB", @"""\u{FF21}\u{FF22}""", @"""AB""" },
        { "\uFB01rst", "first", @"""\u{FB01}rst""", @"""first""" },
        { "\u2167", "VIII", @"""\u{2167}""", @"""VIII""" },
        { "b\u0131g", "big", @"""b\u{131}g""", @"""big""" },
        { "\uFF7B\uFF8F\uFF70", "\u30B5\u30DE\u30FC", @"""\u{FF7B}\u{FF8F}\u{FF70}""", @"""\u{30B5}\u{30DE}\u{30FC}""" },
        { "\uFF76\uFF9E", "\u30AC", @"""\u{FF76}\u{FF9E}""", @"""\u{30AC}""" },
        { "\u30FC10", "\u4E0010", @"""\u{30FC}10""", @"""\u{4E00}10""" },
        { "\u2F47", "\u65E5", @"""\u{2F47}""", @"""\u{65E5}""" },
        { "\uFEA7\uFEBC\uFEE2", "\u062E\u0635\u0645", @"""\u{FEA7}\u{FEBC}\u{FEE2}""", @"""\u{62E}\u{635}\u{645}""" },
        { "\u06F1\u06F0", "\u0661\u0660", @"""\u{6F1}\u{6F0}""", @"""\u{661}\u{660}""" },
        { "\u0E01\u0E33", "\u0E01\u0E4D\u0E32", "\"\u0E01\\u{E33}\"", "\"\u0E01\\u{E4D}\\u{E32}\"" },
        { "\u2124", "Z", @"""\u{2124}""", @"""Z""" },

        // Spaces, dashes, quotes, and what nobody sees.
        { "20\u00A0%", "20 %", @"""20\u{A0}%""", @"""20\u{20}%""" },
        { "20\u202F%", "20\u2009%", @"""20\u{202F}%""", @"""20\u{2009}%""" },
        { "a  b", "a b", @"""a \u{20}b""", @"""a b""" },
        { "end ", "end", @"""end\u{20}""", @"""end""" },
        { "a\u301Cb", "a\uFF5Eb", @"""a\u{301C}b""", @"""a\u{FF5E}b""" },
        { "a\u01C0b", "a|b", @"""a\u{1C0}b""", @"""a|b""" },
        { "2\u00D7", "2x", @"""2\u{D7}""", @"""2x""" },
        { "a\u2011b", "a-b", @"""a\u{2011}b""", @"""a-b""" },
        { "it\u2019s", "it's", @"""it\u{2019}s""", @"""it's""" },
        { "Sum\u00ADmer", "Summer", @"""Sum\u{AD}mer""", @"""Summer""" },
        { "Sum\u200Bmer", "Summer", @"""Sum\u{200B}mer""", @"""Summer""" },
        { "Sum\u200Dmer", "Summer", @"""Sum\u{200D}mer""", @"""Summer""" },
        { "\u200FSummer", "Summer", @"""\u{200F}Summer""", @"""Summer""" },
        { "Summer\uFEFF", "Summer", @"""Summer\u{FEFF}""", @"""Summer""" },
        { "Summer\u3164", "Summer", @"""Summer\u{3164}""", @"""Summer""" },
        { "Summer\uFE0F", "Summer", @"""Summer\u{FE0F}""", @"""Summer""" },
        { "\u0645\u06CC\u200C\u062E", "\u0645\u06CC\u062E", "\"\u0645\u06CC\\u{200C}\u062E\"", "\"\u0645\u06CC\u062E\"" },

        // In a long text only the places that differ.
        { "\u0431\u0430\u043D\u0430\u043D", "\u0431a\u043D\u0430\u043D", "\"\u0431\\u{430}\u043D\u0430\u043D\"", "\"\u0431a\u043D\u0430\u043D\"" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void What_differs_in_values_that_look_the_same_is_spelled_out(string before, string after, string shownBefore, string shownAfter)
    {
        VisibleText.QuotePair(before, after, int.MaxValue).Should().Be((shownBefore, shownAfter));
        VisibleText.QuotePair(after, before, int.MaxValue).Before.Should().NotBe(VisibleText.QuotePair(after, before, int.MaxValue).After);
    }

    [Theory]
    [InlineData("Café", "Cafe")]
    [InlineData("Größe", "Grösse")]
    [InlineData("m²", "m2")]
    [InlineData("A", "a")]
    [InlineData("Лето", "Зима")]
    [InlineData("夏のセール", "冬のセール")]
    [InlineData("10 %", "20 %")]
    [InlineData("", "é")]
    [InlineData("👩‍👩‍👧 Familie", "❤️ Familie")]
    [InlineData("می‌خواهم", "نمی‌خواهم")]
    public void Values_that_look_otherwise_are_shown_as_they_are(string before, string after) =>
        VisibleText.QuotePair(before, after, int.MaxValue).Should().Be(($"\"{before}\"", $"\"{after}\""));

    [Fact]
    public void What_differs_is_spelled_out_where_a_long_value_is_cut()
    {
        var text = string.Concat(Enumerable.Repeat("word ", 60));

        var (before, after) = VisibleText.QuotePair(text + "Caf\u00E9", text + "Cafe\u0301", 60);

        before.Should().EndWith(@"Caf\u{E9}""");
        after.Should().EndWith(@"Cafe\u{301}""");
        (VisibleText.Cells(before), VisibleText.Cells(after)).Should().Match<(int, int)>(c => c.Item1 <= 60 && c.Item2 <= 60);
    }

    [Theory]
    [InlineData("no\u00A0break", @"no\u{A0}break")]
    [InlineData("soft\u00ADhyphen", @"soft\u{AD}hyphen")]
    [InlineData("SU\u200DMMER", @"SU\u{200D}MMER")]
    [InlineData("x\u034Fy", @"x\u{34F}y")]
    [InlineData("a\uFE0F", @"a\u{FE0F}")]
    [InlineData("tag\U000E0041", @"tag\u{E0041}")]
    [InlineData("\u2800", @"\u{2800}")]
    [InlineData("\u0301", @"\u{301}")]
    [InlineData("\u0301x\u0301", "\\u{301}x\u0301")]
    [InlineData("\n\u0302", @"\n\u{302}")]
    [InlineData("\u20DD", @"\u{20DD}")]
    [InlineData("\u093E", @"\u{93E}")]
    [InlineData("\uFFFC", @"\u{FFFC}")]
    [InlineData("a\uFFFC", @"a\u{FFFC}")]
    [InlineData("\u2065\U0001D159", @"\u{2065}\u{1D159}")]
    [InlineData("e\u0301", "e\u0301")]
    [InlineData("1\uFE0F\u20E3", "1\uFE0F\u20E3")]
    [InlineData("👩‍👧", "👩‍👧")]
    [InlineData("क्‍ष", "क्‍ष")]
    public void What_nobody_sees_is_spelled_out_also_by_itself(string text, string shown) => VisibleText.Escape(text).Should().Be(shown);

    [Theory]
    [InlineData("\u00A0")]
    [InlineData(" \t\r\n")]
    [InlineData("\u200B\u200C\u200D\u2060")]
    [InlineData("\uFEFF")]
    [InlineData("\u3000\u2003")]
    [InlineData("\u00AD")]
    [InlineData("\u3164\u2800\u115F\u1160\uFFA0")]
    [InlineData("\u2065\U0001D159")]
    public void Text_in_which_nothing_can_be_seen_is_blank(string text) => Unseen.IsBlank(text).Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData(" . ")]
    [InlineData("\0")]
    [InlineData("\u0301")]
    [InlineData("\uFFFC")]
    public void Other_text_is_not(string text) => Unseen.IsBlank(text).Should().BeFalse();
}
