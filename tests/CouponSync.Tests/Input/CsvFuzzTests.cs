using System.Text;
using CouponSync.Input;
using CouponSync.Settings;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Input;

public sealed class CsvFuzzTests
{
    private static readonly string[] Pieces =
    [
        "a", "B", "7", " ", "", ",", ";", "\t", "\"", "\"\"", "\n", "\r", "\r\n", "é", "Ж", "漢字", "😀", "عربي", "|", "'", "=1+1",
        "long-" + new string('x', 300),
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, FullSize.Of(100, 300))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Cells_and_physical_lines_come_back_as_they_were_written(int seed)
    {
        var random = new Random(seed);
        var delimiter = ",;\t"[random.Next(3)];
        var newLine = (string[])["\n", "\r\n", "\r"];
        var fixedNewLine = random.Next(4) == 0 ? null : newLine[random.Next(3)];
        var columns = random.Next(1, 8);
        var text = new StringBuilder();
        var line = 1L;
        var expected = new List<(long Line, string[] Cells)>();

        // The text's lines as an editor counts them: a CR LF is one, also when the generator did not mean it.
        void Write(string piece) => text.Append(piece);
        void EndLine() => Write(fixedNewLine ?? newLine[random.Next(3)]);

        Write(string.Join(delimiter, Enumerable.Range(1, columns).Select(i => i == 1 ? "id" : $"metadata.k{i}")));
        EndLine();
        for (var row = 0; row < random.Next(0, 60); row++)
        {
            while (random.Next(5) == 0)
            {
                EndLine();
            }

            var cells = Enumerable.Range(0, columns).Select(i => i == 0 ? $"{row}{Cell(random)}" : Cell(random)).ToArray();
            var start = text.ToString();
            line = 1 + Lines(start);
            expected.Add((line, cells));
            for (var i = 0; i < columns; i++)
            {
                Write(i == 0 ? "" : delimiter.ToString());
                Write(Quoted(cells[i], delimiter, random));
            }

            EndLine();
        }

        if (random.Next(3) == 0)
        {
            text.Length -= 1;
        }

        var stream = new TricklingStream(Encoding.UTF8.GetBytes(text.ToString()), random);
        var file = await CsvFile.LoadAsync(
            new CsvInput("fuzz", () => stream),
            new CsvReadOptions { Delimiter = delimiter, SkipInvalid = true, BufferSize = 256 + random.Next(300) });

        // Some rows are invalid, a value being too long or an id there twice; none of them because of its form.
        file.Problems.Should().NotContain(static p => p.Kind.Contains("quote") || p.Kind.EndsWith("_cells"));
        var actual = file.Rows.Select(static r => (r.Line, r.Cells)).Concat(file.Failed.Select(static r => (r.Line, r.Cells)))
            .OrderBy(static r => r.Line).ToList();
        actual.Select(r => r.Line).Should().Equal(expected.Select(r => r.Line));
        for (var i = 0; i < expected.Count; i++)
        {
            actual[i].Cells.Should().Equal(expected[i].Cells);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Garbage_gives_rows_or_problems_and_never_anything_else(int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[random.Next(0, 3000)];
        random.NextBytes(bytes);
        var alphabet = "id,name;\"\n\r\t\0 é€x"u8.ToArray();
        for (var i = 0; i < bytes.Length && seed % 3 > 0; i++)
        {
            bytes[i] = alphabet[random.Next(alphabet.Length)];
        }

        byte[] start = seed % 2 == 0 ? [] : [.. "id,name\n"u8];
        byte[][] marks = [[], [0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF], [0x1F, 0x8B, 8, 0]];
        byte[] input = [.. marks[random.Next(9) is var m && m < 5 ? m : 0], .. start, .. bytes];

        var file = await CsvFile.LoadAsync(
            new CsvInput("garbage", () => new TricklingStream(input, random)),
            new CsvReadOptions { UnprefixedMetadata = seed % 5 == 0, BufferSize = 256 });

        (file.Rows.Count + file.Problems.Count).Should().BeGreaterThan(0);
        var lines = 1 + Lines(Encoding.Latin1.GetString(input));
        file.Problems.Should().OnlyContain(p => p.Line == null || (p.Line >= 1 && p.Line <= lines));
        file.Problems.Should().OnlyContain(p => p.Message.Length > 20);
        file.Rows.Select(r => r.Line).Should().BeInAscendingOrder();
    }

    private static string Cell(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(0, 5)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string Quoted(string cell, char delimiter, Random random) =>
        cell.AsSpan().IndexOfAny("\"\r\n") >= 0 || cell.Contains(delimiter, StringComparison.Ordinal) || random.Next(4) == 0
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;

    private static long Lines(string text)
    {
        var count = 0L;
        for (var i = 0; i < text.Length; i++)
        {
            count += text[i] == '\n' || (text[i] == '\r' && !(i + 1 < text.Length && text[i + 1] == '\n')) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Hands out a few bytes at a time, as a pipe may.</summary>
    private sealed class TricklingStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        private readonly int _most = random.Next(1, 40);

        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, random.Next(1, _most + 1)));
    }
}
