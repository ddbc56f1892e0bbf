using System.Text.RegularExpressions;
using CouponSync.Settings;
using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary><c>init</c> writes settings and a sample that work as they are.</summary>
public sealed partial class InitTests
{
    [Fact]
    public async Task What_it_writes_works_as_it_is()
    {
        using var world = World.With();
        world.Emulator.SeedSampleAccount();
        var shop = world.File("shop");

        var run = await world.RunRawAsync("init", shop);
        var dry = await world.RunAsync("sync", Path.Combine(shop, "coupons.csv"), "--config", Path.Combine(shop, "appsettings.json"), "--dry-run");

        (run.ExitCode, dry.ExitCode).Should().Be((0, 0), run.Error + dry.Error + dry.Out);
        run.Out.Should().Contain("couponsync sync coupons.csv --emulator --dry-run").And.Contain("couponsync doctor");
        dry.Count("update").Should().Be(3);
        dry.Error.Should().NotContain("Warning");
        Directory.GetFiles(shop).Select(Path.GetFileName).Should().BeEquivalentTo("appsettings.json", "appsettings.schema.json", "coupons.csv");
        (await File.ReadAllTextAsync(Path.Combine(shop, "appsettings.schema.json"))).ReplaceLineEndings("\n")
            .Should().Be((await File.ReadAllTextAsync(RepositoryFiles.PathOf("docs", "schema", "appsettings.schema.json"))).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_settings_are_all_there_with_their_defaults()
    {
        using var world = World.With();
        var file = world.Write("all.json", Commented().Replace(SettingsTemplate.Settings(), "    "));

        var values = SettingSources.Load(file, [], new Dictionary<string, string>());
        var settings = SyncSettings.From(values);

        Commented().Matches(SettingsTemplate.Settings()).Should().HaveCount(Setting.All.Count);
        File.ReadLines(file).Should().OnlyContain(static l => l.Length < 120);
        settings.Should().BeEquivalentTo(SyncSettings.From(SettingSources.Load(null, [], new Dictionary<string, string>())), static o => o.Excluding(static s => s.Files));
    }

    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("coupons.csv")]
    public async Task Nothing_is_written_over(string name)
    {
        using var world = World.With();
        var mine = world.Write(name, "mine");

        var run = await world.RunRawAsync("init", world.Directory);

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain(name).And.Contain("nothing was written");
        Directory.GetFiles(world.Directory).Should().Equal(mine);
        (await File.ReadAllTextAsync(mine)).Should().Be("mine");
    }

    [GeneratedRegex(@"(?m)^    // (?=""[A-Za-z]+"": )")]
    private static partial Regex Commented();
}
