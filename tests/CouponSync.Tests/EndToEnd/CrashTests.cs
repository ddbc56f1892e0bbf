using CouponSync.Tests.Support;
using static CouponSync.Tests.Support.World;

namespace CouponSync.Tests.EndToEnd;

/// <summary>
/// Runs that end in the middle of a write, as at a power cut: requests under way may have been carried out or not,
/// nobody writes a report, and the last line of the results may be torn.
/// </summary>
public sealed class CrashTests
{
    private const int Changes = 60;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Killed_at_random_moments_it_is_completed_and_no_change_is_made_twice(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < FullSize.Of(3, 10); round++)
        {
            await CrashAndGoOnAsync(random);
        }
    }

    [Fact]
    public async Task What_a_crashed_run_did_is_taken_back_also_where_its_answer_was_lost()
    {
        var random = new Random(7);
        for (var round = 0; round < FullSize.Of(3, 5); round++)
        {
            using var world = World.With(coupons: Changes);
            var before = world.Account();
            var plan = await world.PlanAsync(world.WriteNew(Changes));
            var crashed = await CrashAsync(world, random, "apply", plan);

            var undone = await world.RunAsync("revert", crashed);

            undone.ExitCode.Should().Be(0, undone.Out);
            world.Account().Should().Equal(before);
        }
    }

    [Fact]
    public async Task A_revert_that_is_killed_is_gone_on_with_like_any_run()
    {
        var random = new Random(11);
        for (var round = 0; round < FullSize.Of(3, 5); round++)
        {
            using var world = World.With(coupons: Changes);
            var before = world.Account();
            var applied = await world.RunAsync("sync", world.WriteNew(Changes));
            var crashed = await CrashAsync(world, random, "revert", applied.RunId());

            var resumed = await world.RunAsync("apply", crashed);

            resumed.ExitCode.Should().Be(0, resumed.Out + resumed.Error);
            (resumed.Count("applied"), resumed.Count("notAttempted")).Should().Be((Changes, 0));
            world.Account().Should().Equal(before);
            Enumerable.Range(0, Changes).Should().OnlyContain(i => world.Emulator.WritesApplied(Id(i), false) == 2, "each was made and taken back once");
        }
    }

    /// <summary>
    /// A run dies, a sync or a resumed run does the rest, and the first is taken back: of what the others made nothing,
    /// of what it made everything. What cannot be told apart is listed, and only where it is not the run's.
    /// </summary>
    [Theory]
    [InlineData("sync", true)]
    [InlineData("sync", false)]
    [InlineData("apply", true)]
    [InlineData("apply", false)]
    public async Task Of_a_crashed_run_only_what_it_did_is_taken_back_when_another_did_the_rest(string rest, bool readsEvents)
    {
        var random = new Random(rest.Length + (readsEvents ? 100 : 0));
        for (var round = 0; round < FullSize.Of(3, 8); round++)
        {
            using var world = World.With(coupons: Changes);
            var input = world.WriteNew(Changes);
            var crashed = await CrashAsync(world, random, "sync", input);
            var made = Made(world);
            if (rest == "apply" && random.Next(2) == 0)
            {
                var second = await CrashAsync(world, random, "apply", crashed);
                (await world.RunAsync("apply", second)).Count("applied").Should().Be(Changes);
            }
            else
            {
                await world.RunAsync([rest, rest == "sync" ? input : crashed]);
            }

            Made(world).Should().HaveCount(Changes);
            if (!readsEvents)
            {
                world.Emulator.Faults.Add("403@GET /v1/events");
            }

            var undone = await world.RunAsync("revert", crashed);

            var taken = Enumerable.Range(0, Changes).Select(Id).Where(id => world.OrderId(id) == "old").ToHashSet();
            var listed = undone.Problems.Select(static p => p.GetProperty("id").GetString()!).ToHashSet();
            taken.Should().BeSubsetOf(made, "nothing is undone that it did not do");
            made.Except(taken).Should().BeSubsetOf(listed, "nothing that it did is left without a word");
            undone.ExitCode.Should().Be(listed.Count == 0 ? 0 : 1);
            if (readsEvents)
            {
                taken.Should().BeEquivalentTo(made);
            }
        }
    }

    private static HashSet<string> Made(World world) =>
        [.. Enumerable.Range(0, Changes).Select(Id).Where(id => world.Emulator.WritesApplied(id, false) > 0)];

    private static async Task CrashAndGoOnAsync(Random random)
    {
        using var world = World.With(coupons: Changes);
        var before = world.Account();
        var plan = await world.PlanAsync(world.WriteNew(Changes));
        var run = await CrashAsync(world, random, "apply", plan);
        if (random.Next(3) == 0)
        {
            // And once more, while it goes on.
            run = await CrashAsync(world, random, "apply", run);
        }

        var resumed = await world.RunAsync("apply", run);

        resumed.ExitCode.Should().Be(0, resumed.Out + resumed.Error);
        (resumed.Count("applied"), resumed.Count("notAttempted")).Should().Be((Changes, 0));
        world.Emulator.Coupons().Should().OnlyContain(c => IsNew(c) && world.Emulator.WritesApplied(c.Id, false) == 1);

        var undone = await world.RunAsync("revert", resumed.RunId());
        undone.Count("applied").Should().Be(Changes);
        world.Account().Should().Equal(before);
    }

    /// <summary>Runs a command that writes, and dies at a random write.</summary>
    /// <returns>The id of the run that died.</returns>
    private static async Task<string> CrashAsync(World world, Random random, params string[] command)
    {
        var (survivors, isAfterEffect, writes) = (random.Next(1, Changes), random.Next(2) == 0, 0);
        // Lets so many writes pass, then fails all: some before they reach Stripe, some on the way back.
        world.Through(async (request, pass, _) =>
        {
            if (request.Method != HttpMethod.Post || Interlocked.Increment(ref writes) <= survivors)
            {
                return await pass();
            }

            if (isAfterEffect)
            {
                (await pass()).Dispose();
            }

            throw new PowerCutException();
        });
        var before = world.Runs();
        try
        {
            var run = await world.RunAsync(command);
            return run.RunId();
        }
        catch (PowerCutException)
        {
            var directory = world.Runs().Except(before).Single();
            Tear(Path.Combine(directory, "results.jsonl"), random);
            return Path.GetFileName(directory);
        }
        finally
        {
            world.Transport = null;
        }
    }

    private static void Tear(string path, Random random)
    {
        if (random.Next(2) == 0 && new FileInfo(path) is { Exists: true, Length: > 100 } results)
        {
            using var file = File.OpenWrite(path);
            file.SetLength(results.Length - random.Next(1, 100));
        }
    }

    private sealed class PowerCutException() : Exception("The power is cut.");
}
