using CouponSync.Coupons;

namespace CouponSync.Input;

/// <summary>
/// Knows other files than CSV by how they begin, so that whoever named one is told what it is rather than what is wrong with
/// its columns.
/// </summary>
internal static class FileKinds
{
    // What comes with a file that a program made for others.
    private const string Anew = "Have the program that made it write CSV.";
    private const string Unpack = "Unpack it and name the CSV in it; gzip alone is read as it is.";

    private const string Spreadsheet = "spreadsheet_file";
    private const string Other = "not_csv";

    // A few control characters may be a slip in a text; more of them in its first bytes are none.
    private const int MostControls = 2;
    private const int Sample = 512;

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
        new([0x89, .. "PNG"u8], Other, "a picture (PNG)", Anew),
        new([0xFF, 0xD8, 0xFF], Other, "a picture (JPEG)", Anew),
        new([.. "GIF8"u8], Other, "a picture (GIF)", Anew),
        new([0x7F, .. "ELF"u8], Other, "a program", "Name a CSV file."),
    ];

    // Of texts the beginning counts, without white space before it.
    private static readonly Textual[] Texts =
    [
        new(IsWebPage, "web_page", "a web page (HTML)", "Perhaps a sign-in page was saved in its place; download it again."),
        new(static t => t.StartsWith("<<<<<<< ", StringComparison.Ordinal), Other, "a file with a merge conflict of Git's in it", "Resolve the conflict."),
        new(static t => IsMarkup(t) && t.Contains("<Code>", StringComparison.Ordinal) && t.Contains("<Error", StringComparison.Ordinal), Other,
            "an error message (XML) that was saved in place of the file", "Download it again."),
        new(IsMarkup, Other, "an XML document", "If a spreadsheet made it, open it there and save it as \"CSV UTF-8\"."),
        new(IsJson, Other, "JSON", "Have it converted to CSV; 'couponsync export' writes Stripe's coupons as CSV."),
        new(static t => t.StartsWith("version https://git-lfs.github.com/spec/", StringComparison.Ordinal), Other,
            "a pointer of Git LFS in place of the file", "Fetch the file with `git lfs pull`."),
        new(static t => t.StartsWith(@"{\rtf", StringComparison.Ordinal), Other, "a text document (RTF)", "Save it as plain text or CSV."),
        new(static t => t.StartsWith("ID;PWXL", StringComparison.Ordinal) || t.StartsWith("ID;PSCALC", StringComparison.Ordinal), Other,
            "a SYLK file of a spreadsheet", "Save it as \"CSV UTF-8\"."),
        new(static t => t.StartsWith("-----BEGIN ", StringComparison.Ordinal), Other, "a key, a certificate or an encrypted message", "Name a CSV file."),
        new(static t => t.StartsWith("HTTP/1.", StringComparison.Ordinal) || t.StartsWith("HTTP/2", StringComparison.Ordinal), Other,
            "an answer of a web server, with its headers", "Save its body only."),
        new(static t => t.StartsWith("diff --git ", StringComparison.Ordinal), Other, "a patch of Git's", "Apply it, and name the file it makes."),
        new(static t => t.StartsWith("#!", StringComparison.Ordinal), Other, "a script", "Name a CSV file."),
        new(static t => t.StartsWith("---\n", StringComparison.Ordinal) || t.StartsWith("---\r\n", StringComparison.Ordinal), Other, "YAML", Anew),
        new(static t => t.StartsWith("INSERT INTO", StringComparison.OrdinalIgnoreCase) || t.StartsWith("CREATE TABLE", StringComparison.OrdinalIgnoreCase)
            || t.StartsWith("-- ", StringComparison.Ordinal), Other, "SQL", Anew),
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

        // In UTF-16 half of the characters outside Latin look so.
        if (controls > MostControls && !start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) && !start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
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

    private static InvalidInputException Refused(string code, string name, string what, string remedy, long? line = null) =>
        new(new Problem(code, $"{name} is {what}, not a CSV file. {remedy}") { Line = line });

    private static bool IsWebPage(string text) => IsMarkup(text)
        && Tags.Any(tag =>
            text.AsSpan(0, Math.Min(text.Length, 4 * Sample)).Contains(tag, StringComparison.OrdinalIgnoreCase));

    private static bool IsMarkup(string text) => text is ['<', '!' or '?' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ..];

    private static bool IsJson(string text) => text is ['{' or '[', ..]
        && text.AsSpan(1).TrimStart() is ([] or ['"' or '{' or '[' or '}' or ']' or '-' or (>= '0' and <= '9'), ..]);

    private sealed record Binary(byte[] Magic, string Code, string What, string Remedy, int Offset = 0);

    private sealed record Textual(Func<string, bool> Is, string Code, string What, string Remedy);
}
