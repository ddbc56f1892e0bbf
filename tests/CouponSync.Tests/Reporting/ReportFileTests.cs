using System.Text;
using CouponSync.Reporting;

namespace CouponSync.Tests.Reporting;

public sealed class ReportFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couponsync-report-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("report.json", "{")]
    [InlineData("report.CSV", "line,id,action")]
    [InlineData("report.md", "## ")]
    public async Task The_extension_tells_the_kind(string name, string start)
    {
        await ReportFile.WriteAsync(SampleReports.Create(3), PathOf(name), CancellationToken.None);

        var bytes = await File.ReadAllBytesAsync(PathOf(name));
        Encoding.UTF8.GetString(bytes).Should().StartWith(start);
        bytes[0].Should().NotBe(0xEF, "there is no byte order mark");
    }

    [Theory]
    [InlineData("report.txt")]
    [InlineData("report")]
    [InlineData("json")]
    [InlineData("-")]
    public async Task Another_extension_is_refused_with_the_ones_that_are_known(string name)
    {
        ReportFile.Check(PathOf(name)).Should().Contain(name).And.Contain("must end in .json, .csv");
        var write = () => ReportFile.WriteAsync(SampleReports.Create(3), PathOf(name), CancellationToken.None);
        await write.Should().ThrowAsync<ArgumentException>();
        _folder.EnumerateFiles().Should().BeEmpty();
    }

    [Fact]
    public async Task Only_the_owner_can_read_a_report()
    {
        await File.WriteAllTextAsync(PathOf("r.json"), "an older one that anybody could read");
        await ReportFile.WriteAsync(SampleReports.Create(3), PathOf("r.json"), CancellationToken.None);

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(PathOf("r.json")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_report_that_breaks_off_leaves_the_old_one_in_place()
    {
        await File.WriteAllTextAsync(PathOf("r.json"), "old");
        var broken = SampleReports.Create(3) with { Changes = Broken() };

        var write = () => ReportFile.WriteAsync(broken, PathOf("r.json"), CancellationToken.None);

        await write.Should().ThrowAsync<InvalidDataException>();
        (await File.ReadAllTextAsync(PathOf("r.json"))).Should().Be("old");
        _folder.EnumerateFiles().Should().ContainSingle();
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static IEnumerable<ReportedChange> Broken()
    {
        yield return SampleReports.Update("A", "k", "1", "2");
        throw new InvalidDataException("plan.jsonl:2 is broken");
    }
}
