using CouponSync.Cli;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Cli;

/// <summary>A terminal gets colours when it carries them out; a console of Windows may show them instead.</summary>
public sealed class ConsoleColourTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Colours_are_sent_to_terminals_that_know_escape_sequences(bool knowsEscapes)
    {
        using var world = World.With(coupons: 3);
        world.Terminal = new TerminalFacts { OutIsTerminal = true, ErrorIsTerminal = true, KnowsEscapes = knowsEscapes, Width = 100 };

        var run = await world.RunAsync("sync", world.WriteNew(3), "--dry-run");

        run.ExitCode.Should().Be(0);
        run.Out.Contains('\u001b', StringComparison.Ordinal).Should().Be(knowsEscapes);
    }

    [Fact]
    public async Task The_question_has_its_colours()
    {
        using var world = World.With(coupons: 3);
        world.Terminal = new TerminalFacts { InputIsTerminal = true, OutIsTerminal = true, ErrorIsTerminal = true, Width = 100 };
        world.Answer = "no";

        var run = await world.RunAsync("sync", world.WriteNew(3));

        run.Error.Should().Contain("\u001b[").And.NotContain("\\u{1B}").And.Contain("Apply it?");
    }
}
