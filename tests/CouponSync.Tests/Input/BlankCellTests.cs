using CouponSync.Coupons;
using CouponSync.Input;
using CouponSync.Planning;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Tests.Input;

/// <summary>A cell in which nothing can be seen is never written, never unsets, and is told.</summary>
public sealed class BlankCellTests
{
    public static TheoryData<string> Blanks { get; } = [" ", "   ", "\t", "\u00A0", "\u2007", "\u3000", "\u200B", "\u200D", "\uFEFF", "\u00AD", "\u2060 \u200E", "\u3164", "\u2800", "\u007F", "\u009F "];

    [Theory]
    [InlineData("\u0001", true)]
    [InlineData("\u001B \u0008", true)]
    [InlineData("\u001A", true)]
    [InlineData("\0", false)]
    [InlineData("\u0001x", false)]
    public void Control_characters_are_not_seen_and_a_NUL_is_a_lost_text(string text, bool isBlank) =>
        Unseen.IsBlank(text).Should().Be(isBlank);

    [Theory]
    [MemberData(nameof(Blanks))]
    public async Task It_is_left_alone_in_every_mode(string blank)
    {
        var file = await CsvFile.LoadAsync($"id,name,percent_off,metadata[a],metadata[b]\nC1,\"{blank}\",\"{blank}\",\"{blank}\",1\n");

        file.Problems.Should().OnlyContain(static p => p.Kind == "blank_cell" && p.Severity == ProblemSeverity.Warning && p.Line == 2 && p.Id == "C1");
        file.Problems.Select(static p => p.Column).Should().Equal("name", "percent_off", "metadata[a]");
        var row = file.Rows.Single();
        (row.Name, row.Terms, row.Metadata[0].Value).Should().Be((null, null, null));
        var coupon = new RemoteCoupon
        {
            Id = "C1",
            Created = 1,
            Livemode = false,
            Name = "Sale",
            Metadata = CouponMetadata.From([new("a", "kept"), new("b", "1")]),
            Terms = new CouponTerms { PercentOff = 10, Duration = "once" },
        };
        foreach (var (unset, prune) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            var options = new PlanOptions { UnsetEmptyCells = unset, PruneMetadata = prune };
            new CouponDiff(options).Compare(row, coupon, 1).Kind.Should().Be(VerdictKind.Unchanged);
        }

        var created = new CouponDiff(new PlanOptions { CreateMissing = true })
            .Compare(row with { Terms = new CouponTerms { PercentOff = 10, Duration = "once" } }, null, 1).Change!;
        created.Metadata.Select(static k => k.Key).Should().Equal("b");
        created.Name.Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Blanks))]
    public async Task A_row_of_them_is_no_row_and_an_id_of_them_is_none(string blank)
    {
        (await CsvFile.LoadAsync($"id,metadata[a]\nC1,1\n\"{blank}\",\"{blank}\"\nC2,2\n")).Problems.Should().BeEmpty();
        (await CsvFile.LoadAsync($"id,metadata[a]\n\"{blank}\",1\n")).OnlyError().Kind.Should().Be("id_missing");
        (await CsvFile.LoadAsync($"id,metadata[a],\nC1,1,\"{blank}\"\n")).Problems.Should().BeEmpty("a column without a name has nothing in it");
    }

    [Fact]
    public async Task A_row_with_blank_cells_too_many_is_told_so()
    {
        var error = (await CsvFile.LoadAsync("id,metadata[a]\nC1,1, ,\n")).OnlyError();

        error.Kind.Should().Be("too_many_cells");
        error.Message.Should().Contain("are blank");
    }

    [Fact]
    public async Task A_marked_row_says_of_white_space_that_it_is_meant()
    {
        var file = await CsvFile.LoadAsync("id,metadata[a],metadata[b],couponsync_escaped\nC1,' , ,apostrophe\n");

        file.Rows.Single().Metadata.Should().Equal(new MetadataCell("a", " "), new MetadataCell("b", null));
        file.Problems.Select(static p => (p.Kind, p.Column)).Should().Equal(("blank_cell", "metadata[b]"));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\t")]
    [InlineData("\u00A0")]
    public async Task A_failed_row_keeps_the_difference(string blank)
    {
        var file = await CsvFile.LoadAsync(
            $"id,percent_off,metadata[a],metadata[b],couponsync_escaped\nC1,x,\"'{blank}\",\"{blank}\",apostrophe\nC2,x,\"{blank}\",=1,\n", new CsvReadOptions { SkipInvalid = true });
        using var stream = new MemoryStream();
        await using (var errors = new ErrorsCsv(stream, file.Loaded.Header, file.Failed.Any(ErrorsCsv.NeedsMark)))
        {
            foreach (var row in file.Failed)
            {
                errors.Write(row with { Cells = [row.Cells[0], "10", .. row.Cells.Skip(2)] });
            }
        }

        var again = await CsvFile.LoadAsync(stream.ToArray());

        again.Rows.Select(static r => (r.Metadata[0].Value, r.Metadata[1].Value)).Should().Equal((blank, null), (null, "=1"));
    }
}
