using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>What another user of the machine may have planted where runs keep their files, and what he can read of them.</summary>
public sealed class StateDirectoryTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = (UnixFileMode)0x3F;
    private const string Victim = "precious";

    private readonly World _world = World.With(coupons: 3);

    public void Dispose() => _world.Dispose();

    [SkippableByPlatformTheory]
    [InlineData("runs")]
    [InlineData("runs/RUN")]
    [InlineData("runs/RUN/plan.jsonl")]
    [InlineData("runs/RUN/results.jsonl")]
    [InlineData("runs/RUN/report.json")]
    [InlineData("snapshots")]
    [InlineData("snapshots/DB")]
    [InlineData("snapshots/DB.new")]
    [InlineData("snapshots/DB.written")]
    [InlineData("snapshots/DB-journal")]
    [InlineData("locks")]
    [InlineData("locks/acct_1CouponSyncEmulat-test.lock")]
    [InlineData("locks/acct_1CouponSyncEmulat-test.owner")]
    [InlineData("locks/test.lock")]
    [InlineData("locks/accounts.lock")]
    [InlineData("inputs")]
    [InlineData("inputs/acct_1CouponSyncEmulat-test.json")]
    [InlineData("accounts.json")]
    [InlineData("emulator/account.jsonl")]
    public async Task A_link_in_the_state_directory_is_refused_and_what_it_leads_to_is_untouched(string name)
    {
        var file = _world.WriteChanged(3, 3);
        (await _world.NightAsync(file)).ExitCode.Should().Be(0);
        var run = Path.GetFileName(_world.Runs().Single());
        var path = _world.File("state/" + name.Replace("RUN", run, StringComparison.Ordinal).Replace("DB", "acct_1CouponSyncEmulat-test.db", StringComparison.Ordinal));
        // What was there is behind the link, so that whoever followed it would find all in order.
        var behind = _world.File(Victim);
        if (Directory.Exists(path))
        {
            Directory.Move(path, behind);
        }
        else if (File.Exists(path))
        {
            File.Move(path, behind);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(behind, Victim);
        }

        File.CreateSymbolicLink(path, behind);
        var before = Contents(behind);

        foreach (var command in new string[][]
        {
            ["sync", _world.WriteRows("next.csv", [("C0", "next")])], ["apply", run], ["revert", run],
            ["update", "C0", "-m", "a=b"], ["export"], ["sync", file, "--emulator"], ["runs"],
        })
        {
            var refused = await _world.RunAsync(command);

            refused.ExitCode.Should().Be(4, "of {0}: {1}{2}", command[0], refused.Error, refused.Out);
            refused.Error.Should().Contain("is a link").And.Contain("remove it");
        }

        Contents(behind).Should().Be(before);
        _world.OrderId("C0").Should().Be("new");
    }

    [SkippableByPlatformTheory]
    [InlineData("")]
    [InlineData("runs")]
    [InlineData("snapshots")]
    [InlineData("accounts.json")]
    [InlineData("locks/test.lock")]
    public async Task What_belongs_to_another_user_is_not_used(string name)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        var file = _world.WriteChanged(3, 3);
        (await _world.NightAsync(file)).ExitCode.Should().Be(0);
        using (var chown = Process.Start("chown", ["12345", _world.File("state/" + name)]))
        {
            await chown.WaitForExitAsync();
        }

        foreach (var command in new string[][] { ["sync", file], ["runs"], ["update", "C0", "-m", "a=b"] })
        {
            var refused = await _world.RunAsync(command);

            refused.ExitCode.Should().Be(4, refused.Error);
            refused.Error.Should().Contain("belongs to another user").And.Contain("12345");
        }
    }

    [SkippableByPlatformTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_planted_log_is_not_written_into(bool exists)
    {
        Directory.CreateDirectory(_world.File("logs"));
        var victim = _world.File(Victim);
        if (exists)
        {
            File.WriteAllText(victim, Victim);
        }

        File.CreateSymbolicLink(_world.File(string.Create(CultureInfo.InvariantCulture, $"logs/couponsync-{_world.Clock.GetLocalNow():yyyyMMdd}.log")), victim);

        var run = await _world.RunAsync("sync", _world.WriteChanged(3, 3));

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain("is a link");
        (File.Exists(victim) ? File.ReadAllText(victim) : null).Should().Be(exists ? Victim : null);
    }

    [SkippableByPlatformTheory]
    [InlineData("link")]
    [InlineData("link/below")]
    public async Task The_state_directory_itself_may_be_reached_by_a_link(string path)
    {
        Directory.CreateDirectory(_world.File("volume"));
        Directory.CreateSymbolicLink(_world.File("link"), _world.File("volume"));

        var run = await _world.RunRawAsync("sync", _world.WriteChanged(3, 3), "--state-dir", _world.File(path), "--log-dir", _world.File("logs"));

        run.ExitCode.Should().Be(0, run.Error);
    }

    [UnsupportedOSPlatform("windows")]
    [SkippableByPlatformTheory]
    [InlineData("0000")]
    [InlineData("0022")]
    public async Task Nobody_else_can_read_what_a_run_leaves_whatever_the_umask_and_everybody_the_metrics(string umask)
    {
        await using var world = await World.ServedAsync(coupons: 3);
        var run = world.StartInShell(
            $"umask {umask}; \"$@\"", "sync", world.WriteNew(3), "--yes", "--plan", world.File("p.jsonl"), "--metrics", world.File("metrics/deep/m.prom"),
            "--report", world.File("r.html"), "--report", world.File("r.csv"), "--fetch", "list");
        (await run.EndAsync()).ExitCode.Should().Be(0);
        run.Dispose();
        (await world.RunProcessAsync("export", "-o", world.File("export.csv"))).ExitCode.Should().Be(0);

        string[] own = [world.File("p.jsonl"), world.File("r.html"), world.File("r.csv"), world.File("export.csv")];
        var files = Directory.GetFiles(world.File("state"), "*", SearchOption.AllDirectories).Concat(Directory.GetFiles(world.File("logs"))).Concat(own).ToList();
        files.Should().HaveCountGreaterThan(10);
        files.Where(static f => File.GetUnixFileMode(f) != Owner).Should().BeEmpty();
        string[] directories = [world.File("state"), world.File("logs"), .. Directory.GetDirectories(world.File("state"), "*", SearchOption.AllDirectories)];
        directories.Where(static d => (File.GetUnixFileMode(d) & Others) != 0).Should().BeEmpty();
        File.GetUnixFileMode(world.File("metrics/deep/m.prom")).Should().Be(Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        foreach (var directory in (string[])["metrics", "metrics/deep"])
        {
            (File.GetUnixFileMode(world.File(directory)) & Others).Should().Be((UnixFileMode)0x2D, "a collector looks in from outside");
        }
    }

    private static string Contents(string path) => File.Exists(path)
        ? Convert.ToHexString(File.ReadAllBytes(path))
        : string.Concat(Directory.GetFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(static f => f + Convert.ToHexString(File.ReadAllBytes(f))));
}
