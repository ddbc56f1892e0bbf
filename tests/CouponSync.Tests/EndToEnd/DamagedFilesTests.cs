using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Whatever stands in the place of a file that runs keep, no command ends in a fault of the program.</summary>
public sealed class DamagedFilesTests
{
    [Theory]
    [InlineData("directory")]
    [InlineData("garbage")]
    [InlineData("empty")]
    [InlineData("other JSON")]
    public async Task No_command_ends_in_a_fault(string kind)
    {
        string[] names;
        using (var whole = await CreateAsync())
        {
            names = [.. Directory.GetFiles(whole.File("state"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(whole.File("state"), f))];
        }

        foreach (var name in names)
        {
            // Each run has an id of its own, so the name is looked for by its place.
            using var world = await CreateAsync();
            var path = Directory.GetFiles(world.File("state"), Path.GetFileName(name), SearchOption.AllDirectories).First();
            Damage(path, kind);
            var id = Path.GetFileName(world.Runs()[0]);

            foreach (var command in new string[][]
            {
                ["runs"],
                ["runs", id],
                ["sync", world.File("coupons.csv"), "--dry-run"],
                ["apply", id, "--dry-run"],
                ["revert", id, "--dry-run"],
                ["update", "C1", "-m", "a=b"],
                ["sync", world.File("coupons.csv")],
            })
            {
                var run = await world.RunAsync(command);

                run.ExitCode.Should().BeOneOf([0, 1, 3, 4, 7], "of {0} with {1} for {2}: {3}", command[0], kind, name, run.Error);
                (run.Out + run.Error).Should().NotContain("   at ");
            }
        }
    }

    [Theory]
    [InlineData("missing", "apply")]
    [InlineData("missing", "revert")]
    [InlineData("empty", "apply")]
    [InlineData("empty", "revert")]
    [InlineData("directory", "apply")]
    [InlineData("directory", "revert")]
    [InlineData("first line only", "apply")]
    [InlineData("first line only", "revert")]
    [InlineData("NUL", "revert")]
    [InlineData("lines lost", "revert")]
    [InlineData("newer", "apply")]
    [InlineData("newer", "revert")]
    public async Task Results_that_are_gone_or_not_understood_are_refused_by_name_where_the_report_counts_some(string kind, string command)
    {
        using var world = await CreateAsync();
        var id = Path.GetFileName(world.Runs().Single());
        var path = world.File($"state/runs/{id}/results.jsonl");
        if (kind == "newer")
        {
            File.WriteAllText(path, File.ReadAllText(path).Replace("couponsync.results/2", "couponsync.results/9", StringComparison.Ordinal));
        }
        else if (kind == "missing")
        {
            File.Delete(path);
        }
        else if (kind is "first line only" or "lines lost")
        {
            File.WriteAllLines(path, File.ReadAllLines(path) is var lines && kind == "lines lost" ? lines.Where((_, i) => i is 0 or > 3) : lines.Take(1));
        }
        else if (kind == "NUL")
        {
            File.WriteAllBytes(path, new byte[2_000]);
        }
        else
        {
            Damage(path, kind);
        }

        var run = await world.RunAsync(command, id);

        run.ExitCode.Should().Be(3, run.Out);
        run.Out.Should().Contain("results.jsonl");
        (await world.RunAsync("runs", id)).ExitCode.Should().Be(3);
        world.Emulator.Coupons().Should().OnlyContain(static c => c.Metadata["order_id"] == "new");
    }

    [Theory]
    [InlineData("report.json", "cannot be read", 0)]
    [InlineData("plan.jsonl", "changes cannot be shown", 3)]
    public async Task The_list_of_runs_says_which_file_cannot_be_read(string name, string what, int exitCode)
    {
        using var world = await CreateAsync();
        var id = Path.GetFileName(world.Runs().Single());
        Damage(world.File($"state/runs/{id}/{name}"), "directory");

        var run = await world.RunAsync("runs", id);

        run.ExitCode.Should().Be(exitCode);
        (run.Out + run.Error).Should().Contain(what).And.NotContain("killed");
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/runs")]
    public async Task A_state_directory_that_is_a_file_is_refused(string name)
    {
        using var world = World.With();
        File.WriteAllText(world.File("file"), "x");
        if (name == "file/runs")
        {
            File.Delete(world.File("file"));
            Directory.CreateDirectory(world.File("file"));
            File.WriteAllText(world.File("file/runs"), "x");
        }

        var run = await world.RunRawAsync("runs", "--state-dir", world.File("file"));

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain("is a file, where a directory belongs");
    }

    private static async Task<World> CreateAsync()
    {
        var world = World.With(coupons: 3);
        (await world.RunAsync("sync", world.WriteChanged(3, 3))).ExitCode.Should().Be(0);
        return world;
    }

    private static void Damage(string path, string kind)
    {
        File.Delete(path);
        switch (kind)
        {
            case "directory":
                Directory.CreateDirectory(path);
                File.WriteAllText(Path.Combine(path, "file"), "x");
                break;
            case "garbage":
                File.WriteAllBytes(path, [.. Enumerable.Range(0, 2000).Select(static i => (byte)(i * 37))]);
                break;
            case "empty":
                File.WriteAllText(path, "");
                break;
            default:
                File.WriteAllText(path, "null\n[]\n{}\n{\"a\":1}\n\"x\"\n");
                break;
        }
    }
}
