using CouponSync.Emulator.Server;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Emulator;

public sealed class StateLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("new/")]
    public void A_directory_is_refused(string name)
    {
        var path = Path.Combine(_directory.Path, name);

        this.Invoking(_ => StateLock.Take(path)).Should().Throw<IOException>().WithMessage($"{path} is a directory; --state takes a file.");
        Directory.EnumerateFileSystemEntries(_directory.Path).Should().BeEmpty();
    }

    [Fact]
    public void A_state_file_has_one_server_at_a_time()
    {
        var path = _directory.File("made/state.jsonl");
        using (StateLock.Take(path))
        {
            this.Invoking(_ => StateLock.Take(path)).Should().Throw<IOException>().WithMessage($"*keeps its state in {path}.*");
            using var other = StateLock.Take(_directory.File("made/other.jsonl"));
        }

        using var next = StateLock.Take(path);
    }
}
