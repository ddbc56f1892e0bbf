using System.Text;
using CouponSync.Loading.Csv;

namespace CouponSync.Tests.Loading.Csv;

public sealed class ErrorsCsvTests
{
    [Fact]
    public async Task Failed_rows_keep_their_columns_and_can_be_read_again_as_they_are()
    {
        var file = await CsvFile.LoadAsync(
            "id;owner (metadata);error_code;name\nA;x;old;\"one; \"\"two\"\"\nthree\"\nB;y\nC;ä,b;;\n",
            new CsvReadOptions { SkipInvalid = true });
        var target = new MemoryStream();
        await using (var errors = new ErrorsCsv(target, file.Loaded.Header))
        {
            errors.Write(file.Rows[0].Line, file.Rows[0].Cells, "missing", "No such coupon: 'A'");
            errors.Write(file.Failed[0].Line, file.Failed[0].Cells, file.Failed[0].Problem.Kind, "Cells, \"too\" few.");
            errors.Write(file.Rows[1].Line, file.Rows[1].Cells, "conflict", "x");
        }

        Encoding.UTF8.GetString(target.ToArray()).Should().Be(
            """
            id,owner (metadata),name,error_line,error_code,error_message
            A,x,"one; ""two""
            three",2,missing,No such coupon: 'A'
            B,y,,4,too_few_cells,"Cells, ""too"" few."
            C,"ä,b",,5,conflict,x

            """.ReplaceLineEndings("\n"));

        var again = await CsvFile.LoadAsync(target.ToArray());
        again.Problems.Should().BeEmpty();
        again.Rows.Select(r => (r.Id, r.Name, r.Metadata[0].Value)).Should().Equal(
            ("A", "one; \"two\"\nthree", "x"), ("B", "", "y"), ("C", "", "ä,b"));
    }
}
