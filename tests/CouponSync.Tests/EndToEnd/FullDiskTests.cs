using CouponSync.Emulator;
using CouponSync.Emulator.Server;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>
/// Real processes that may write only so much to any one file, as on a disk that is full at that moment. Whatever file
/// it hits: one line says which and what to do, and the next run does what is left, once.
/// </summary>
public sealed class FullDiskTests : IAsyncLifetime, IDisposable
{
    private const int Rows = 300;

    private readonly TemporaryDirectory _directory = new();
    private readonly StripeEmulator _emulator = new(new EmulatorOptions { Limits = EmulatorLimits.None }, TimeProvider.System);
    private EmulatorServer _server = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_directory.File("home"));
        _emulator.Seed(Enumerable.Range(0, Rows).Select(static i => new EmulatorCoupon { Id = $"C{i}", Created = 1_600_000_000 + i }));
        _directory.Write("coupons.csv", "id,metadata[order_id]\n" + string.Concat(Enumerable.Range(0, Rows).Select(static i => $"C{i},{i}\n")));
        _server = await EmulatorServer.StartAsync(_emulator);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [SkippableByPlatformTheory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(36)]
    [InlineData(60)]
    public async Task A_file_that_cannot_grow_ends_the_run_in_order_and_the_next_one_does_the_rest_once(int kibibytes)
    {
        using (var full = RealProcess.StartWithFileLimit(kibibytes, _directory.File("home"), Sync))
        {
            var ended = await full.EndAsync();

            ended.ExitCode.Should().BeOneOf([4, 7], ended.Out + ended.Error);
            ended.Error.Should().NotContain("   at ", "a stack is for nobody who runs it");
            var line = ended.Error.Split('\n').First(static l => l.StartsWith("couponsync: ", StringComparison.Ordinal) || l.StartsWith("The ", StringComparison.Ordinal));
            line.Should().Contain(_directory.Path, "it names the file").And.MatchRegex("[Mm]ake room|State:Directory|Log:Directory");
        }

        var broken = Runs().LastOrDefault();
        string[] next = broken is not null && File.Exists(Path.Combine(broken, "plan.jsonl"))
            ? ["apply", Path.GetFileName(broken), .. Remote]
            : Sync;
        using var mended = RealProcess.Start(_directory.File("home"), next);
        var done = await mended.EndAsync();

        done.ExitCode.Should().Be(0, done.Out + done.Error);
        _emulator.Coupons().Should().OnlyContain(c => c.Metadata["order_id"] == c.Id.Substring(1));
        Enumerable.Range(0, Rows).Should().OnlyContain(i => _emulator.WritesApplied($"C{i}") == 1);
        using var again = RealProcess.Start(_directory.File("home"), Sync);
        (await again.EndAsync()).ExitCode.Should().Be(0);
        Enumerable.Range(0, Rows).Should().OnlyContain(i => _emulator.WritesApplied($"C{i}") == 1);
    }

    private string[] Remote => ["--rate", "1000", "-q", "--api-base", _server.Address.ToString().TrimEnd('/')];

    private string[] Sync => ["sync", _directory.File("coupons.csv"), "--state-dir", _directory.File("home/.couponsync"), "--log-dir", _directory.File("home/logs"), .. Remote];

    private string[] Runs()
    {
        var runs = _directory.File("home/.couponsync/runs");
        return Directory.Exists(runs) ? [.. Directory.GetDirectories(runs).Order(StringComparer.Ordinal)] : [];
    }
}
