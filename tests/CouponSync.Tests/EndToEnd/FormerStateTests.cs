using System.Globalization;
using System.IO.Compression;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>
/// Goes on from a state directory that the program of 615a264 left (TestData/state-615a264/README.md says what is in
/// it). What counts is what becomes of the coupons; how many requests that takes is not its matter.
/// </summary>
public sealed class FormerStateTests
{
    private const string Complete = "2026-11-20T020000Z-8968";
    private const string DryRun = "2026-11-20T090000Z-878a";
    private const string Stopped = "2026-11-21T020000Z-cfe6";
    private const string Killed = "2026-11-21T030000Z-25b8";

    [Fact]
    public async Task A_saved_plan_is_applied_under_its_digest_and_its_keys()
    {
        using var world = await OpenAsync();

        var run = await world.RunAsync(
            "apply", world.File("saved-plan.jsonl"), "--sha256", "2704a16446f6e4f5c2e03948926e6752f30b14313c17039496ed895fe5dab379");

        run.ExitCode.Should().Be(0, run.Out + run.Error);
        run.Count("applied").Should().Be(8);
        foreach (var i in Enumerable.Range(10, 8))
        {
            Values(world, i).Should().Equal($"note=Zeile {i}\n– zwei", $"order_id=m-{i}");
        }

        Keys(world).Should().BeEquivalentTo(
            "couponsync-2026-11-20T090000Z-878a-1-586d3dd88631e7f75d86ac37",
            "couponsync-2026-11-20T090000Z-878a-2-414c355c688d2e49d43a5d76",
            "couponsync-2026-11-20T090000Z-878a-3-1814f4376076538051e86663",
            "couponsync-2026-11-20T090000Z-878a-4-269f9e9981c490c0e242f7cb",
            "couponsync-2026-11-20T090000Z-878a-5-381ff3f6d33a9f7e438fbdb2",
            "couponsync-2026-11-20T090000Z-878a-6-77a3454762e07de12bd74e2d",
            "couponsync-2026-11-20T090000Z-878a-7-6942aa1fbc340b81aeb68703",
            "couponsync-2026-11-20T090000Z-878a-8-60de5cf64c85ebad6719be5a");
    }

    [Fact]
    public async Task A_change_whose_key_holds_a_failure_is_sent_again_under_the_next_key()
    {
        using var world = await OpenAsync();
        world.Emulator.Faults.Add("500-before@POST /v1/coupons/C10:count=1");

        (await world.RunAsync("apply", world.File("saved-plan.jsonl"))).ExitCode.Should().Be(0);

        Keys(world).Should().Contain("couponsync-2026-11-20T090000Z-878a-1-586d3dd88631e7f75d86ac37").And.Contain("couponsync-2026-11-20T090000Z-878a-1-586d3dd88631e7f75d86ac37-r2");
        world.Emulator.WritesApplied("C10").Should().Be(1);
    }

    [Fact]
    public async Task A_killed_run_is_gone_on_with_and_the_whole_of_it_can_be_taken_back()
    {
        using var world = await OpenAsync();

        var resumed = await world.RunAsync("apply", Killed);

        resumed.ExitCode.Should().Be(0, resumed.Out + resumed.Error);
        resumed.Count("applied").Should().Be(7);
        OrderIds(world, 28, 7).Should().Equal(Enumerable.Range(28, 7).Select(static i => $"k-{i}"));
        Writes(world, 28, 7).Should().OnlyContain(static count => count == 1);

        var undone = await world.RunAsync("revert", resumed.RunId());
        undone.ExitCode.Should().Be(0, undone.Out + undone.Error);
        OrderIds(world, 28, 7).Should().OnlyContain(static value => value == "old");
    }

    [Fact]
    public async Task A_run_that_was_stopped_in_order_is_gone_on_with()
    {
        using var world = await OpenAsync();

        var resumed = await world.RunAsync("apply", Stopped);

        resumed.ExitCode.Should().Be(0, resumed.Out + resumed.Error);
        OrderIds(world, 18, 10).Should().Equal(Enumerable.Range(18, 10).Select(static i => $"s-{i}"));
        Writes(world, 18, 10).Should().OnlyContain(static count => count == 1);
    }

    [Fact]
    public async Task What_a_stopped_run_made_is_taken_back_and_nothing_else()
    {
        using var world = await OpenAsync();

        var undone = await world.RunAsync("revert", Stopped);

        undone.ExitCode.Should().Be(0, undone.Out + undone.Error);
        OrderIds(world, 18, 10).Should().OnlyContain(static value => value == "old");
        Writes(world, 18, 10).Should().Equal(2, 2, 2, 2, 2, 0, 0, 0, 0, 0);
    }

    [Fact]
    public async Task The_failed_rows_of_a_stopped_run_are_synced()
    {
        using var world = await OpenAsync();

        var run = await world.RunAsync("sync", Path.Combine(world.File("state/runs"), Stopped, "errors.csv"));

        (run.ExitCode, run.Count("rows")).Should().Be((0, 1), run.Out + run.Error);
        OrderIds(world, 19, 1).Should().Equal("s-19");
    }

    [Fact]
    public async Task A_complete_run_is_taken_back()
    {
        using var world = await OpenAsync();

        var undone = await world.RunAsync("revert", Complete, "--delete-created");

        undone.ExitCode.Should().Be(0, undone.Out + undone.Error);
        OrderIds(world, 0, 8).Should().OnlyContain(static value => value == "old");
        var odd = world.Emulator.Find("a+b=c? é")!;
        (odd.Name, odd.Metadata["order_id"], odd.Metadata["owner"]).Should().Be(("Odd", "old", "Müller, Anna"));
        world.Emulator.Find("NEW1").Should().BeNull();
    }

    [Fact]
    public async Task The_runs_are_listed_and_shown()
    {
        using var world = await OpenAsync();

        var list = await world.RunAsync("runs");

        list.ExitCode.Should().Be(0, list.Out + list.Error);
        foreach (var id in (string[])[Complete, DryRun, Stopped, Killed])
        {
            list.Out.Should().Contain(id);
            var shown = await world.RunAsync("runs", id);
            shown.ExitCode.Should().Be(0, shown.Out + shown.Error);
            shown.Out.Should().Contain(id);
        }
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("incremental")]
    [InlineData("list")]
    [InlineData("retrieve")]
    public async Task The_next_night_sees_every_coupon_as_it_is(string fetch)
    {
        // Wherever the snapshot may be behind, the file wants what the snapshot may still have: what the killed run and the
        // one update wrote must be seen, and so must what others did since. Without the audit, which might find it by chance.
        using var world = await OpenAsync();
        world.Variables["COUPONSYNC_Snapshot__AuditPages"] = "0";
        world.ChangeElsewhere("C33", "order_id", "theirs");
        world.ChangeElsewhere("C05", "note", "theirs");
        var input = world.Write("coupons.csv", "id,metadata[order_id],metadata[note]\n" + string.Concat(Enumerable.Range(0, 40).Select(static i => $"{Id(i)},old,\n")));

        var night = await world.RunAsync("sync", input, "--empty-cells", "unset", "--fetch", fetch);
        var quiet = await world.RunAsync("sync", input, "--empty-cells", "unset", "--fetch", fetch);

        night.ExitCode.Should().Be(0, night.Out + night.Error);
        for (var i = 0; i < 40; i++)
        {
            Values(world, i).Should().Equal("order_id=old");
        }

        (quiet.ExitCode, quiet.Count("update"), quiet.Count("unchanged")).Should().Be((0, 0, 40));
    }

    [Fact]
    public async Task A_file_with_less_than_half_its_former_rows_is_refused()
    {
        using var world = await OpenAsync();

        var cut = await world.RunAsync("sync", world.WriteRows("nightly.csv", [("C00", "cut"), ("C01", "cut")]));

        cut.ExitCode.Should().Be(5, cut.Out + cut.Error);
        OrderIds(world, 0, 2).Should().Equal("n-0", "n-1");
    }

    private static async Task<World> OpenAsync()
    {
        var world = World.With();
        var from = Path.Combine(AppContext.BaseDirectory, "TestData", "state-615a264");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var isPacked = Path.GetExtension(file) == ".gz";
            var copy = world.File(Path.GetRelativePath(from, isPacked ? Path.ChangeExtension(file, null) : file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            using Stream source = isPacked ? new GZipStream(File.OpenRead(file), CompressionMode.Decompress) : File.OpenRead(file);
            using var target = File.Create(copy);
            source.CopyTo(target);
        }

        // A state directory is its owner's alone, which a repository cannot keep.
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            foreach (var path in Directory.EnumerateFileSystemEntries(world.File("state"), "*", SearchOption.AllDirectories).Prepend(world.File("state")))
            {
                File.SetUnixFileMode(path, Directory.Exists(path) ? owner | UnixFileMode.UserExecute : owner);
            }
        }

        var inputs = world.File("state/inputs/acct_1CouponSyncEmulat-test.json");
        File.WriteAllText(inputs, File.ReadAllText(inputs).Replace("/srv/coupons/nightly.csv", world.File("nightly.csv").Replace(@"\", @"\\", StringComparison.Ordinal), StringComparison.Ordinal));
        await world.Emulator.LoadAsync(world.File("account.jsonl"));
        world.Emulator.Seed(Enumerable.Range(0, 1000).Select(static i => new EmulatorCoupon
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"F{i:000}"),
            Created = 1_500_000_000 + (i * 3600),
            Terms = new EmulatorTerms { PercentOff = 5 },
            Metadata = EmulatorMetadata.From([new("order_id", "old")]),
        }));
        return world;
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"C{number:00}");

    private static List<string> Values(World world, int number) =>
        [.. world.Emulator.Find(Id(number))!.Metadata.Select(static m => $"{m.Key}={m.Value}").Order(StringComparer.Ordinal)];

    private static List<string> OrderIds(World world, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => world.OrderId(Id(i)))];

    private static List<int> Writes(World world, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => world.Emulator.WritesApplied(Id(i)))];

    private static IEnumerable<string?> Keys(World world) =>
        world.Emulator.RequestLog.Snapshot().Where(static r => r.Method == "POST").Select(static r => r.IdempotencyKey).Distinct();
}
