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
            using var shop = await CreateAsync();
            var path = Directory.GetFiles(shop.File("state"), Path.GetFileName(name), SearchOption.AllDirectories).First();
            Damage(path, kind);
            var id = Path.GetFileName(Directory.GetDirectories(shop.File("state/runs")).Order(StringComparer.Ordinal).First());

            foreach (var command in new string[][]
            {
                ["runs", "--state-dir", shop.File("state")],
                ["runs", id, "--state-dir", shop.File("state")],
                ["sync", shop.File("coupons.csv"), "--dry-run"],
                ["apply", id, "--dry-run"],
                ["revert", id, "--dry-run"],
                ["update", "C1", "-m", "a=b"],
                ["sync", shop.File("coupons.csv")],
            })
            {
                var run = command[0] == "runs" ? await shop.RunRawAsync(command) : await shop.RunAsync(command);

                run.ExitCode.Should().BeOneOf([0, 1, 3, 4, 7], "of {0} with {1} for {2}: {3}", command[0], kind, name, run.Error);
                (run.Out + run.Error).Should().NotContain("   at ");
            }
        }
    }

    private static async Task<Shop> CreateAsync()
    {
        var shop = new Shop();
        shop.SeedPlain(3);
        var file = shop.WriteRows("coupons.csv", Enumerable.Range(0, 3).Select(static i => ($"C{i}", "new")));
        (await shop.RunAsync("sync", file)).ExitCode.Should().Be(0);
        return shop;
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
