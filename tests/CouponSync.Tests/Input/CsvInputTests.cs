using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CouponSync.Input;
using CouponSync.Settings;

namespace CouponSync.Tests.Input;

public sealed class CsvInputTests
{
    private const string Text = "id,name\nA,Чай\nB,\"x\ny\"\nC,漢😀\n";

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(Text) },
        { "UTF-8 with a mark", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Text)] },
        { "UTF-16 little endian", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Text)] },
        { "UTF-16 big endian", [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Text)] },
        { "gzip", Gzip(Encoding.UTF8.GetBytes(Text)) },
        { "gzip in two members", [.. Gzip(Encoding.UTF8.GetBytes(Text[..12])), .. Gzip(Encoding.UTF8.GetBytes(Text[12..]))] },
        { "gzip of UTF-16", Gzip([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Text)]) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Every_encoding_reads_the_same(string encoding, byte[] bytes)
    {
        var file = await CsvFile.LoadAsync(bytes);

        file.Problems.Should().BeEmpty(encoding);
        file.Rows.Select(r => (r.Line, r.Id, r.Name)).Should().Equal((2, "A", "Чай"), (3, "B", "x\ny"), (5, "C", "漢😀"));
        file.Loaded.Sha256.Should().Be(Convert.ToHexStringLower(SHA256.HashData(bytes)), "it is of the raw bytes");
    }

    [Theory]
    [InlineData("D8 3D 00 41")]
    [InlineData("D8 3D")]
    [InlineData("DE 00 00 41")]
    [InlineData("00")]
    public async Task Half_a_UTF16_character_is_a_problem_of_its_line(string bytes)
    {
        byte[] input = [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes("id,name\nA,x\nB,y"), .. Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal))];

        var problem = (await CsvFile.LoadAsync(input)).OnlyError();

        (problem.Kind, problem.Line, problem.Column).Should().Be(("wrong_encoding", 3, "name"));
    }

    [Fact]
    public async Task A_character_may_lie_across_any_two_reads()
    {
        var name = "é漢😀";
        for (var length = 65_500; length < 65_560; length++)
        {
            var padding = new string('x', length);
            var file = await CsvFile.LoadAsync($"id,metadata[a]\n{padding[..4900]},x\nB,{name}\nC,{padding}{name}\n", new CsvReadOptions { SkipInvalid = true });

            file.Rows.Select(r => r.Metadata[0].Value).Should().Equal("x", name);
            file.Failed.Should().ContainSingle().Which.Cells[1].Should().Be(padding + name);
        }
    }

    [Fact]
    public async Task A_dash_is_standard_input()
    {
        var opened = 0;
        var input = CsvInput.From("-", () =>
        {
            opened++;
            return new MemoryStream(Encoding.UTF8.GetBytes(Text));
        });

        var file = await CsvFile.LoadAsync(input);

        file.Rows.Should().HaveCount(3);
        input.Name.Should().Be("standard input");
        opened.Should().Be(1);
    }

    [Fact]
    public async Task A_path_is_a_file()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv.gz");
        await File.WriteAllBytesAsync(path, Gzip(Encoding.UTF8.GetBytes(Text)));
        try
        {
            (await CsvFile.LoadAsync(CsvInput.From(path, () => throw new InvalidOperationException()))).Rows.Should().HaveCount(3);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("sep=;\r\nid;name\r\nA;x,y\r\n", 3)]
    [InlineData("sep=;\nid;name\n\nA;x,y\n", 4)]
    [InlineData("\uFEFFid;name;;\r\nA;\"x,y\";;\r\n;;;\r\n;;;\r\n", 2)]
    [InlineData("id\tname\nA\tx,y", 2)]
    [InlineData("id,name\rA,\"x,y\"\r", 2)]
    [InlineData("id;name\nA;x,y", 2)]
    [InlineData("\"a,b\";\"id\";name\n;A;x,y", 2)]
    [InlineData("\n\n\"id\",\"name\"\n\n  \nA,\"x,y\"\n\n", 6)]
    [InlineData("id,name,\nA,\"x,y\"\n", 2)]
    public async Task What_spreadsheets_write_is_understood(string text, long line)
    {
        var file = await CsvFile.LoadAsync(text, new CsvReadOptions { UnprefixedMetadata = true });

        file.Problems.Should().BeEmpty();
        file.Rows.Select(r => (r.Line, r.Id, r.Name)).Should().Equal((line, "A", "x,y"));
    }

    [Fact]
    public async Task A_delimiter_that_is_not_clear_must_be_said()
    {
        // By commas there is an id in the first place, by semicolons in the third, and every row fits both readings.
        var unclear = (await CsvFile.LoadAsync("id,a;b,c;id;d\nA,x;y,z;B;v\n")).OnlyError();

        (unclear.Kind, unclear.Line).Should().Be(("ambiguous_delimiter", 1));
        unclear.Message.Should().Be(
            "The columns could be separated by a comma or by a semicolon. Say which with Csv:Delimiter or --delimiter.");
    }

    [Fact]
    public async Task The_delimiter_can_be_said()
    {
        var file = await CsvFile.LoadAsync("id|name\nA|x;y,z\n", new CsvReadOptions { Delimiter = '|' });

        file.Rows.Single().Name.Should().Be("x;y,z");
    }

    [Fact]
    public async Task The_delimiter_that_was_said_is_stronger_than_the_line_that_names_one()
    {
        var file = await CsvFile.LoadAsync("sep=;\nid|name\nA|x;y\n", new CsvReadOptions { Delimiter = '|' });

        file.Rows.Single().Name.Should().Be("x;y");
    }

    [Fact]
    public async Task A_delimiter_that_cannot_be_one_is_refused() =>
        (await CsvFile.LoadAsync("id\nA\n", new CsvReadOptions { Delimiter = '"' })).OnlyError().Kind.Should().Be("invalid_delimiter");

    [Fact]
    public async Task Cancelling_ends_a_read_that_never_returns()
    {
        using var silent = new SilentStream();
        using var cancellation = new CancellationTokenSource();
        var directory = Directory.CreateTempSubdirectory("couponsync-test-");
        try
        {
            var load = CsvLoader.LoadAsync(new CsvInput("-", () => silent), new CsvReadOptions(), directory.FullName, cancellation.Token);
            await cancellation.CancelAsync();

            await load.Invoking(l => l).Should().ThrowAsync<OperationCanceledException>();
        }
        finally
        {
            silent.Release();
            directory.Delete(recursive: true);
        }
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    private sealed class SilentStream : MemoryStream
    {
        private readonly ManualResetEventSlim _released = new();

        public void Release() => _released.Set();

        public override int Read(byte[] buffer, int offset, int count)
        {
            _released.Wait();
            return 0;
        }
    }
}
