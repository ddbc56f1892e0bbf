using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>What a report proposes can be copied and works as it stands.</summary>
public sealed class ProposedCommandTests
{
    [Theory]
    [InlineData("coupons.csv", "--dry-run")]
    [InlineData("coupons.csv", "--dry-run=true")]
    [InlineData("coupons.csv", "--dry-run:true", "--detailed-exit-code=true")]
    [InlineData("coupons.csv", "--dry-run", "true", "--detailed-exit-code")]
    [InlineData("coupons.csv", "-n", "--report=REPORT.md")]
    [InlineData("coupons.csv", "-n", "--plan=PLAN.jsonl")]
    [InlineData("coupons.csv", "-n", "--plan:PLAN.jsonl", "--report", "REPORT.csv")]
    [InlineData("coupons.csv", "-n", "--notify-url=https://hooks.example.com/T0/SECRET")]
    [InlineData("coupons.csv", "-n", "--yes=false", "--max-changes=100%", "--force", "min-rows", "--force=max-unsets")]
    [InlineData("it's ~ $HOME; a&b.csv", "-n")]
    public async Task After_a_dry_run_the_command_to_apply_it_applies_it_and_the_one_after_that_undoes_it(string name, params string[] options)
    {
        using var world = World.With(coupons: 2);
        var file = world.WriteNew(2, name);
        string[] typed = [.. options.Select(o => o.Replace("PLAN", world.File("plan"), StringComparison.Ordinal).Replace("REPORT", world.File("report"), StringComparison.Ordinal))];
        world.Notifying(static (_, _, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "nobody there"));

        var dry = await world.RunAsync(["sync", file, .. typed]);
        var proposed = Proposed(dry.Out, "Apply");
        var applied = await world.RunRawAsync(proposed);
        var undo = Proposed(applied.Out, "Undo this run");
        var undone = await world.RunRawAsync(undo);

        dry.ExitCode.Should().BeOneOf([0, 2], dry.Error);
        dry.Out.Should().NotContain("SECRET");
        (applied.ExitCode, applied.Count("applied")).Should().Be((0, 2L), applied.Error);
        (undone.ExitCode, undone.Count("applied")).Should().Be((0, 2L), undone.Error);
        world.OrderId("C0").Should().Be("old");
    }

    [Fact]
    public async Task A_past_run_proposes_the_same_as_when_it_ended()
    {
        using var world = World.With(coupons: 2);
        world.Notifying(static (_, _, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "nobody there"));
        var dry = await world.RunAsync("sync", world.WriteNew(2), "-n", "--rate=20", "--notify-url", "http://127.0.0.1:1/SECRET");

        var shown = await world.RunAsync("runs", dry.RunId());

        Proposed(shown.Out, "Apply it").Should().Equal(Proposed(dry.Out, "Apply it")).And.Contain("--rate");
        foreach (var file in Directory.EnumerateFiles(world.Directory, "*", SearchOption.AllDirectories))
        {
            (await File.ReadAllTextAsync(file)).Should().NotContain("SECRET", file);
        }
    }

    [Fact]
    public async Task After_a_dry_run_of_a_file_whose_name_begins_with_a_hyphen_nothing_that_writes_is_proposed_for_the_failed_rows()
    {
        using var world = World.With(coupons: 1);
        var name = Path.GetRelativePath(Environment.CurrentDirectory, world.WriteRows("x.csv", [("C0", "new"), ("GONE", "x")]));
        File.Move(name, Path.Combine(Environment.CurrentDirectory, "-proposed.csv"), overwrite: true);
        try
        {
            var dry = await world.RunRawAsync("sync", "-n", "--state-dir", world.File("state"), "--log-dir", world.File("logs"), "--", "-proposed.csv");

            Proposed(dry.Out, "Try the failed rows again").Should().Contain("-n");
        }
        finally
        {
            File.Delete(Path.Combine(Environment.CurrentDirectory, "-proposed.csv"));
        }
    }

    // As a POSIX shell would take it apart; the program's name is left out.
    private static string[] Proposed(string output, string what)
    {
        var lines = output.Split('\n');
        var line = lines[Array.FindIndex(lines, l => l.StartsWith(what, StringComparison.Ordinal)) + 1].Trim();
        var words = new List<string>();
        var word = "";
        for (var i = 0; i <= line.Length; i++)
        {
            if (i == line.Length || line[i] == ' ')
            {
                words.Add(word);
                word = "";
            }
            else if (line[i] == '\'')
            {
                var end = line.IndexOf('\'', i + 1);
                word += line[(i + 1)..end];
                i = end;
            }
            else
            {
                word += line[i] == '\\' ? line[++i] : line[i];
            }
        }

        words[0].Should().Be("couponsync");
        return [.. words.Skip(1)];
    }
}
