using System.IO.Compression;
using System.Text;

namespace CouponSync.Tests.Input;

/// <summary>Whoever names another file than a CSV is told what it is.</summary>
public sealed class FileKindTests
{
    public static TheoryData<string, byte[], string> Others { get; } = new()
    {
        { "spreadsheet or an archive", [.. "PK\u0003\u0004\u0014\0\u0006\0"u8, 1, 2, 3, 4], "spreadsheet_file" },
        { "empty ZIP", [.. "PK\u0005\u0006"u8, .. new byte[18]], "not_csv" },
        { "bzip2", "BZh91AY&SY"u8.ToArray(), "not_csv" },
        { "Zstandard", [0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x58], "not_csv" },
        { "PDF", "%PDF-1.7\n%\u00E2\n1 0 obj"u8.ToArray(), "not_csv" },
        { "Parquet", [.. "PAR1"u8, 0x15, 0, 0x15, 0x1E], "not_csv" },
        { "SQLite", [.. "SQLite format 3\0"u8, 0x10, 0], "not_csv" },
        { "PNG", [0x89, .. "PNG\r\n\u001A\n"u8, 0, 0, 0, 13], "not_csv" },
        { "tar", [.. "coupons.csv"u8, .. new byte[246], .. "ustar\0"u8, .. new byte[250]], "not_csv" },
        { "no text", [1, 2, 3, 4, 5, 6, 7, 8, 9], "not_csv" },
        { "web page", "\n<!DOCTYPE html>\n<html><title>Sign in</title>"u8.ToArray(), "web_page" },
        { "web page", "<!-- saved -->\n<html>"u8.ToArray(), "web_page" },
        { "error message", "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code></Error>"u8.ToArray(), "not_csv" },
        { "XML", "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"u8.ToArray(), "not_csv" },
        { "JSON", "{\"object\":\"list\",\"data\":[]}"u8.ToArray(), "not_csv" },
        { "JSON", "\uFEFF[\n  {\"id\": \"C1\"}\n]"u8.ToArray(), "not_csv" },
        { "JSON", "{}"u8.ToArray(), "not_csv" },
        { "Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"u8.ToArray(), "not_csv" },
        { "merge conflict", "<<<<<<< HEAD\nid,metadata[a]\n=======\n"u8.ToArray(), "not_csv" },
        { "script", "<?php echo 'id';"u8.ToArray(), "not_csv" },
        { "LaTeX", "\\documentclass{article}\n"u8.ToArray(), "not_csv" },
        { "PostScript", "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n"u8.ToArray(), "not_csv" },
        { "iCalendar", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"u8.ToArray(), "not_csv" },
        { "vCard", "BEGIN:VCARD\r\nVERSION:3.0\r\n"u8.ToArray(), "not_csv" },
        { "e-mail", "Return-Path: <jo@shop.test>\r\nReceived: by mail.test\r\n"u8.ToArray(), "not_csv" },
        { "drawn with lines", "| id | metadata[a] |\n|----|:-----------:|\n| C1 | 1 |\n"u8.ToArray(), "not_csv" },
        { "drawn with lines", "id | name\n---|---\nC1 | x\n"u8.ToArray(), "not_csv" },
        { "drawn with lines", "+----+------+\n| id | name |\n+----+------+\n"u8.ToArray(), "not_csv" },
        { "drawn with lines", "  id  | name \n------+------\n C1   | x\n"u8.ToArray(), "not_csv" },
        { "patch", "--- a/coupons.csv\n+++ b/coupons.csv\n@@ -1 +1 @@\n"u8.ToArray(), "not_csv" },
        { "YAML", "%YAML 1.2\n---\n"u8.ToArray(), "not_csv" },
        { "RTF", "{\\rtf1\\ansi id,name}"u8.ToArray(), "not_csv" },
        { "encrypted message", "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n"u8.ToArray(), "not_csv" },
        { "web server", "HTTP/1.1 403 Forbidden\r\nContent-Type: text/csv\r\n\r\n"u8.ToArray(), "not_csv" },
        { "SQL", "INSERT INTO coupons VALUES ('C1', 1);"u8.ToArray(), "not_csv" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task It_is_told_what_it_is(string what, byte[] bytes, string kind)
    {
        foreach (var (file, name) in new[] { (bytes, "coupons.csv"), (Gzip(bytes), "coupons.csv.gz") })
        {
            var error = (await CsvFile.LoadAsync(file, name: name)).OnlyError();

            error.Kind.Should().Be(kind);
            error.Message.Should().Contain(what).And.Contain("not a CSV file");
        }
    }

    [Theory]
    [InlineData("<<<<<<< HEAD\nid,metadata[a]\n=======\nid,metadata[b]\n>>>>>>> other\nC1,1\n", 1)]
    [InlineData("\n<<<<<<< HEAD\nid,metadata[a]\n=======\n", 2)]
    [InlineData("id,metadata[a]\nC1,1\n<<<<<<< HEAD\nC2,1\n=======\nC2,2\n>>>>>>> branch, of Jo\n", 3)]
    [InlineData("id,metadata[a]\nC1,\"1\n2\"\n||||||| base\nC2,2\n", 4)]
    [InlineData("id,metadata[a]\r\nC1,1\r\n=======\r\nC2,2\r\n>>>>>>> other\r\n", 3)]
    [InlineData("id,metadata[a]\nC1,1\n>>>>>>> other", 3)]
    public async Task A_merge_conflict_is_named_with_its_line(string text, int line)
    {
        var error = (await CsvFile.LoadAsync(text)).OnlyError();

        (error.Kind, error.Line).Should().Be(("not_csv", line));
        error.Message.Should().Contain("merge conflict");
    }

    [Theory]
    [InlineData("id,metadata[a]\nC1,<<<<<<< HEAD\n=======,1\n")]
    [InlineData("id,metadata[a]\nC1,\"x\n=======\n>>>>>>> y\"\n")]
    [InlineData("id,metadata[a]\n--|--,1\n")]
    [InlineData("id;metadata[a]\n%!;|-\n")]
    public async Task What_only_looks_a_little_like_another_file_is_read(string text) =>
        (await CsvFile.LoadAsync(text)).Problems.Should().BeEmpty();

    [Fact]
    public async Task A_file_that_was_compressed_twice() =>
        (await CsvFile.LoadAsync(Gzip(Gzip("id,metadata[a]\nC1,1\n"u8.ToArray())), name: "coupons.csv.gz")).OnlyError().Message.Should().Contain("gzip twice");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_in_UTF_16_without_a_mark(bool bigEndian) =>
        (await CsvFile.LoadAsync(new UnicodeEncoding(bigEndian, byteOrderMark: false).GetBytes("id,metadata[a]\nC1,1\n"))).OnlyError().Message.Should().Contain("UTF-16");

    [Theory]
    [InlineData("Coupons 2026\nid,metadata[a]\nC1,1\n", 2)]
    [InlineData("Coupons 2026,\nexported by Jo,\n\nid,metadata[a]\nC1,1\n", 4)]
    [InlineData("\"Coupons; all\"\nid;metadata[a]\nC1;1\n", 2)]
    [InlineData("Report\t\ncoupon\tmetadata[a]\nC1\t1\n", 2)]
    public async Task A_title_above_the_header(string text, int line)
    {
        var error = (await CsvFile.LoadAsync(text)).OnlyError();

        error.Kind.Should().Be("title_above_header");
        error.Message.Should().Contain($"line {line} looks like the header");
    }

    [Theory]
    [InlineData("\"sep=,\",\nid,metadata[a]\nC1,1\n")]
    [InlineData("\"sep=,\"\nid,metadata[a]\nC1,1\n")]
    [InlineData("\"sep=;\";;;\r\nid;metadata[a]\r\nC1;1\r\n")]
    [InlineData("sep=;,,\nid,metadata[a]\nC1,1\n")]
    [InlineData("sep=;\nid;metadata[a]\nC1;1\n")]
    [InlineData("SEP=;\nid;metadata[a]\nC1;1\n")]
    public async Task The_line_that_names_the_delimiter_also_as_a_spreadsheet_saves_it_again(string text)
    {
        var file = await CsvFile.LoadAsync(text);

        file.Problems.Should().BeEmpty();
        file.Rows.Select(static r => (r.Id, r.Line, r.Metadata[0].Value)).Should().Equal(("C1", 3, "1"));
    }

    [Theory]
    [InlineData("id,metadata[a]\nC1,1\n\u001A")]
    [InlineData("id,metadata[a]\r\nC1,1\u001A")]
    [InlineData("id,metadata[a]\nC1,1\n\u001A\r\n")]
    public async Task The_end_of_file_character_of_DOS(string text)
    {
        var file = await CsvFile.LoadAsync(text);

        file.Problems.Should().BeEmpty();
        file.Rows.Select(static r => (r.Id, r.Metadata[0].Value)).Should().Equal(("C1", "1"));
    }

    [Theory]
    [InlineData("x", "row_too_long")]
    [InlineData("5\" ", "row_too_long")]
    [InlineData("\"x", "unclosed_quote")]
    public async Task A_row_without_an_end_is_laid_to_a_quote_only_where_one_is(string start, string kind)
    {
        var error = (await CsvFile.LoadAsync($"id,metadata[a]\nC1,1\nC2,{start}{new string('y', 5 * 1024 * 1024)}\nC3,1\n")).OnlyError();

        (error.Kind, error.Line).Should().Be((kind, 3));
        error.Message.Contains("quote", StringComparison.Ordinal).Should().Be(kind == "unclosed_quote");
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionMode.Compress))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }
}
