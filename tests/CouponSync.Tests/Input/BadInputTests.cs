using System.IO.Compression;
using System.Text;
using CouponSync.Coupons;
using CouponSync.Input;
using CouponSync.Settings;

namespace CouponSync.Tests.Input;

public sealed class BadInputTests
{
    private const string Header = "id,name,metadata[owner]\n";

    [Fact]
    public async Task An_empty_file() => Expect(
        (await CsvFile.LoadAsync("")).OnlyError(),
        "empty_file", null, null, "coupons.csv is empty. It needs a header row and at least one data row.");

    [Fact]
    public async Task An_empty_file_behind_a_byte_order_mark() => Expect(
        (await CsvFile.LoadAsync("\uFEFF")).OnlyError(),
        "empty_file", null, null, "The file contains only blank lines. It needs a header row and at least one data row.");

    [Fact]
    public async Task Blank_lines_only() => Expect(
        (await CsvFile.LoadAsync("\r\n\n  \n")).OnlyError(),
        "empty_file", null, null, "The file contains only blank lines. It needs a header row and at least one data row.");

    [Fact]
    public async Task A_header_only() => Expect(
        (await CsvFile.LoadAsync("\n" + Header)).OnlyError(),
        "no_rows", 2, null, "coupons.csv has a header but no data rows. Add a row for each coupon.");

    [Fact]
    public async Task No_id_column() => Expect(
        (await CsvFile.LoadAsync("name,percent_off\nx,5\n")).OnlyError(),
        "no_id_column", 1, null,
        "No column names the coupon: one must be called `id`, `coupon` or `coupon_id`. Found: `name`, `percent_off`.");

    [Fact]
    public async Task An_unknown_delimiter() => Expect(
        (await CsvFile.LoadAsync("id|created\nA|5\n", new CsvReadOptions { UnprefixedMetadata = true })).OnlyError(),
        "no_id_column", 1, null,
        "No column names the coupon: one must be called `id`, `coupon` or `coupon_id`. Found: `id|created`. "
        + "If these are several columns, say what separates them with --delimiter.");

    [Fact]
    public async Task An_unknown_column() => Expect(
        (await CsvFile.LoadAsync("id,color\nA,red\n")).OnlyError(),
        "unknown_column", 1, "color",
        "The column `color` (column 2) is not known. If it is a metadata key, name it `metadata[color]`, "
        + "or use --unprefixed-metadata to take all such columns as keys.");

    [Theory]
    [InlineData("percent_of", "percent_off")]
    [InlineData("Percent Off", "percent_off")]
    [InlineData("curency", "currency")]
    [InlineData("duration_months", null)]
    [InlineData("nmae", "name")]
    public async Task A_mistyped_column_says_what_was_probably_meant(string column, string? meant)
    {
        var problem = (await CsvFile.LoadAsync($"id,{column}\nA,x\n")).OnlyError();

        problem.Kind.Should().Be("unknown_column");
        problem.Message.Contains($"Did you mean `{meant}`?", StringComparison.Ordinal).Should().Be(meant is not null);
    }

    [Fact]
    public async Task An_unclosed_quote_names_the_line_where_it_opened() => Expect(
        (await CsvFile.LoadAsync(Header + "A,x,y\nB,\"one\ntwo\",\"three\nC,x,y\nD,x,y\n")).OnlyError(),
        "unclosed_quote", 4, "metadata[owner]",
        "A quote opens this cell and is never closed, so the rest of the file is part of it. "
        + "Close it, or double it if it belongs to the text.");

    [Fact]
    public async Task An_unclosed_quote_after_a_stray_one_is_the_worse_problem() =>
        (await CsvFile.LoadAsync(Header + "A,x\"x,\"y\n")).OnlyError().Kind.Should().Be("unclosed_quote");

    [Fact]
    public async Task An_unclosed_quote_in_front_of_a_large_file_does_not_fill_the_memory()
    {
        var file = await CsvFile.LoadAsync(Header + "A,x,y\n\nB,\"x,y\n" + new string('z', 16 * 1024 * 1024));

        Expect(
            file.OnlyError(),
            "unclosed_quote", 4, null,
            "The row that begins here is longer than 4194304 bytes: most likely a quote opens a cell and is never closed. "
            + "Close it, or double it if it belongs to the text.");
        file.Rows.Should().ContainSingle();
    }

    [Fact]
    public async Task A_quote_inside_of_an_unquoted_cell() => Expect(
        (await CsvFile.LoadAsync(Header + "A,5\" disk,y\n")).OnlyError(),
        "stray_quote", 2, "name",
        "There is a quote inside a cell that is not quoted. Put the whole cell in quotes, and double each quote inside.");

    [Fact]
    public async Task Text_after_a_closing_quote() => Expect(
        (await CsvFile.LoadAsync(Header + "A,\"one\ntwo\",\"y\" z\nB,x,y\n")).OnlyError(),
        "stray_quote", 3, "metadata[owner]",
        "Text follows the quote that closes a cell. Double each quote that belongs to the text. The row begins on line 2.");

    [Fact]
    public async Task A_nul_byte() => Expect(
        (await CsvFile.LoadAsync(Header + "A,x,y\nB,x\0,y\n")).OnlyError(),
        "nul_character", 3, "name",
        "The cell contains a NUL character (a zero byte). Remove it, and save the file as UTF-8.");

    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public async Task A_file_of_NUL_bytes_only(int length) => Expect(
        (await CsvFile.LoadAsync(new byte[length])).OnlyError(),
        "nul_bytes", 1, null,
        "coupons.csv is filled with NUL bytes; a full disk has probably cut it off. Create it again.");

    [Fact]
    public async Task A_file_that_ends_in_NUL_bytes() => Expect(
        (await CsvFile.LoadAsync(Header + "A,x,y\n" + new string('\0', 4_000))).OnlyError(),
        "nul_character", 3, null,
        "The row contains NUL characters (zero bytes); a full disk has probably cut the file off. Create it again.");

    [Theory]
    [InlineData("<!DOCTYPE html><script>a=1;b(2,3)</script>")]
    [InlineData("\uFEFF\n  <html lang=\"en\">\n<p>id,name")]
    public async Task A_web_page_saved_as_csv(string text) => Expect(
        (await CsvFile.LoadAsync(text)).OnlyError(),
        "web_page", 1, null,
        "The file is a web page (HTML), not a CSV file. Perhaps a sign-in page was saved in its place; download it again.");

    [Theory]
    [InlineData("404: Not Found\n")]
    [InlineData("Access denied")]
    [InlineData("id|metadata[k]\nA|1\n")]
    public async Task Of_text_that_is_no_table_nothing_is_proposed_as_a_metadata_key(string text) => Expect(
        (await CsvFile.LoadAsync(text)).OnlyError(),
        "no_id_column", 1, null,
        $"No column names the coupon: one must be called `id`, `coupon` or `coupon_id`. Found: `{text.Split('\n')[0]}`. "
            + "If these are several columns, say what separates them with --delimiter.");

    [Fact]
    public async Task A_very_long_line_is_not_shown_whole()
    {
        var line = "{ a long line of something else" + string.Concat(Enumerable.Repeat(" and so on", 3_000));

        var problems = (await CsvFile.LoadAsync($"{line},{line}\n}}\n")).Problems;

        problems.Select(static p => p.Kind).Should().Equal("unknown_column", "unknown_column", "no_id_column");
        problems.Should().OnlyContain(static p => p.Message.Length < 500 && (p.Column == null || p.Column.Length <= 101));
        problems[0].Message.Should().Contain("{ a long line of");
    }

    [Fact]
    public async Task Of_very_many_columns_the_first_are_named()
    {
        var header = string.Join(',', Enumerable.Range(1, 300).Select(static i => $"metadata[k{i}]"));

        (await CsvFile.LoadAsync(header + "\n")).OnlyError().Message.Should().EndWith("`metadata[k20]` and 280 more.");
    }

    [Theory]
    [InlineData("A,x\n", "A")]
    [InlineData("A,x,y,z\n", "A")]
    [InlineData(" ,x\n", null)]
    [InlineData("A,\"x\"x,y\n", null)]
    public async Task A_row_with_too_few_or_too_many_cells_names_its_coupon(string row, string? id) =>
        (await CsvFile.LoadAsync(Header + row)).OnlyError().Id.Should().Be(id);

    [Fact]
    public async Task A_row_that_ends_before_its_id_names_no_coupon() =>
        (await CsvFile.LoadAsync("name,metadata[a],id\nx,y\n")).OnlyError().Id.Should().BeNull();

    [Fact]
    public async Task Utf16_without_a_byte_order_mark() => Expect(
        (await CsvFile.LoadAsync(new UnicodeEncoding(false, false).GetBytes(Header + "A,x,y\n"))).OnlyError(),
        "wrong_encoding", 1, null,
        "coupons.csv looks like UTF-16 without a byte order mark: every other byte is NUL. Save it as UTF-8.");

    [Fact]
    public async Task Windows_1252()
    {
        var file = await CsvFile.LoadAsync([.. Encoding.ASCII.GetBytes(Header + "A,x,y\r\nB,caf"), 0xE9, .. Encoding.ASCII.GetBytes(",y\n")]);

        Expect(
            file.OnlyError(),
            "wrong_encoding", 3, "name",
            "The byte 0xE9 at offset 36 of coupons.csv is not valid UTF-8. Was the file saved as Windows-1252 (\"ANSI\")? "
            + "Save it as UTF-8.");
        file.Rows.Should().ContainSingle("what came before is read and checked");
    }

    [Fact]
    public async Task A_directory()
    {
        var directory = Path.GetTempPath();

        Expect(
            (await CsvFile.LoadAsync(CsvInput.FromPath(directory))).OnlyError(),
            "is_directory", null, null, $"{directory} is a directory. Name a CSV file in it.");
    }

    [Fact]
    public async Task A_missing_file()
    {
        var path = Path.Combine(Path.GetTempPath(), "no-such-directory", "coupons.csv");

        Expect(
            (await CsvFile.LoadAsync(CsvInput.FromPath(path))).OnlyError(),
            "file_not_found", null, null, $"{path} does not exist. Check the path; a relative one starts from the working directory.");
    }

    [Fact]
    public async Task Duplicate_ids_name_both_lines()
    {
        var file = await CsvFile.LoadAsync(Header + "A,x,y\nB,x,y\nA,x,y\na,x,y\nA,x,y\n");

        file.Problems.Should().HaveCount(3);
        Expect(file.Problems[0], "duplicate_id", 2, "id", "The coupon `A` is in the file more than once, again on line 4. Keep one row for each coupon.");
        Expect(file.Problems[1], "duplicate_id", 4, "id", "The coupon `A` is in the file more than once, first on line 2. Keep one row for each coupon.");
        Expect(file.Problems[2], "duplicate_id", 6, "id", "The coupon `A` is in the file more than once, first on line 2. Keep one row for each coupon.");
        file.Rows.Select(r => r.Id).Should().Equal("B", "a");
    }

    [Fact]
    public async Task A_value_of_501_characters() => Expect(
        (await CsvFile.LoadAsync(Header + $"A,x,{new string('é', 500)}\nB,x,{Repeat("😀", 501)}\n")).OnlyError(),
        "value_too_long", 3, "metadata[owner]", "The value has 501 characters; Stripe allows 500. Shorten it.");

    [Fact]
    public async Task A_name_of_41_characters() => Expect(
        (await CsvFile.LoadAsync(Header + $"A,{Repeat("😀", 40)},x\nB,{Repeat("😀", 41)},x\n")).OnlyError(),
        "name_too_long", 3, "name", "The name has 41 characters; Stripe allows 40. Shorten it.");

    [Fact]
    public async Task An_id_of_5001_characters() => Expect(
        (await CsvFile.LoadAsync(Header + $"{new string('a', 5000)},x,y\n{new string('a', 5001)},x,y\n")).OnlyError(),
        "id_too_long", 3, "id", "The id has 5001 characters; Stripe allows 5000. Correct it.");

    [Fact]
    public async Task Keys_51()
    {
        var columns = string.Join(',', Enumerable.Range(1, 51).Select(i => $"metadata[k{i}]"));
        var full = string.Concat(Enumerable.Repeat(",v", 51));
        var fifty = string.Concat(Enumerable.Repeat(",v", 50)) + ",";

        Expect(
            (await CsvFile.LoadAsync($"id,{columns}\nA{fifty}\nB{full}\n")).OnlyError(),
            "too_many_keys", 3, "metadata[k51]",
            "The row sets 51 metadata keys; Stripe allows 50. Empty some of its cells.");
    }

    [Fact]
    public async Task Too_few_cells() => Expect(
        (await CsvFile.LoadAsync(Header + "A,x\n")).OnlyError(),
        "too_few_cells", 2, "metadata[owner]",
        "The row has 2 cells and the header has 3. Add the missing ones, even if they are empty.");

    [Fact]
    public async Task Too_many_cells() => Expect(
        (await CsvFile.LoadAsync(Header + "A,x,y,z\n")).OnlyError(),
        "too_many_cells", 2, null,
        "The row has 4 cells and the header has 3. Put a cell that contains a comma in quotes, or remove the extra cells.");

    [Fact]
    public async Task A_gzip_file_that_is_cut_off()
    {
        var rows = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"A{i},x{i * 7919 % 10007},y\n"));
        var bytes = Gzip(Header + rows);

        var problem = (await CsvFile.LoadAsync(bytes[..(bytes.Length / 2)], name: "coupons.csv.gz")).OnlyError();

        problem.Kind.Should().Be("corrupt_gzip");
        problem.Line.Should().BeGreaterThan(1000);
        problem.Message.Should().Be("coupons.csv.gz is damaged: its gzip data is corrupt or cut off. Create or transfer the file again.");
    }

    [Fact]
    public async Task A_gzip_file_that_is_damaged()
    {
        var bytes = Gzip(Header + "A,x,y\n");
        bytes[12] ^= 0xFF;

        (await CsvFile.LoadAsync(bytes, name: "coupons.csv.gz")).OnlyError().Kind.Should().Be("corrupt_gzip");
    }

    [Fact]
    public async Task A_gzip_file_without_its_last_bytes() =>
        (await CsvFile.LoadAsync(Gzip(Header + "A,x,y\n")[..^4], name: "coupons.csv.gz")).OnlyError().Kind.Should().Be("corrupt_gzip");

    [Fact]
    public async Task A_file_that_is_only_named_gz() => Expect(
        (await CsvFile.LoadAsync(Encoding.UTF8.GetBytes(Header), name: "coupons.csv.gz")).OnlyError(),
        "corrupt_gzip", null, null,
        "coupons.csv.gz is named .gz but is not compressed with gzip. Rename it, or compress it again.");

    [Fact]
    public async Task A_spreadsheet() => Expect(
        (await CsvFile.LoadAsync("PK\u0003\u0004..."u8.ToArray())).OnlyError(),
        "spreadsheet_file", null, null,
        "coupons.csv is a spreadsheet or an archive, not a CSV file. Open it and save it as \"CSV UTF-8\".");

    [Fact]
    public async Task An_id_that_is_missing() => Expect(
        (await CsvFile.LoadAsync(Header + "A,x,y\n ,x,y\n")).OnlyError(),
        "id_missing", 3, "id", "The row names no coupon. Fill in its id, or remove the row.");

    [Fact]
    public async Task Two_columns_for_the_same_thing() => Expect(
        (await CsvFile.LoadAsync("id,metadata[owner],owner (metadata)\nA,x,y\n")).OnlyError(),
        "duplicate_column", 1, "owner (metadata)",
        "Column 3 (`owner (metadata)`) and column 2 (`metadata[owner]`) both give the metadata key `owner`. Remove one of them.");

    [Fact]
    public async Task Every_problem_of_a_file_is_reported_in_the_order_of_its_lines()
    {
        var file = await CsvFile.LoadAsync(
            "id,percent_off,metadata[a[b]],metadata[]\nA,0,x,\nB,1,x,\n,5,x,\nA,5\nB,101,x,\n\"C\n");

        file.Problems.Select(p => (p.Line, p.Kind)).Should().Equal(
            (1, "metadata_key_brackets"), (1, "metadata_key_empty"), (2, "invalid_percent_off"), (3, "duplicate_id"),
            (4, "id_missing"), (5, "too_few_cells"), (6, "invalid_percent_off"), (6, "duplicate_id"), (7, "unclosed_quote"));
    }

    [Fact]
    public async Task Good_rows_are_usable_when_invalid_ones_are_skipped()
    {
        var file = await CsvFile.LoadAsync(Header + "A,x,y\nB\nC,x,y\nA,x,y\n", new CsvReadOptions { SkipInvalid = true });

        file.Loaded.IsUsable.Should().BeTrue();
        file.Rows.Select(r => (r.Line, r.Id)).Should().Equal((4, "C"));
        file.Failed.Select(f => (f.Line, f.Problem.Kind)).Should().Equal((2, "duplicate_id"), (3, "too_few_cells"), (5, "duplicate_id"));
        file.Failed[1].Cells.Should().Equal("B");
    }

    [Fact]
    public async Task A_header_that_is_refused_stays_so_whatever_else_is_worth_a_warning()
    {
        var file = await CsvFile.LoadAsync(
            "id,metadata[a],metadata[a]\nA,x,y\nid,metadata[a],metadata[a]\n", new CsvReadOptions { SkipInvalid = true });

        file.Problems.Select(static p => (p.Kind, p.Severity)).Should().Equal(
            ("duplicate_column", ProblemSeverity.Error), ("repeated_header", ProblemSeverity.Warning));
        file.Loaded.IsUsable.Should().BeFalse();
    }

    [Fact]
    public async Task Ids_that_differ_in_case_are_different_ids()
    {
        var file = await CsvFile.LoadAsync("id\nAB\nAb\nab\n");

        file.Problems.Should().BeEmpty();
        file.Rows.Select(static r => r.Id).Should().Equal("AB", "Ab", "ab");
    }

    [Fact]
    public async Task An_input_that_breaks_off_is_not_usable_even_when_invalid_rows_are_skipped()
    {
        var file = await CsvFile.LoadAsync(Header + "A,x,y\nB,\"x,y\n", new CsvReadOptions { SkipInvalid = true });

        file.Loaded.IsUsable.Should().BeFalse();
        file.Loaded.Sha256.Should().BeNull("it was not read to its end");
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static byte[] Gzip(string text)
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }

    private static void Expect(Problem problem, string kind, long? line, string? column, string message)
    {
        problem.Kind.Should().Be(kind);
        problem.Message.Should().Be(message);
        problem.Line.Should().Be(line);
        problem.Column.Should().Be(column);
    }
}
