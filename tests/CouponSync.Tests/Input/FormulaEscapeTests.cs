using CouponSync.Input;
using CouponSync.Settings;

namespace CouponSync.Tests.Input;

public sealed class FormulaEscapeTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("'=1+1", "''=1+1")]
    [InlineData("''-", "'''-")]
    [InlineData("@a", "'@a")]
    [InlineData("＝a", "'＝a")]
    [InlineData("\ta", "'\ta")]
    [InlineData("'a", "'a")]
    [InlineData("'", "'")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void A_cell_is_written_safely_and_read_back_exactly(string text, string written)
    {
        FormulaEscape.Escape(text).Should().Be(written);
        FormulaEscape.Unescape(written).Should().Be(text);
    }

    [Fact]
    public void Any_text_of_the_characters_that_matter_is_read_back_exactly()
    {
        foreach (var text in Texts(6))
        {
            FormulaEscape.Unescape(FormulaEscape.Escape(text)).Should().Be(text);
        }

        static IEnumerable<string> Texts(int length) => length == 0
            ? [""]
            : Texts(length - 1).SelectMany(static t => t.Length == 0 || t[^1] != '.' ? new[] { t + "'", t + "=", t + "a", t + "." } : [t]);
    }

    [Fact]
    public async Task Only_marked_rows_lose_an_apostrophe_and_a_wrong_mark_is_a_problem()
    {
        using var directory = new Support.TemporaryDirectory();
        await using var marked = await LoadAsync(
            directory, "id,name,couponsync_escaped\nA,'=x,apostrophe\nB,'=x,\n'-C,''=x,apostrophe\n");
        await using var ordinary = await LoadAsync(directory, "id,name\nA,'=x\n");
        await using var wrong = await LoadAsync(directory, "id,name,couponsync_escaped\nA,'=x,yes\n");

        marked.Rows(default).Select(static r => $"{r.Id} {r.Name}").Should().Equal("A =x", "B '=x", "-C '=x");
        ordinary.Rows(default).Single().Name.Should().Be("'=x");
        wrong.Problems().Should().ContainSingle().Which.Kind.Should().Be("invalid_escape_mark");
    }

    [Fact]
    public async Task An_id_is_the_same_whether_it_is_escaped_or_not()
    {
        using var directory = new Support.TemporaryDirectory();

        await using var input = await LoadAsync(directory, "id,couponsync_escaped\n'-A,apostrophe\n-A,\n");

        input.Problems().Should().OnlyContain(static p => p.Kind == "duplicate_id").And.HaveCount(2);
    }

    private static Task<LoadedInput> LoadAsync(Support.TemporaryDirectory directory, string text) => CsvLoader.LoadAsync(
        new CsvInput("coupons.csv", () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))),
        new CsvReadOptions(),
        directory.Path,
        CancellationToken.None);
}
