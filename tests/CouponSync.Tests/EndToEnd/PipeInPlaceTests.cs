using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>A pipe in the place of a run's file is named; nobody waits for who might write to it.</summary>
public sealed class PipeInPlaceTests
{
    [SkippableByPlatformTheory]
    [InlineData("plan.jsonl")]
    [InlineData("results.jsonl")]
    [InlineData("report.json")]
    public async Task It_is_refused_by_name(string name)
    {
        await using var world = await World.ServedAsync(coupons: 2);
        var run = await world.RunAsync("sync", world.WriteNew(2));
        var path = Path.Combine(world.Runs().Single(), name);
        File.Delete(path);
        using (var make = world.StartInShell($"mkfifo '{path}'"))
        {
            await make.EndAsync();
        }

        foreach (var command in new[] { new[] { "runs" }, ["runs", run.RunId()], ["apply", run.RunId()], ["revert", run.RunId()] })
        {
            var ended = await world.RunAsync(command);

            ended.ExitCode.Should().Be(command[0] == "runs" ? 4 : 7, string.Join(' ', command) + ended.Error);
            ended.Error.Should().StartWith("couponsync: ").And.Contain($"'{path}' is a pipe, where a file belongs.");
        }
    }
}
