using System.Diagnostics;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The question on a terminal as the system makes it, with streams as a shell redirects them.</summary>
[Trait("Needs", "Unix")]
public sealed class PseudoTerminalTests
{
    private const string Question = "Apply it? Type yes to continue: ";

    [PseudoTerminalTheory]
    [InlineData("sync coupons.csv", "yes", 0, true)]
    [InlineData("sync coupons.csv >out.txt 2>err.txt", "yes", 0, true)]
    [InlineData("sync coupons.csv >out.txt 2>err.txt", "no", 130, true)]
    [InlineData("sync coupons.csv </dev/null", "yes", 4, false)]
    [InlineData("sync - <coupons.csv 2>err.txt", "yes", 4, false)]
    [InlineData("sync coupons.csv </dev/null >out.txt 2>err.txt", "", 0, false)]
    public async Task It_is_asked_where_somebody_can_answer_it(string command, string answer, int exitCode, bool isAsked)
    {
        await using var world = await World.ServedAsync(coupons: 1);
        world.WriteNew(1);
        world.Variables["SHELL"] = "/bin/sh";
        using var run = RealProcess.Start(
            world,
            new ProcessStartInfo(PseudoTerminalTheoryAttribute.Script, ["-qec", $"dotnet '{RealProcess.Program}' {command}", "/dev/null"]),
            answer + "\n");

        var (code, screen, _, _) = await run.EndAsync();

        code.Should().Be(exitCode, screen);
        screen.Contains(Question, StringComparison.Ordinal).Should().Be(isAsked, screen);
        world.Writes.Should().Be(exitCode == 0 ? 1 : 0);
        foreach (var file in Directory.GetFiles(world.Directory, "*.txt"))
        {
            (await File.ReadAllTextAsync(file)).Should().NotContain(Question);
        }
    }
}

/// <summary>A test that runs where util-linux's <c>script</c> makes a pseudo-terminal.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PseudoTerminalTheoryAttribute : TheoryAttribute
{
    /// <summary>The program.</summary>
    public const string Script = "/usr/bin/script";

    public PseudoTerminalTheoryAttribute() =>
        Skip = OperatingSystem.IsLinux() && File.Exists(Script) ? null : $"There is no {Script} of util-linux to make a pseudo-terminal.";
}
