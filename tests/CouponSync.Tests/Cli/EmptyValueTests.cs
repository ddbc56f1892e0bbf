using CouponSync.Cli;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Cli;

/// <summary>A variable of a script that turned out empty never makes an option vanish.</summary>
public sealed class EmptyValueTests
{
    public static TheoryData<string, string> Options()
    {
        var data = new TheoryData<string, string>();
        foreach (var command in CommandLine.Root(World.NoHost).Subcommands)
        {
            foreach (var option in command.Options.Where(static o => o.Arity.MinimumNumberOfValues > 0))
            {
                foreach (var name in (string[])[option.Name, .. option.Aliases])
                {
                    data.Add(command.Name, name);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Every_option_of_every_command_refuses_an_empty_value_by_name(string command, string option)
    {
        using var world = World.With(coupons: 1);
        var argument = command is "export" or "runs" ? [] : (string[])[command is "get" or "update" ? "C0" : world.WriteRows("coupons.csv", [("C0", "new")])];
        foreach (var empty in (string[][])[[option, ""], [option + "="]])
        {
            var run = await world.RunRawAsync([command, .. argument, .. empty]);

            run.ExitCode.Should().Be(4, string.Join(' ', empty) + run.Error + run.Out);
            run.Error.Should().Contain(option);
            run.Out.Should().BeEmpty();
        }

        world.Emulator.Counters.Snapshot().Requests.Should().Be(0);
    }

    [Theory]
    [InlineData("sync", "<file>", "")]
    [InlineData("sync", "<file>", "--rate=20", "")]
    [InlineData("check", "<file>", " ")]
    [InlineData("apply", "<plan>", "")]
    [InlineData("revert", "<run>", "")]
    [InlineData("get", "<id>", "")]
    [InlineData("update", "<id>", "", "-m", "a=b")]
    [InlineData("runs", "<run>", "")]
    public async Task An_empty_argument_is_refused_by_name(string command, string name, params string[] rest)
    {
        using var world = World.With();

        var run = await world.RunRawAsync([command, .. rest]);

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain($"{name} is empty");
    }

    [Theory]
    [InlineData("--config")]
    [InlineData("--rate")]
    [InlineData("--report")]
    public async Task Spaces_and_a_colon_make_an_empty_value_too(string option)
    {
        using var world = World.With();
        foreach (var empty in (string[][])[[option, " "], [option + ":"]])
        {
            var run = await world.RunRawAsync(["sync", world.WriteRows("coupons.csv", [("C0", "new")]), .. empty]);

            run.ExitCode.Should().Be(4);
            run.Error.Should().Contain(option);
        }
    }

    [Theory]
    [InlineData("--dry-run")]
    [InlineData("--live")]
    [InlineData("--emulator")]
    [InlineData("--refresh")]
    public async Task A_switch_does_not_take_an_empty_value_for_yes(string option)
    {
        using var world = World.With();
        var file = world.WriteRows("coupons.csv", [("C0", "new")]);
        foreach (var empty in (string[][])[[option + "="], [option + ":"], [option, ""]])
        {
            var run = await world.RunRawAsync(["sync", file, .. empty]);

            run.ExitCode.Should().Be(4);
            run.Error.Should().Contain($"{option} is empty");
        }
    }

    [Fact]
    public async Task A_tab_is_a_delimiter_and_no_empty_value()
    {
        using var world = World.With();

        (await world.RunRawAsync("check", world.Write("coupons.csv", "id\tmetadata[a]\nA\tx,y\n"), "--delimiter", "\t")).ExitCode.Should().Be(0);
    }
}
