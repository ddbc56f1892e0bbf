using CouponSync.Coupons;

namespace CouponSync.Tests.Input;

/// <summary>What a person most likely did not mean is told, and keeps no row from being used.</summary>
public sealed class CellWarningTests
{
    [Theory]
    [InlineData("#N/A", "spreadsheet_error")]
    [InlineData("#REF!", "spreadsheet_error")]
    [InlineData("#DIV/0!", "spreadsheet_error")]
    [InlineData("#NAME?", "spreadsheet_error")]
    [InlineData("#SPILL!", "spreadsheet_error")]
    [InlineData("#NV", "spreadsheet_error")]
    [InlineData("#BEZUG!", "spreadsheet_error")]
    [InlineData("#¿NOMBRE?", "spreadsheet_error")]
    [InlineData("########", "spreadsheet_error")]
    [InlineData("##", "spreadsheet_error")]
    [InlineData("Err:502", "spreadsheet_error")]
    [InlineData("lost \uFFFD char", "replacement_character")]
    [InlineData("CafÃ©", "double_encoded")]
    [InlineData("GrÃ¶ÃŸe", "double_encoded")]
    [InlineData("itâ€™s", "double_encoded")]
    [InlineData("5â‚¬", "double_encoded")]
    [InlineData("Ð›ÐµÑ‚Ð¾", "double_encoded")]
    [InlineData("Р›РµС‚Рѕ", "double_encoded")]
    [InlineData("Caf√©", "double_encoded")]
    [InlineData("Caf├⌐", "double_encoded")]
    [InlineData("Sum\u200Bmer", "invisible_character")]
    [InlineData("Sum\u00ADmer", "invisible_character")]
    [InlineData("SU\u200DMMER", "invisible_character")]
    [InlineData("Summer\u00A0Sale", "invisible_character")]
    [InlineData("\u202Eabc", "invisible_character")]
    [InlineData("\u0301", "invisible_character")]
    [InlineData("\uFFFC", "invisible_character")]
    [InlineData("bell\u0007", "invisible_character")]
    [InlineData("Sum\uFEFFmer", "byte_order_mark")]
    public async Task A_suspicious_value_is_told(string value, string kind)
    {
        var file = await CsvFile.LoadAsync($"id,name,metadata[a]\nC1,\"{value}\",\"{value}\"\n");

        file.Problems.Select(static p => (p.Kind, p.Column, p.Severity, p.Line))
            .Should().Equal((kind, "name", ProblemSeverity.Warning, 2), (kind, "metadata[a]", ProblemSeverity.Warning, 2));
        file.Rows.Single().Metadata[0].Value.Should().Be(value, "a warning changes nothing");
    }

    [Theory]
    [InlineData("#1")]
    [InlineData("#summer")]
    [InlineData("Error")]
    [InlineData("Café «Größe» 20\u00A0% 5\u202F€")]
    [InlineData("Её цена")]
    [InlineData("ООО «Г»")]
    [InlineData("CAFÉ® – «café»…")]
    [InlineData("Λάδι Ä€")]
    [InlineData("夏の\u3000セール")]
    [InlineData("👩‍👩‍👧 ❤️ 1️⃣")]
    [InlineData("می‌خواهم")]
    [InlineData("two\nlines\tand a tab")]
    public async Task An_ordinary_value_is_not(string value) =>
        (await CsvFile.LoadAsync($"id,metadata[a]\nC1,\"{value}\"\n")).Problems.Should().BeEmpty();

    [Theory]
    [InlineData("C\u200B1", "invisible_character")]
    [InlineData("C\u00A01", "invisible_character")]
    [InlineData("\uFEFFC1", "byte_order_mark")]
    [InlineData("#N/A", "spreadsheet_error")]
    [InlineData("CAFÃ‰", "double_encoded")]
    public async Task A_suspicious_id_is_told(string id, string kind)
    {
        var problem = (await CsvFile.LoadAsync($"id,metadata[a]\n{id},1\n")).Problems.Single();

        (problem.Kind, problem.Column, problem.Severity).Should().Be((kind, "id", ProblemSeverity.Warning));
    }

    [Theory]
    [InlineData("col\u200Bor")]
    [InlineData("col\u00A0or")]
    [InlineData("col\u00ADor")]
    [InlineData("\u2060color")]
    public async Task An_invisible_character_in_a_metadata_key_is_told(string key) =>
        (await CsvFile.LoadAsync($"id,metadata[{key}]\nC1,1\n")).Problems.Select(static p => (p.Kind, p.Line, p.Severity))
            .Should().Equal(("invisible_character", 1, ProblemSeverity.Warning));

    [Fact]
    public async Task Keys_that_look_the_same_are_told() =>
        (await CsvFile.LoadAsync("id,metadata[color],metadata[c\u043Elor]\nC1,1,2\n")).Problems.Single().Message
            .Should().Contain(@"`color` and `c\u{43E}lor`");

    [Theory]
    [InlineData("id,metadata[a]")]
    [InlineData("ID,Metadata[a]")]
    [InlineData("\uFEFFid,metadata[a]")]
    [InlineData(" id ,metadata[a]")]
    public async Task The_header_once_more_is_told_and_passed_over(string again)
    {
        var file = await CsvFile.LoadAsync($"id,metadata[a]\nC1,1\n{again}\nC2,2\n{again}\n");

        file.Rows.Select(static r => r.Id).Should().Equal("C1", "C2");
        file.Problems.Select(static p => (p.Kind, p.Line, p.Severity))
            .Should().Equal(("repeated_header", 3, ProblemSeverity.Warning), ("repeated_header", 5, ProblemSeverity.Warning));
    }

    [Theory]
    [InlineData("metadata[a],id")]
    [InlineData("coupon,percent_off")]
    public async Task Another_header_in_the_middle_is_an_error(string other) =>
        (await CsvFile.LoadAsync($"id,metadata[a]\nC1,1\n{other}\n5,C2\n")).OnlyError().Kind.Should().Be("other_header");
}
