using System.Buffers;
using CouponSync.Coupons;

namespace CouponSync.Input;

/// <summary>
/// Knows other files than CSV by how they begin, so that whoever named one is told what it is rather than what is wrong with
/// its columns.
/// </summary>
internal static class FileKinds
{
    // What comes with a file that a program made for others.
    private const string Anew = "Export it as CSV from the program that made it.";
    private const string Unpack = "Unpack it and name the CSV inside; only gzip can be read directly.";

    private const string Spreadsheet = "spreadsheet_file";
    private const string Other = "not_csv";

    // A few control characters may be a slip in a text; more of them in its first bytes are none.
    private const int MostControls = 2;
    private const int Sample = 512;

    private static readonly SearchValues<char> Rule = SearchValues.Create("|+-=: ");

    private static readonly string[] Tags = ["<!doctype html", "<html", "<head", "<body", "<script", "<meta"];

    private static readonly Binary[] Binaries =
    [
        new([.. "PK\u0003\u0004"u8], Spreadsheet, "a spreadsheet or an archive", "Open it and save it as \"CSV UTF-8\"."),
        new([.. "PK\u0005\u0006"u8], Other, "an empty ZIP archive", Unpack),
        new([0xD0, 0xCF, 0x11, 0xE0], Spreadsheet, "a spreadsheet or an archive", "Open it and save it as \"CSV UTF-8\"."),
        new([0x1F, 0x8B], Other, "compressed with gzip twice", "Decompress it once."),
        new([.. "BZh"u8], Other, "compressed with bzip2", Unpack),
        new([0xFD, .. "7zXZ"u8], Other, "compressed with xz", Unpack),
        new([0x28, 0xB5, 0x2F, 0xFD], Other, "compressed with Zstandard", Unpack),
        new([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], Other, "a 7z archive", Unpack),
        new([.. "Rar!\u001A"u8], Other, "a RAR archive", Unpack),
        new([.. "ustar"u8], Other, "a tar archive", Unpack, Offset: 257),
        new([.. "%PDF-"u8], Other, "a PDF document", "Export the table as CSV from where the PDF was made."),
        new([.. "PAR1"u8], Other, "a Parquet file", Anew),
        new([.. "ARROW1"u8], Other, "an Arrow file", Anew),
        new([.. "Obj\u0001"u8], Other, "an Avro file", Anew),
        new([.. "ORC"u8, 0x0A], Other, "an ORC file", Anew),
        new([.. "SQLite format 3\0"u8], Other, "a SQLite database", Anew),
        new([0x89, .. "PNG"u8], Other, "an image (PNG)", Anew),
        new([0xFF, 0xD8, 0xFF], Other, "an image (JPEG)", Anew),
        new([.. "GIF8"u8], Other, "an image (GIF)", Anew),
        new([0x7F, .. "ELF"u8], Other, "a program", "Name a CSV file."),
    ];

    // Of texts the beginning counts, without white space before it.
    private static readonly Textual[] Texts =
    [
        new(IsWebPage, "web_page", "a web page (HTML)", "Perhaps a sign-in page was saved in its place; download it again."),
        new(static t => Begins(t, "<?php"), Other, "a script", "Name a CSV file."),
        new(static t => IsMarkup(t) && t.Contains("<Code>", StringComparison.Ordinal) && t.Contains("<Error", StringComparison.Ordinal), Other,
            "an error message (XML) that was saved in place of the file", "Download it again."),
        new(IsMarkup, Other, "an XML document", "If a spreadsheet made it, open it there and save it as \"CSV UTF-8\"."),
        new(IsJson, Other, "JSON", "Have it converted to CSV; 'couponsync export' writes Stripe's coupons as CSV."),
        new(static t => Begins(t, "version https://git-lfs.github.com/spec/"), Other,
            "a pointer of Git LFS in place of the file", "Fetch the file with `git lfs pull`."),
        new(static t => Begins(t, @"{\rtf"), Other, "a text document (RTF)", "Save it as plain text or CSV."),
        new(static t => Begins(t, @"\documentclass", @"\begin{"), Other, "a LaTeX document", Anew),
        new(static t => Begins(t, "%!"), Other, "a PostScript document", "Export the table as CSV from where the document was made."),
        new(static t => Begins(t, "BEGIN:VCALENDAR"), Other, "a calendar (iCalendar)", "Name a CSV file."),
        new(static t => Begins(t, "BEGIN:VCARD"), Other, "an address book (vCard)", "Name a CSV file."),
        new(static t => Begins(t, "Return-Path: ", "Received: ", "MIME-Version: ", "Delivered-To: "), Other,
            "an e-mail", "If the CSV is attached to it, save the attachment and name that."),
        new(IsDrawnTable, Other, "a table drawn with lines, as in Markdown or by a database client", Anew),
        new(static t => Begins(t, "ID;PWXL", "ID;PSCALC"), Other, "a SYLK file of a spreadsheet", "Save it as \"CSV UTF-8\"."),
        new(static t => Begins(t, "-----BEGIN "), Other, "a key, a certificate or an encrypted message", "Name a CSV file."),
        new(static t => Begins(t, "HTTP/1.", "HTTP/2"), Other, "a web server's answer, with its headers", "Save its body only."),
        new(static t => Begins(t, "diff --git ", "--- a/"), Other, "a Git patch", "Apply it, then name the file that it changes."),
        new(static t => Begins(t, "#!"), Other, "a script", "Name a CSV file."),
        new(static t => Begins(t, "---\n", "---\r\n", "%YAML "), Other, "YAML", Anew),
        new(static t => t.StartsWith("INSERT INTO", StringComparison.OrdinalIgnoreCase) || t.StartsWith("CREATE TABLE", StringComparison.OrdinalIgnoreCase)
            || Begins(t, "-- "), Other, "SQL", Anew),
    ];

    /// <summary>Refuses what is no text.</summary>
    /// <param name="start">The first bytes, decompressed.</param>
    /// <param name="name">The input's name, for messages.</param>
    /// <exception cref="InvalidInputException">It is another kind of file.</exception>
    public static void RefuseBinary(ReadOnlySpan<byte> start, string name)
    {
        foreach (var kind in Binaries)
        {
            if (start.Length > kind.Offset && start[kind.Offset..].StartsWith(kind.Magic))
            {
                throw Refused(kind.Code, name, kind.What, kind.Remedy);
            }
        }

        var controls = 0;
        foreach (var value in start[..Math.Min(start.Length, Sample)])
        {
            controls += value is > 0 and < 0x20 and not ((>= 0x09 and <= 0x0D) or 0x1A or 0x1B) ? 1 : 0;
        }

        // In UTF-16 half of the characters outside Latin look so. What begins as an export does is one, whatever its keys hold.
        if (controls > MostControls && !start.StartsWith("id,"u8) && !start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) && !start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            throw Refused(Other, name, "no text", "Name a CSV file.");
        }
    }

    /// <summary>Refuses text that is no CSV.</summary>
    /// <param name="head">The beginning of the text.</param>
    /// <exception cref="InvalidInputException">It is another kind of text.</exception>
    public static void RefuseText(string head)
    {
        var start = head.TrimStart(' ', '\t', '\r', '\n', '\uFEFF');
        if (Array.Find(Texts, kind => kind.Is(start)) is { } found)
        {
            throw Refused(found.Code, "The file", found.What, found.Remedy, line: 1);
        }
    }

    /// <summary>Refuses a line that Git writes into a file where two versions of it contradict each other.</summary>
    /// <param name="row">The row.</param>
    /// <param name="line">Its line.</param>
    /// <exception cref="InvalidInputException">It is one.</exception>
    public static void RefuseConflict(ReadOnlySpan<byte> row, long line)
    {
        if (row is [(byte)'<' or (byte)'>' or (byte)'=' or (byte)'|', ..]
            && (row.StartsWith("<<<<<<< "u8) || row.StartsWith(">>>>>>> "u8) || row.StartsWith("||||||| "u8) || row.SequenceEqual("======="u8)))
        {
            throw new InvalidInputException(new Problem(
                Other, "The file has an unresolved Git merge conflict, so it is not a CSV file yet: this line is one of its marks. Resolve the conflict.")
            { Line = line });
        }
    }

    private static InvalidInputException Refused(string code, string name, string what, string remedy, long? line = null) =>
        new(new Problem(code, $"{name} is {what}, not a CSV file. {remedy}") { Line = line });

    private static bool Begins(string text, params ReadOnlySpan<string> starts)
    {
        foreach (var start in starts)
        {
            if (text.StartsWith(start, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // Its first or its second line is a rule: |---|:--:|, +----+----+, ----+----.
    private static bool IsDrawnTable(string text)
    {
        var lines = text.AsSpan(0, Math.Min(text.Length, 4 * Sample)).EnumerateLines();
        for (var i = 0; i < 2 && lines.MoveNext(); i++)
        {
            var line = lines.Current.Trim();
            if (line.Length >= 5 && line.Contains("--", StringComparison.Ordinal) && line.IndexOfAny('|', '+') >= 0 && !line.ContainsAnyExcept(Rule))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWebPage(string text) => IsMarkup(text)
        && Tags.Any(tag =>
            text.AsSpan(0, Math.Min(text.Length, 4 * Sample)).Contains(tag, StringComparison.OrdinalIgnoreCase));

    private static bool IsMarkup(string text) => text is ['<', '!' or '?' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ..];

    private static bool IsJson(string text) => text is ['{' or '[', ..]
        && text.AsSpan(1).TrimStart() is ([] or ['"' or '{' or '[' or '}' or ']' or '-' or (>= '0' and <= '9'), ..]);

    private sealed record Binary(byte[] Magic, string Code, string What, string Remedy, int Offset = 0);

    private sealed record Textual(Func<string, bool> Is, string Code, string What, string Remedy);
}
