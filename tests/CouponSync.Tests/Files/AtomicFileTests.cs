using CouponSync.Files;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Files;

[Trait("Needs", "Unix")]
public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_is_written_appears_in_one_step_and_nothing_is_left_beside_it()
    {
        var path = _directory.Write("a.json", "old");

        await AtomicFile.WriteAsync(path, async stream =>
        {
            await stream.WriteAsync("new"u8.ToArray());
            await stream.FlushAsync();
            File.ReadAllText(path).Should().Be("old", "nobody sees half of it");
        });

        File.ReadAllText(path).Should().Be("new");
        Directory.GetFileSystemEntries(_directory.Path).Should().Equal(path);
    }

    [Fact]
    public async Task What_breaks_off_leaves_the_old_file_and_nothing_beside_it()
    {
        var path = _directory.Write("a.json", "old");

        var write = () => AtomicFile.WriteAsync(path, async stream =>
        {
            await stream.WriteAsync("new"u8.ToArray());
            throw new IOException("No space left on device");
        });

        await write.Should().ThrowAsync<IOException>();
        File.ReadAllText(path).Should().Be("old");
        Directory.GetFileSystemEntries(_directory.Path).Should().Equal(path);
    }

    [Fact]
    public void A_link_under_the_name_of_a_new_file_is_refused_and_what_it_points_to_untouched()
    {
        var precious = _directory.Write("precious", "mine");
        var planted = _directory.File("planted");
        File.CreateSymbolicLink(planted, precious);

        var create = () => PrivateFiles.CreateNew(planted, FileReaders.Owner).Dispose();

        create.Should().Throw<IOException>();
        File.ReadAllText(precious).Should().Be("mine");
    }

    [Fact]
    public void The_half_written_file_has_another_name_each_time()
    {
        using var first = AtomicFile.Create(_directory.File("a.json"));
        using var second = AtomicFile.Create(_directory.File("a.json"));

        first.Stream.Name.Should().NotBe(second.Stream.Name);
        new[] { first.Stream.Name, second.Stream.Name }.Should().OnlyContain(static n => n.EndsWith(".tmp"), "no collector takes it for a whole one");
    }

    [Fact]
    public async Task A_name_may_be_as_long_as_names_can_be()
    {
        var path = _directory.File(new string('n', 250) + ".json");

        await AtomicFile.WriteAsync(path, static stream => stream.WriteAsync("x"u8.ToArray()).AsTask());

        File.ReadAllText(path).Should().Be("x");
    }

    [Theory]
    [InlineData(false, "rw-------")]
    [InlineData(true, "rw-r--r--")]
    public async Task It_can_be_read_by_whom_it_is_for_whatever_was_there(bool isForAll, string expected)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = _directory.Write("a.prom", "old");
        File.SetUnixFileMode(path, isForAll ? UnixFileMode.UserRead : (UnixFileMode)0x1FF);

        await AtomicFile.WriteAsync(path, static _ => Task.CompletedTask, isForAll ? FileReaders.Everybody : FileReaders.Owner);

        var mode = File.GetUnixFileMode(path);
        string.Concat(Enumerable.Range(0, 9).Select(i => ((int)mode & (0x100 >> i)) != 0 ? "rwxrwxrwx"[i] : '-')).Should().Be(expected);
    }
}
