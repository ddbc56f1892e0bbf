using CouponSync.Tests.Remote;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>What a run remembers of how large the account was, and how the next one reads.</summary>
public sealed class AccountSizeTests
{
    [Fact]
    public async Task Few_rows_in_a_large_account_are_read_by_id_at_once_the_second_time()
    {
        using var world = World.With(coupons: 2_500);
        var file = world.WriteRows("coupons.csv", Enumerable.Range(0, 10).Select(static i => ($"C{i}", "old")));

        var first = await SyncAsync(world, file);
        world.Clock.Advance(TimeSpan.FromDays(1));
        var second = await SyncAsync(world, file);

        first.Requests("list").Should().Be(10);
        (second.Requests("list"), second.Requests("retrieve")).Should().Be((0, 10));
        second.Error.Should().Contain("Reading 10 coupons is expected to take 10 requests.");
        second.Count("unchanged").Should().Be(10);
    }

    [Fact]
    public async Task More_rows_than_the_account_has_pages_are_read_from_the_list()
    {
        // Half of the rows are the newest coupons, the others the oldest: the list would be given up halfway.
        using var world = World.With(coupons: 2_500);
        await SyncAsync(world, world.WriteRows("all.csv", Enumerable.Range(0, 2_500).Select(static i => ($"C{i}", "old"))));

        var file = world.WriteRows("coupons.csv", Enumerable.Range(0, 30).Select(static i => (i < 15 ? $"C{i}" : $"C{2_500 - i}", "old")));
        var run = await SyncAsync(world, file);

        (run.Requests("list"), run.Requests("retrieve")).Should().Be((25, 0));
        run.Error.Should().Contain("Reading 30 coupons is expected to take 25 requests.");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"keys\":{},\"sizes\":{\"x\":7}}")]
    public async Task A_damaged_file_is_made_anew(string text)
    {
        using var world = World.With(coupons: 250);
        var file = world.WriteRows("coupons.csv", [("C1", "new")]);
        await SyncAsync(world, file);
        await File.WriteAllTextAsync(world.File("state/accounts.json"), text);

        var run = await SyncAsync(world, file);
        var next = await SyncAsync(world, file);

        (run.ExitCode, run.Requests("account")).Should().Be((0, 1));
        (next.ExitCode, next.Requests("account")).Should().Be((0, 0));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_costs_a_question_a_run_and_no_more()
    {
        using var world = World.With(coupons: 250);
        Directory.CreateDirectory(world.File("state/accounts.json/in-the-way"));
        var file = world.WriteRows("coupons.csv", [("C1", "new")]);

        (await SyncAsync(world, file)).Requests("account").Should().Be(1);
        (await SyncAsync(world, file)).Requests("account").Should().Be(1);
    }

    [Theory]
    [InlineData("first page again and again")]
    [InlineData("two pages in turn")]
    [InlineData("an empty page at once")]
    public async Task A_list_without_an_end_ends_the_run_with_one_sentence(string kind)
    {
        using var world = World.With(coupons: 500);
        world.Transport = () => OddList.Of(kind, world.Emulator.CreateHandler());
        var file = world.WriteRows("coupons.csv", Enumerable.Range(0, 500).Select(static i => ($"C{i}", "new")));

        var run = await world.RunAsync("sync", file, "--yes");
        var export = await world.RunAsync("export");

        (run.ExitCode, export.ExitCode).Should().Be((7, 7));
        run.Out.Should().Contain("The list of coupons would never end: ");
        run.Requests("update").Should().Be(0);
        export.Error.Should().Contain("couponsync: The list of coupons would never end: ");
    }

    private static async Task<RunOutcome> SyncAsync(World world, string file)
    {
        var run = await world.RunAsync("sync", file, "--dry-run");
        run.ExitCode.Should().Be(0);
        return run;
    }
}
