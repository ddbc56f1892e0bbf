using CouponSync.Files;
using CouponSync.Tests.EndToEnd;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Files;

[Trait("Needs", "Unix")]
public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("no/report.md", "There is no directory")]
    [InlineData("directory", "is a directory")]
    [InlineData("file/", "is the name of a directory")]
    [InlineData("missing/", "is the name of a directory")]
    [InlineData("file/x", "is a file, where a directory belongs")]
    [InlineData("circle", "leads back to itself")]
    public async Task What_cannot_be_written_is_noticed_before_the_work(string name, string why)
    {
        Directory.CreateDirectory(_directory.File("directory"));
        File.WriteAllText(_directory.File("file"), "mine");
        File.CreateSymbolicLink(_directory.File("circle"), "other");
        File.CreateSymbolicLink(_directory.File("other"), "circle");

        var open = () => OpenAsync(_directory.File(name));

        (await open.Should().ThrowAsync<IOException>()).Which.Message.Should().Contain(why);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    public async Task No_file_is_named_by_nothing_or_a_dash(string name)
    {
        var open = () => OpenAsync(name);

        await open.Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_noticed_before_the_work()
    {
        var open = () => OpenAsync(_directory.File(new string('n', 300)));

        await open.Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task Looking_at_a_place_leaves_nothing_there()
    {
        (await OpenAsync(_directory.File("report.md"))).Dispose();

        Directory.GetFileSystemEntries(_directory.Path).Should().BeEmpty();
    }

    [Theory]
    [InlineData("old")]
    [InlineData(null)]
    public async Task What_a_link_leads_to_is_replaced_and_the_link_stays(string? before)
    {
        Directory.CreateDirectory(_directory.File("there"));
        var real = _directory.File("there/real.md");
        if (before is not null)
        {
            await File.WriteAllTextAsync(real, before);
        }

        File.CreateSymbolicLink(_directory.File("link.md"), Path.Combine("there", "real.md"));
        using var output = await OpenAsync(_directory.File("link.md"));

        await output.WriteAsync(static stream => stream.WriteAsync("new"u8.ToArray()).AsTask());

        new FileInfo(_directory.File("link.md")).LinkTarget.Should().Be(Path.Combine("there", "real.md"));
        (await File.ReadAllTextAsync(real)).Should().Be("new");
        Directory.GetFileSystemEntries(_directory.File("there")).Should().Equal(real);
    }

    [SkippableOnWindowsFact]
    public async Task A_link_in_a_linked_directory_leads_where_the_system_says()
    {
        Directory.CreateDirectory(_directory.File("deep/inner"));
        File.CreateSymbolicLink(_directory.File("deep/inner/link.md"), "../real.md");
        Directory.CreateSymbolicLink(_directory.File("short"), _directory.File("deep/inner"));
        using var output = await OpenAsync(_directory.File("short/link.md"));

        await output.WriteAsync(static stream => stream.WriteAsync("new"u8.ToArray()).AsTask());

        (await File.ReadAllTextAsync(_directory.File("deep/real.md"))).Should().Be("new");
    }

    [SkippableOnWindowsFact]
    public async Task A_device_is_written_into_and_stays_one()
    {
        File.CreateSymbolicLink(_directory.File("null.json"), "/dev/null");
        using var output = await OpenAsync(_directory.File("null.json"));

        await output.WriteAsync(static stream => stream.WriteAsync("new"u8.ToArray()).AsTask());

        output.IsFile.Should().BeFalse();
        FileTarget.Of("/dev/null").Kind.Should().Be(FileKind.Device);
    }

    [SkippableOnWindowsFact]
    public void A_file_is_the_same_by_whatever_name()
    {
        var file = _directory.Write("a.csv", "id\n");
        Directory.CreateDirectory(_directory.File("d"));
        File.CreateSymbolicLink(_directory.File("soft"), "a.csv");
        Directory.CreateSymbolicLink(_directory.File("d/up"), "..");
        var a = FileTarget.Of(file);

        foreach (var name in new[] { "d/../a.csv", "./a.csv", "soft", "d/up/a.csv", "d/up/soft" })
        {
            FileTarget.Of(_directory.File(name)).IsSameAs(a).Should().BeTrue(name);
        }

        FileTarget.Of(_directory.Write("b.csv", "id\n")).IsSameAs(a).Should().BeFalse();
        FileTarget.Of(_directory.File("new")).IsSameAs(FileTarget.Of(_directory.File("d/up/new"))).Should().BeTrue("it is not there yet");
        FileTarget.Of(_directory.File("new")).IsSameAs(FileTarget.Of(_directory.File("d/new"))).Should().BeFalse();
    }

    private static async Task<OutputFile> OpenAsync(string path)
    {
        var output = OutputFile.At(path);
        await output.OpenAsync(static _ => Stream.Null, TimeProvider.System, CancellationToken.None);
        return output;
    }
}
