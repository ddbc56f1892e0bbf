using System.Text.RegularExpressions;
using CouponSync.Cli;
using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.House.Documentation;

/// <summary>The picture in the README is of what a terminal shows of its first command.</summary>
[Trait("Needs", "Unix")]
public sealed partial class TerminalPictureTests
{
    private const int Columns = 100;
    private const int Head = 18;
    private const int Tail = 18;

    /// <summary>Set <c>TESTS_WRITE_SCHEMA=1</c> to draw it anew.</summary>
    [Fact]
    public async Task It_shows_what_the_program_prints()
    {
        var file = RepositoryFiles.PathOf("docs", "images", "terminal.svg");
        var picture = TerminalPicture.Draw(await ScreenAsync(), Columns);
        if (Environment.GetEnvironmentVariable("TESTS_WRITE_SCHEMA") is "1")
        {
            await File.WriteAllTextAsync(file, picture);
        }

        Timeless((await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n")).Should().Be(Timeless(picture));
    }

    // The beginning and the end, cut at empty lines.
    private static async Task<List<string>> ScreenAsync()
    {
        using var world = World.With();
        world.Terminal = new TerminalFacts { OutIsTerminal = true, Width = Columns };
        world.Variables["TERM"] = "xterm-256color";
        world.Variables["COUPONSYNC_State__Directory"] = world.File(".couponsync");
        world.Variables["COUPONSYNC_Log__Directory"] = world.File("logs");
        var sample = RepositoryFiles.PathOf("samples", "coupons.csv");
        var run = await world.RunRawAsync("sync", sample, "--emulator", "--dry-run");
        var lines = run.Out.Replace(sample, "samples/coupons.csv", StringComparison.Ordinal).Replace(world.File(".couponsync"), ".couponsync", StringComparison.Ordinal)
            .TrimEnd().Split('\n').Select(static l => l.TrimEnd()).ToList();
        return
        [
            "$ couponsync sync samples/coupons.csv --emulator --dry-run",
            .. lines.Take(Head).Reverse().SkipWhile(static l => l.Length > 0).Reverse(),
            "\e[90m⋮\e[0m",
            .. lines.TakeLast(Tail).SkipWhile(static l => l.Length > 0),
        ];
    }

    // Each run has an id of its own, and takes its time.
    private static string Timeless(string picture) => OfOneRun().Replace(picture, "...");

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d{6}Z-[0-9a-f]{4}|(?<=took\u00A0)[\d.]+\u00A0m?s")]
    private static partial Regex OfOneRun();
}
