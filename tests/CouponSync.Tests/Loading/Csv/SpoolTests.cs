using System.Text;
using CouponSync.Coupons;
using CouponSync.Loading.Csv;

namespace CouponSync.Tests.Loading.Csv;

public sealed class SpoolTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("couponsync-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Rows_come_back_as_they_were_in_many_passes()
    {
        var header = CsvHeader.Parse(["id", "name", "metadata[a]", "percent_off"], 1, new CsvReadOptions(), []);
        using var spool = RowSpool.Create(_directory.FullName, header);
        var random = new Random(7);
        var rows = Enumerable.Range(0, 5000).Select(i => (
            Line: (i * 3L) + 2,
            IsValid: i % 10 != 3,
            Cells: new[] { $"id-{i}", i % 2 == 0 ? "" : "Ж漢😀", new string('x', i % 500 == 1 ? 100_000 : random.Next(300)), "5" })).ToList();
        var places = rows.ConvertAll(r => spool.Append(Row(r.Line, r.Cells), r.IsValid));
        spool.Flush();

        for (var pass = 0; pass < 2; pass++)
        {
            spool.Rows().Select(r => (r.Line, r.Id, r.Name, Value: r.Metadata[0].Value, r.Terms!.PercentOff)).Should().Equal(
                rows.Where(r => r.IsValid).Select(r => (r.Line, Id: r.Cells[0], (string?)r.Cells[1], Value: r.Cells[2], (decimal?)5m)));
        }

        spool.InvalidRows().Select(r => r.Line).Should().Equal(rows.Where(r => !r.IsValid).Select(r => r.Line));
        spool.IdAt(places[4321]).Should().Be("id-4321");
    }

    [Fact]
    public void A_row_can_turn_out_to_be_invalid_later()
    {
        using var spool = RowSpool.Create(_directory.FullName, CsvHeader.Parse(["id"], 1, new CsvReadOptions(), []));
        var place = spool.Append(Row(2, ["A"]), isValid: true);
        spool.Append(Row(3, ["B"]), isValid: true);
        spool.Flush();

        spool.MarkInvalid(place).Should().BeTrue();
        spool.MarkInvalid(place).Should().BeFalse("it is already");

        spool.Rows().Select(r => r.Id).Should().Equal("B");
        spool.InvalidRows().Single().Cells.Should().Equal("A");
    }

    [Fact]
    public void Its_file_is_its_owners_only_and_goes_with_it_even_when_the_process_is_killed()
    {
        using (var file = SpoolFile.Create(_directory.FullName, "rows"))
        {
            file.Append("abc"u8);
            file.Flush();
            if (!OperatingSystem.IsWindows())
            {
                _directory.EnumerateFiles().Should().BeEmpty("a killed process deletes nothing");
                File.GetUnixFileMode(file.Handle).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            var read = new byte[3];
            file.Read(0, read).Should().Be(3);
            read.Should().Equal("abc"u8.ToArray());
        }

        _directory.EnumerateFiles().Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Duplicates_are_found_among_many_ids_even_when_their_hashes_collide(bool collide)
    {
        var random = new Random(3);
        var count = collide ? 4_000 : 200_000;
        var ids = Enumerable.Range(0, count).Select(_ => $"id-{random.Next(count * 10)}").ToList();
        using var duplicates = new DuplicateIds(_directory.FullName, collide ? static id => (ulong)id[^1] : null);
        for (var i = 0; i < ids.Count; i++)
        {
            duplicates.Add(Encoding.UTF8.GetBytes(ids[i]), new IdPlace(i + 2, i));
        }

        var found = duplicates.Find(place => ids[(int)place]).ToList();

        var expected = ids.Select((id, i) => (Id: id, Line: i + 2L)).GroupBy(x => x.Id)
            .SelectMany(g => g.Skip(1).Select(x => (x.Id, First: g.First().Line, Again: x.Line)));
        found.Select(d => (d.Id, First: d.First.Line, Again: d.Again.Line)).OrderBy(d => d.Again)
            .Should().Equal(expected.OrderBy(d => d.Again));
        found.Should().NotBeEmpty();
    }

    [Fact]
    public void Many_problems_come_back_in_order()
    {
        using var log = new ProblemLog(_directory.FullName);
        var problems = Enumerable.Range(1, 3000).Select(i => new Problem($"kind{i % 3}", $"Message {i} é.")
        {
            Line = i % 5 == 0 ? null : i,
            Id = i % 7 == 0 ? null : $"id{i}",
            Column = i % 2 == 0 ? null : "name",
            Severity = i % 4 == 0 ? ProblemSeverity.Warning : ProblemSeverity.Error,
        }).ToList();

        problems.ForEach(log.Add);

        log.Read().Should().Equal(problems);
        log.Read().Should().Equal(problems, "it can be read again");
        (log.Count, log.ErrorCount).Should().Be((3000, 2250));
    }

    private static Utf8Row Row(long line, string[] cells)
    {
        var row = new Utf8Row();
        row.Begin(line);
        foreach (var cell in cells)
        {
            row.Add(Encoding.UTF8.GetBytes(cell));
        }

        return row;
    }
}
