using CouponSync.Coupons;
using CouponSync.Input;
using CouponSync.Settings;

namespace CouponSync.Tests.Input;

public sealed class CsvHeaderTests
{
    [Theory]
    [InlineData("id", CsvColumnKind.Id, "id")]
    [InlineData(" Coupon ", CsvColumnKind.Id, "id")]
    [InlineData("COUPON_ID", CsvColumnKind.Id, "id")]
    [InlineData("Name", CsvColumnKind.Name, "name")]
    [InlineData("metadata[Order Id]", CsvColumnKind.Metadata, "Order Id")]
    [InlineData("Metadata.key", CsvColumnKind.Metadata, "key")]
    [InlineData("Order Id (metadata)", CsvColumnKind.Metadata, "Order Id")]
    [InlineData("metadata[id]", CsvColumnKind.Metadata, "id")]
    [InlineData("Percent_Off", CsvColumnKind.Term, "percent_off")]
    [InlineData("currency_options[EUR]", CsvColumnKind.CurrencyOption, "eur")]
    [InlineData("times_redeemed", CsvColumnKind.Ignored, "times_redeemed")]
    [InlineData("error_message", CsvColumnKind.Ignored, "error_message")]
    [InlineData("", CsvColumnKind.Unnamed, "")]
    [InlineData("metadata", CsvColumnKind.Unknown, "")]
    [InlineData("metadata[key", CsvColumnKind.Unknown, "")]
    [InlineData("color", CsvColumnKind.Unknown, "")]
    internal void A_column_is_known_by_its_name(string header, CsvColumnKind kind, string key)
    {
        var column = CsvColumn.Parse(3, header, unprefixedMetadata: false);

        (column.Index, column.Kind, column.Key).Should().Be((3, kind, key));
    }

    [Theory]
    [InlineData("id,coupon", "duplicate_column", "Column 2 (`coupon`) and column 1 (`id`) both give the coupon's id. Remove one of them.")]
    [InlineData("id,percent_off,PERCENT_OFF", "duplicate_column", "Column 3 (`PERCENT_OFF`) and column 2 (`percent_off`) both give `percent_off`. Remove one of them.")]
    [InlineData("id,metadata.a]", "metadata_key_brackets", "The metadata key `a]` contains a square bracket, which Stripe does not allow. Rename the key.")]
    [InlineData("id,metadata.", "metadata_key_empty", "`metadata.` names no metadata key. Write it as `metadata[key]`.")]
    [InlineData("id,metadata[12345678901234567890123456789012345678901]", "metadata_key_too_long", "The metadata key `12345678901234567890123456789012345678901` has 41 characters; Stripe allows 40. Shorten the key.")]
    [InlineData("id,currency_options[euro]", "invalid_currency", null)]
    [InlineData("id,metadata[a", "unknown_column", "The column `metadata[a` (column 2) is not known. Write a metadata column as `metadata[key]`.")]
    public void A_header_that_cannot_be_meant_is_refused(string header, string kind, string? message)
    {
        var problems = new List<Problem>();
        CsvHeader.Parse(header.Split(','), 1, new CsvReadOptions(), problems);

        problems.Should().ContainSingle();
        problems[0].Kind.Should().Be(kind);
        problems[0].Message.Should().Be(message ?? problems[0].Message);
    }

    [Fact]
    public void Keys_that_differ_in_case_are_different_keys()
    {
        var problems = new List<Problem>();
        var header = CsvHeader.Parse(["id", "metadata[a]", "metadata[A]"], 1, new CsvReadOptions(), problems);

        problems.Should().BeEmpty();
        header.Metadata.ToArray().Select(c => c.Key).Should().Equal("a", "A");
    }

    [Fact]
    public async Task Unprefixed_columns_are_keys_when_that_is_wanted()
    {
        var file = await CsvFile.LoadAsync(
            "id,created,Order Id,percent_of\nA,5,6735,x\n", new CsvReadOptions { UnprefixedMetadata = true });

        file.Rows.Single().Metadata.Should().Equal(new MetadataCell("Order Id", "6735"), new MetadataCell("percent_of", "x"));
        var warning = file.Problems.Should().ContainSingle().Which;
        warning.Severity.Should().Be(ProblemSeverity.Warning);
        warning.Message.Should().Be("`percent_of` is taken as a metadata key. If you mean `percent_off`, rename the column.");
        file.Loaded.IsUsable.Should().BeTrue();
    }

    [Fact]
    public async Task A_cell_of_a_column_without_a_name_must_be_empty()
    {
        var problem = (await CsvFile.LoadAsync("id,,name\nA,,x\nB,y,x\n")).OnlyError();

        (problem.Kind, problem.Line, problem.Column).Should().Be(("unnamed_column", 3, "column 2"));
    }

    [Fact]
    public async Task White_space_and_odd_ids_are_worth_a_warning_only()
    {
        var file = await CsvFile.LoadAsync("id,name,metadata[a]\n A,x ,\u00A0y\n735*%24,2.00$_off_once,\"a b\"\n\"B\tC\",x,y\n");

        file.Rows.Select(r => r.Id).Should().Equal(" A", "735*%24", "B\tC");
        file.Rows[0].Metadata[0].Value.Should().Be("\u00A0y");
        file.Problems.Select(p => (p.Line, p.Kind, p.Column, p.Severity)).Should().Equal(
            (2, "id_white_space", "id", ProblemSeverity.Warning),
            (2, "white_space", "name", ProblemSeverity.Warning),
            (2, "white_space", "metadata[a]", ProblemSeverity.Warning),
            (4, "id_control_character", "id", ProblemSeverity.Warning));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_a_URL_takes_for_a_step_is_refused(string id) =>
        (await CsvFile.LoadAsync($"id\n{id}\n")).OnlyError().Kind.Should().Be("id_not_addressable");
}
