using CouponSync.Coupons;
using CouponSync.Input;
using CouponSync.Settings;

namespace CouponSync.Tests.Input;

public sealed class TemporaryDataTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("couponsync-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Rows_can_be_read_again_and_by_several_readers_at_once()
    {
        var text = "id,name,metadata[a],percent_off\n" + string.Concat(Enumerable.Range(0, 5000).Select(static i =>
            $"id-{i},{(i % 2 == 0 ? "" : "Ж漢😀")},\"{new string('x', i % 500 == 1 ? 400 : i % 40)}\n\",{(i % 10 == 3 ? "many" : "5")}\n"));
        await using var input = await CsvLoader.LoadAsync(
            new CsvInput("coupons.csv", () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))),
            new CsvReadOptions { SkipInvalid = true },
            _directory.FullName,
            CancellationToken.None);
        var valid = Enumerable.Range(0, 5000).Where(static i => i % 10 != 3).ToList();

        foreach (var (id, row) in input.Ids().Zip(input.Rows(CancellationToken.None)))
        {
            row.Id.Should().Be(id);
        }

        input.Rows(CancellationToken.None).Select(static r => (r.Line, r.Id, r.Name, r.Metadata[0].Value, r.Terms!.PercentOff)).Should().Equal(
            valid.Select(static i => ((i * 2L) + 2, $"id-{i}", (string?)(i % 2 == 0 ? "" : "Ж漢😀"), i % 40 == 0 ? null : new string('x', i % 500 == 1 ? 400 : i % 40) + "\n", (decimal?)5m)));
        input.InvalidRows(CancellationToken.None).Select(static r => r.Cells[0]).Should().Equal(
            Enumerable.Range(0, 500).Select(static i => $"id-{(i * 10) + 3}"));
    }

    [Fact]
    public void Its_file_is_its_owners_only_and_goes_with_it_even_when_the_process_is_killed()
    {
        using (var file = TemporaryFile.Create(_directory.FullName, "rows"))
        {
            file.Writer.Write("abc"u8);
            if (!OperatingSystem.IsWindows())
            {
                _directory.EnumerateFiles().Should().BeEmpty("a killed process deletes nothing");
                File.GetUnixFileMode(((FileStream)file.Writer).SafeFileHandle).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            new StreamReader(file.OpenRead(1)).ReadToEnd().Should().Be("bc");
        }

        _directory.EnumerateFiles().Should().BeEmpty();
    }

    [Fact]
    public void What_is_written_between_two_reads_is_read_by_the_second()
    {
        using var file = TemporaryFile.Create(_directory.FullName, "rows");
        file.Writer.Write("abc"u8);
        var first = new StreamReader(file.OpenRead()).ReadToEnd();
        file.Writer.Write("def"u8);

        (first, new StreamReader(file.OpenRead()).ReadToEnd()).Should().Be(("abc", "abcdef"));
    }

    [Fact]
    public void Duplicates_are_found_among_many_ids_and_come_in_the_order_of_the_file()
    {
        var random = new Random(3);
        var ids = Enumerable.Range(0, 200_000).Select(_ => $"id-{random.Next(2_000_000)}{(random.Next(20_000) == 0 ? new string('x', 100_000) : "")}").ToList();
        using var duplicates = new DuplicateIds(_directory.FullName);
        for (var i = 0; i < ids.Count; i++)
        {
            duplicates.Add(i, i + 2, ids[i]);
        }

        var found = duplicates.Find().ToList();

        var expected = ids.Select((id, i) => (Id: id, Row: i)).GroupBy(static x => x.Id).Where(static g => g.Count() > 1)
            .SelectMany(static g => g.Select((x, i) => new DuplicateId(x.Row, x.Row + 2, x.Id, g.ElementAt(i == 0 ? 1 : 0).Row + 2)));
        found.Should().Equal(expected.OrderBy(static d => d.Row));
        found.Should().NotBeEmpty();
    }

    [Fact]
    public void Sorting_more_than_fits_in_memory_gives_every_item_in_order()
    {
        var random = new Random(5);
        var numbers = Enumerable.Range(0, 150_000).Select(_ => random.NextInt64(100_000)).ToList();
        using var sort = new ExternalSort<long>(
            _directory.FullName,
            Comparer<long>.Default,
            new(static (writer, number) => writer.Write(number), static reader => reader.ReadInt64(), static _ => sizeof(long)));
        numbers.ForEach(sort.Add);

        sort.Sorted().Should().Equal(numbers.Order());
    }

    [Fact]
    public void Many_problems_come_back_in_order()
    {
        using var log = new ProblemLog(_directory.FullName);
        var problems = Enumerable.Range(1, 3000).Select(i => new Problem($"kind{i % 3}", $"Message {i} é\n\0.")
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
}
