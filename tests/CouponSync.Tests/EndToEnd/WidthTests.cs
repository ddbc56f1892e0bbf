using System.Globalization;
using CouponSync.Cli;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>What is shown wraps at words, and a command that is proposed is never broken.</summary>
public sealed class WidthTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public async Task A_report_wraps_at_words_and_its_commands_stay_whole(int width)
    {
        using var world = World.With(coupons: 3);
        world.Variables["NO_COLOR"] = "1";
        var file = world.WriteRows("a file with spaces.csv", [("C0", "new"), ("GONE", "x"), ("C1", "#REF!")]);

        await world.RunAsync("sync", file, "--dry-run", "--max-changes", "100%", "--notify-url", "http://127.0.0.1:1/SECRET");
        var plain = await world.RunAsync("runs", "latest");
        world.Terminal = new TerminalFacts { OutIsTerminal = true, Width = width };
        var shown = await world.RunAsync("runs", "latest", "--verbose");

        var commands = Commands(plain.Out);
        commands.Should().HaveCount(2).And.OnlyContain(c => c.Length > width);
        Commands(shown.Out).Should().Equal(commands);
        string.Concat(Words(shown.Out)).Should().Contain("needsattention:1missinginStripe").And.Contain("nightslikethistake");
        shown.Out.Split('\n').Should().OnlyContain(l => l.Length <= width || l.StartsWith("  couponsync ", StringComparison.Ordinal)
            || l.Contains(world.Directory, StringComparison.Ordinal) || l.Contains("SHA-256", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a line that is short", "a line that is short")]
    [InlineData("couponsync: one two three four five six seven", "couponsync: one two three four\nfive six seven")]
    [InlineData("    an indented line that goes on and on", "    an indented line that goes\n    on and on")]
    [InlineData("  couponsync sync coupons.csv --dry-run --report plan.html", "  couponsync sync coupons.csv --dry-run --report plan.html")]
    [InlineData("It may help: 'couponsync get 25OFF --emulator' shows it.", "It may help: 'couponsync get 25OFF --emulator'\nshows it.")]
    [InlineData("See /a/path/that/is/longer/than/the/terminal here", "See /a/path/that/is/longer/than/the/terminal\nhere")]
    [InlineData("five coupons 日本語日本語 日本語日本語 six", "five coupons 日本語日本語\n日本語日本語 six")]
    [InlineData("\u001b[1mwhat moves the cursor is left as it is\u001b[0m", "\u001b[1mwhat moves the cursor is left as it is\u001b[0m")]
    public void A_line_on_the_terminal_is_broken_at_words(string line, string shown)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using var error = new StandardError(text, TimeProvider.System, static () => false, columns: static () => 30) { NewLine = "\n" };

        error.Write(line + error.NewLine);

        text.ToString().Should().Be(shown + "\n");
    }

    [Fact]
    public async Task So_is_what_check_says()
    {
        using var world = World.With();
        world.Terminal = new TerminalFacts { OutIsTerminal = true, Width = 40 };

        var run = await world.RunRawAsync("check", world.Write("c.csv", "id,metadata[a]\nC0,#REF!\nC0,x\n"));

        run.ExitCode.Should().Be(3);
        run.Out.Split('\n').Should().HaveCountGreaterThan(6).And.OnlyContain(l => l.Length <= 40 || l.Contains(world.Directory, StringComparison.Ordinal));
    }

    [Fact]
    public void Json_is_never_broken()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StandardError(text, TimeProvider.System, static () => true, columns: static () => 30);

        error.WriteLine("a line that is longer than the terminal is wide");

        text.ToString().Trim().Should().NotContain("\n").And.Contain("a line that is longer than the terminal is wide");
    }

    private static List<string> Commands(string report) => [.. report.Split('\n').Where(static l => l.StartsWith("  couponsync ", StringComparison.Ordinal))];

    private static string[] Words(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
