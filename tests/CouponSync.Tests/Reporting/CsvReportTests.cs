using System.Text;
using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Reporting;

namespace CouponSync.Tests.Reporting;

public sealed class CsvReportTests
{
    [Fact]
    public async Task Each_changed_key_and_each_problem_is_a_row()
    {
        var change = SampleReports.Update("25OFF", "order_id", "6734", "6735", line: 1207);
        change = change with
        {
            Change = change.Change with
            {
                Name = new ValueChange("Old", "New, \"better\""),
                Metadata = [new KeyChange("name", null, "a\nb"), new KeyChange("order_id", "6734", null)],
            },
            Outcome = ChangeOutcome.Failed,
            RequestId = "req_1",
            Error = new ChangeError("resource_missing", "No such coupon", 404),
        };
        var problem = new Problem("conflict", "25 is not 20") { Line = 3, Id = "B", Column = "percent_off" };

        var rows = await RowsAsync(SampleReports.Of([change], [problem]));

        rows.Should().BeEquivalentTo(
            new string[][]
            {
                ["line", "id", "action", "key", "before", "after", "outcome", "request_id", "error_code", "error_message"],
                ["1207", "25OFF", "update", "name", "Old", "New, \"better\"", "failed", "req_1", "resource_missing", "No such coupon"],
                ["1207", "25OFF", "update", "metadata[name]", "", "a\nb", "failed", "req_1", "resource_missing", "No such coupon"],
                ["1207", "25OFF", "update", "order_id", "6734", "", "failed", "req_1", "resource_missing", "No such coupon"],
                ["3", "B", "", "percent_off", "", "", "problem", "", "conflict", "25 is not 20"],
            },
            o => o.WithStrictOrdering());
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("＝1")]
    [InlineData(SampleReports.FormulaValue)]
    [InlineData("'=1")]
    public async Task A_cell_that_a_spreadsheet_would_run_starts_with_an_apostrophe(string value)
    {
        var rows = await RowsAsync(SampleReports.Of(
            [SampleReports.Update(value, value, value, value)],
            [new Problem(value, value) { Id = value, Column = value }]));

        rows[1][1].Should().Be("'" + value);
        rows[1].Skip(3).Take(3).Should().AllBe("'" + value);
        new[] { rows[2][1], rows[2][3], rows[2][8], rows[2][9] }.Should().AllBe("'" + value);
    }

    [Theory]
    [InlineData("a=b")]
    [InlineData("'quoted'")]
    [InlineData("2.00$_off")]
    public async Task Other_cells_are_as_they_are(string value) =>
        (await RowsAsync(SampleReports.Of([SampleReports.Update("A", "k", null, value)])))[1][5].Should().Be(value);

    [Fact]
    public async Task A_change_without_keys_still_has_a_row()
    {
        var delete = new ReportedChange(
            new PlannedChange { Sequence = 1, Id = "A", Action = ChangeAction.Delete }, ChangeOutcome.Applied, "req_1", null);

        (await RowsAsync(SampleReports.Of([delete])))[1].Should().Equal("", "A", "delete", "", "", "", "applied", "req_1", "", "");
    }

    private static async Task<List<string[]>> RowsAsync(RunReport report)
    {
        var text = await ReportText.RenderAsync(new CsvReportRenderer(), report);
        var (rows, row, cell, quoted) = (new List<string[]>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case (',' or '\n') when !quoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    if (text[i] == '\n')
                    {
                        rows.Add([.. row]);
                        row.Clear();
                    }

                    break;
                case '\r' when !quoted:
                    text[i + 1].Should().Be('\n');
                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        return rows;
    }
}
