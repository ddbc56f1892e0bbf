using System.Text;
using CouponSync.Coupons;
using CouponSync.Input;
using CouponSync.Settings;

namespace CouponSync.Tests.Input;

public sealed class ErrorsCsvTests
{
    private static readonly CsvReadOptions Skipping = new() { SkipInvalid = true, UnprefixedMetadata = true };

    [Fact]
    public async Task Failed_rows_keep_their_columns_and_can_be_read_again_as_they_are()
    {
        var file = await CsvFile.LoadAsync(
            "id;owner (metadata);error_code;name\nA;x;old;\"one; \"\"two\"\"\nthree\"\nB;y\nC;ä,b;;\n", Skipping);

        var text = await WriteAsync(
            file,
            new FailedRow(file.Rows[0].Line, file.Rows[0].Cells, new Problem("missing", "No such coupon: 'A'")),
            file.Failed[0] with { Problem = file.Failed[0].Problem with { Message = "Cells, \"too\" few." } },
            new FailedRow(file.Rows[1].Line, file.Rows[1].Cells, new Problem("conflict", "x")));

        text.Should().Be(
            """
            id,"owner (metadata)",name,error_line,error_code,error_message
            A,x,"one; ""two""
            three",2,missing,"No such coupon: 'A'"
            B,y,,4,too_few_cells,"Cells, ""too"" few."
            C,"ä,b",,5,conflict,x

            """.ReplaceLineEndings("\n"));

        var again = await CsvFile.LoadAsync(text);
        again.Problems.Should().BeEmpty();
        again.Rows.Select(r => (r.Id, r.Name, r.Metadata[0].Value)).Should().Equal(
            ("A", "one; \"two\"\nthree", "x"), ("B", "", "y"), ("C", "", "ä,b"));
    }

    [Fact]
    public async Task Failed_rows_next_to_each_other_and_several_failures_of_one_row_are_all_there()
    {
        using var directory = new Support.TemporaryDirectory();
        await using var input = await CsvLoader.LoadAsync(
            new CsvInput("coupons.csv", () => new MemoryStream("id,metadata[a]\nA,1\nB,2\nC,3\nD,4\n"u8.ToArray())), new CsvReadOptions(), directory.Path, default);
        var path = directory.File("errors.csv");

        await ErrorsFile.WriteAsync(path, input, [new(3, "missing", "One."), new(4, "missing", "Two."), new(4, "stale", "Three."), new(5, "failed", "Four.")]);

        (await File.ReadAllLinesAsync(path)).Skip(1).Should().Equal("B,2,3,missing,One.", "C,3,4,missing,\"Two. Three.\"", "D,4,5,failed,Four.");
    }

    [Theory]
    [InlineData("id,name,metadata[k]\nA,=cmd|' /C calc'!A0,'=2\n-B,'plain,\"\t=tab\"\nC,''@x,＝wide\n")]
    [InlineData("id,couponsync_escaped,name,metadata[k]\nA,apostrophe,'=cmd|' /C calc'!A0,''=2\n'-B,apostrophe,'plain,\"'\t=tab\"\nC,,''@x,＝wide\n")]
    [InlineData("id,=key (metadata),-name\nA,+1,@2\n")]
    public async Task No_cell_is_one_that_a_spreadsheet_runs_and_every_value_comes_back_however_often(string input)
    {
        var first = await CsvFile.LoadAsync(input, Skipping);
        var text = await WriteAllAsync(first);
        var second = await CsvFile.LoadAsync(text, Skipping);
        var again = await WriteAllAsync(second);

        Unsafe(text).Should().BeEmpty();
        second.Loaded.ErrorCount.Should().Be(0);
        Values(second).Should().Equal(Values(first));
        Unsafe(again).Should().BeEmpty();
        Values(await CsvFile.LoadAsync(again, Skipping)).Should().Equal(Values(first));

        static IEnumerable<string> Values(CsvFile file) =>
            file.Rows.Select(static r => $"{r.Id}|{r.Name}|{string.Join('|', r.Metadata.Select(static m => $"{m.Key}={m.Value}"))}");
    }

    [Fact]
    public async Task A_broken_row_and_a_wrong_mark_stay_so_and_gain_no_apostrophe_when_they_are_protected()
    {
        var text = await WriteAllAsync(await CsvFile.LoadAsync(
            "id,name,couponsync_escaped\nA,'=x,yes\n'-B,apostrophe\nC,'=x,apostrophe,more\nD,=x,no\n", Skipping));

        Unsafe(text).Should().BeEmpty();
        text.Should().Contain("A,'=x,2,invalid_escape_mark").And.Contain(",yes\n").And.Contain("D,'=x,5,invalid_escape_mark").And.Contain(",no\n");
        var again = await CsvFile.LoadAsync(text, Skipping);
        again.Problems.Select(static p => p.Kind).Should().Equal("invalid_escape_mark", "invalid_escape_mark");
        again.Rows.Select(static r => $"{r.Id} {r.Name}").Should().Equal("'-B apostrophe", "C =x");
    }

    [Fact]
    public async Task Without_such_a_cell_there_is_no_mark()
    {
        var file = await CsvFile.LoadAsync("id,name\nA,'plain\n", Skipping);

        (await WriteAllAsync(file)).Should().StartWith("id,name,error_line,error_code,error_message\nA,'plain,2,");
    }

    private static Task<string> WriteAllAsync(CsvFile file) => WriteAsync(
        file,
        [
            .. file.Rows.Select(static r => new FailedRow(r.Line, r.Cells, new Problem("missing", "No such coupon.")))
                .Concat(file.Failed).OrderBy(static r => r.Line),
        ]);

    private static async Task<string> WriteAsync(CsvFile file, params FailedRow[] rows)
    {
        var target = new MemoryStream();
        await using (var errors = new ErrorsCsv(target, file.Loaded.Header, rows.Any(ErrorsCsv.NeedsMark)))
        {
            foreach (var row in rows)
            {
                errors.Write(row);
            }
        }

        return Encoding.UTF8.GetString(target.ToArray());
    }

    // Cells that begin with what a spreadsheet obeys. No cell of these tests has a comma or a line break.
    private static IEnumerable<string> Unsafe(string text) => text.Split('\n').SelectMany(static l => l.Split(','))
        .Select(static c => c.Trim('"')).Where(static c => c.Length > 0 && "=+-@\t\r＝＋－＠".Contains(c[0], StringComparison.Ordinal));
}
