using System.Globalization;
using static CouponSync.Tests.EndToEnd.MigrationShop;

namespace CouponSync.Tests.EndToEnd;

/// <summary>
/// Runs that end in the middle of a write, as at a power cut: requests under way may have been carried out or not,
/// nobody writes a report, and the last line of the results may be torn.
/// </summary>
public sealed class CrashTests
{
    private const int Changes = 120;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Killed_at_random_moments_it_is_completed_and_no_change_is_made_twice(int seed)
    {
        // Ten crashes for each of five seeds: fifty in all.
        var random = new Random(seed);
        for (var round = 0; round < 10; round++)
        {
            await CrashAndGoOnAsync(random);
        }
    }

    [Fact]
    public async Task What_a_crashed_run_did_is_taken_back_also_where_its_answer_was_lost()
    {
        var random = new Random(7);
        for (var round = 0; round < 5; round++)
        {
            using var shop = Create();
            shop.SeedPlain(Changes);
            var before = shop.Account();
            var plan = await shop.PlanAsync(shop.WriteNew(Changes));
            var crashed = await CrashAsync(shop, random, "apply", plan);

            var undone = await shop.RunAsync("revert", crashed);

            undone.ExitCode.Should().Be(0, undone.Out);
            shop.Account().Should().Equal(before);
        }
    }

    [Fact]
    public async Task A_revert_that_is_killed_is_gone_on_with_like_any_run()
    {
        var random = new Random(11);
        for (var round = 0; round < 5; round++)
        {
            using var shop = Create();
            shop.SeedPlain(Changes);
            var before = shop.Account();
            var applied = await shop.RunAsync("sync", shop.WriteNew(Changes));
            var crashed = await CrashAsync(shop, random, "revert", applied.RunId());

            var resumed = await shop.RunAsync("apply", crashed);

            resumed.ExitCode.Should().Be(0, resumed.Out + resumed.Error);
            (resumed.Count("applied"), resumed.Count("notAttempted")).Should().Be((Changes, 0));
            shop.Account().Should().Equal(before);
            Enumerable.Range(0, Changes).Should().OnlyContain(i => shop.Emulator.WritesApplied(Id(i), false) == 2, "each was made and taken back once");
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
        for (var round = 0; round < 8; round++)
        {
            using var shop = Create();
            shop.SeedPlain(Changes);
            var input = shop.WriteNew(Changes);
            var crashed = await CrashAsync(shop, random, "sync", input);
            var made = Made(shop);
            if (rest == "apply" && random.Next(2) == 0)
            {
                var second = await CrashAsync(shop, random, "apply", crashed);
                (await shop.RunAsync("apply", second)).Count("applied").Should().Be(Changes);
            }
            else
            {
                await shop.RunAsync([rest, rest == "sync" ? input : crashed]);
            }

            Made(shop).Should().HaveCount(Changes);
            if (!readsEvents)
            {
                shop.Emulator.Faults.Add("403@GET /v1/events");
            }

            var undone = await shop.RunAsync("revert", crashed);

            var taken = Enumerable.Range(0, Changes).Select(Id).Where(id => shop.Emulator.Find(id)!.Metadata["order_id"] == "old").ToHashSet();
            var listed = undone.Report.GetProperty("problems").EnumerateArray().Select(static p => p.GetProperty("id").GetString()!).ToHashSet();
            taken.Should().BeSubsetOf(made, "nothing is undone that it did not do");
            made.Except(taken).Should().BeSubsetOf(listed, "nothing that it did is left without a word");
            undone.ExitCode.Should().Be(listed.Count == 0 ? 0 : 1);
            if (readsEvents)
            {
                taken.Should().BeEquivalentTo(made);
            }
        }
    }

    private static HashSet<string> Made(Shop shop) =>
        [.. Enumerable.Range(0, Changes).Select(Id).Where(id => shop.Emulator.WritesApplied(id, false) > 0)];

    private static async Task CrashAndGoOnAsync(Random random)
    {
        using var shop = Create();
        shop.SeedPlain(Changes);
        var before = shop.Account();
        var plan = await shop.PlanAsync(shop.WriteNew(Changes));
        var run = await CrashAsync(shop, random, "apply", plan);
        if (random.Next(3) == 0)
        {
            // And once more, while it goes on.
            run = await CrashAsync(shop, random, "apply", run);
        }

        var resumed = await shop.RunAsync("apply", run);

        resumed.ExitCode.Should().Be(0, resumed.Out + resumed.Error);
        (resumed.Count("applied"), resumed.Count("notAttempted")).Should().Be((Changes, 0));
        for (var i = 0; i < Changes; i++)
        {
            shop.Emulator.Find(Id(i))!.Metadata["order_id"].Should().Be(string.Create(CultureInfo.InvariantCulture, $"new-{i}"));
            shop.Emulator.WritesApplied(Id(i)).Should().Be(1);
        }

        var undone = await shop.RunAsync("revert", resumed.RunId());
        undone.Count("applied").Should().Be(Changes);
        shop.Account().Should().Equal(before);
    }

    /// <summary>Runs a command that writes, and dies at a random write.</summary>
    /// <returns>The id of the run that died.</returns>
    private static async Task<string> CrashAsync(Shop shop, Random random, params string[] command)
    {
        var crash = new CrashingTransport(random.Next(1, Changes), random.Next(2) == 0);
        shop.Transport = () => crash.Over(shop.Emulator.CreateHandler());
        var before = Runs(shop);
        try
        {
            var run = await shop.RunAsync(command);
            return run.RunId();
        }
        catch (PowerCutException)
        {
            var directory = Runs(shop).Except(before).Single();
            Tear(Path.Combine(directory, "results.jsonl"), random);
            return Path.GetFileName(directory);
        }
        finally
        {
            shop.Transport = null;
        }
    }

    private static string[] Runs(Shop shop) =>
        Directory.Exists(shop.File("state/runs")) ? Directory.GetDirectories(shop.File("state/runs")) : [];

    private static void Tear(string path, Random random)
    {
        if (random.Next(2) == 0 && new FileInfo(path) is { Exists: true, Length: > 100 } results)
        {
            using var file = File.OpenWrite(path);
            file.SetLength(results.Length - random.Next(1, 100));
        }
    }

    private sealed class PowerCutException() : Exception("The power is cut.");

    /// <summary>Lets so many writes pass, then fails all: some before they reach Stripe, some on the way back.</summary>
    private sealed class CrashingTransport(int survivors, bool isAfterEffect)
    {
        private int _writes;

        public HttpMessageHandler Over(HttpMessageHandler transport) => new Handler(this) { InnerHandler = transport };

        private sealed class Handler(CrashingTransport owner) : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                if (request.Method != HttpMethod.Post || Interlocked.Increment(ref owner._writes) <= owner.Survivors)
                {
                    return await base.SendAsync(request, cancellationToken);
                }

                if (owner.IsAfterEffect)
                {
                    (await base.SendAsync(request, cancellationToken)).Dispose();
                }

                throw new PowerCutException();
            }
        }

        private int Survivors => survivors;

        private bool IsAfterEffect => isAfterEffect;
    }
}
