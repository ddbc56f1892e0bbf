using System.Globalization;
using CouponSync.Emulator;
using CouponSync.Tests.Support;
using static CouponSync.Tests.Support.World;

namespace CouponSync.Tests.EndToEnd;

public sealed class GuardTests
{
    [Theory]
    [InlineData(50, 0)]
    [InlineData(49, 5)]
    public async Task A_file_of_which_less_than_half_is_left_is_refused_where_nobody_is_asked(int rows, int exitCode)
    {
        using var world = World.With(coupons: 100);
        (await world.RunAsync("sync", world.WriteNew(100))).ExitCode.Should().Be(0);

        var run = await world.RunAsync("sync", Renewed(world, rows));

        run.ExitCode.Should().Be(exitCode);
        if (exitCode == 5)
        {
            run.Out.Should().Contain("49 % of which 50 % are required (49/100)").And.Contain("--force min-rows");
            run.Requests("update").Should().Be(0);
        }
    }

    [Fact]
    public async Task The_guard_of_the_rows_is_lifted_by_name_and_then_the_new_size_is_what_counts()
    {
        using var world = World.With(coupons: 100);
        await world.RunAsync("sync", world.WriteNew(100));

        (await world.RunAsync("sync", Renewed(world, 10), "--force", "max-changes")).ExitCode.Should().Be(5);
        (await world.RunAsync("sync", Renewed(world, 10), "--dry-run")).ExitCode.Should().Be(5);
        (await world.RunAsync("sync", Renewed(world, 10), "--force", "max-changes", "--force", "min-rows")).ExitCode.Should().Be(0);
        (await world.RunAsync("sync", world.WriteNew(9))).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_person_is_asked_in_place_of_the_guard_unless_keys_are_pruned()
    {
        using var world = World.With(coupons: 100);
        await world.RunAsync("sync", world.WriteNew(100));
        world.Answer = "yes";

        (await world.RunAsync("sync", Renewed(world, 10), "--prune-metadata")).ExitCode.Should().Be(5);
        (await world.RunAsync("sync", Renewed(world, 10))).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Another_file_and_another_mode_have_a_history_of_their_own()
    {
        using var world = World.With(coupons: 100);
        await world.RunAsync("sync", world.WriteNew(100));

        (await world.RunAsync("sync", world.WriteNew(2, "other.csv"))).ExitCode.Should().Be(0);
        world.Variables["STRIPE_API_KEY"] = World.LiveKey;
        (await world.RunAsync("sync", Renewed(world, 10), "--live")).ExitCode.Should().Be(1, "live mode has no such coupons");
    }

    [Fact]
    public async Task A_guard_that_does_not_exist_is_refused_with_the_names_there_are()
    {
        using var world = World.With();

        var run = await world.RunAsync("sync", world.WriteNew(1), "--force", "everything");

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain("'everything'").And.Contain("max-changes, max-creates, max-unsets, max-failures, min-rows");
    }

    [Fact]
    public async Task A_signal_ends_the_question()
    {
        using var world = World.With(coupons: 1);
        world.Answer = "";
        world.ReadAnswer = () =>
        {
            world.Stop.Cancel();
            return new TaskCompletionSource<string?>().Task;
        };

        var run = await world.RunAsync("sync", world.WriteNew(1));

        run.ExitCode.Should().Be(130);
        run.Count("notAttempted").Should().Be(1);
        world.Writes.Should().Be(0);
    }

    [Theory]
    [InlineData("yes", 130)]
    [InlineData("acct_1CouponSyncEmulat", 0)]
    public async Task For_a_live_account_its_id_must_be_typed(string answer, int exitCode)
    {
        using var world = World.With();
        world.Variables["STRIPE_API_KEY"] = World.LiveKey;
        world.Emulator.Seed([new EmulatorCoupon { Id = "C0", Created = 1 }], livemode: true);
        world.Answer = answer;

        var run = await world.RunAsync("sync", world.WriteNew(1), "--live");

        run.ExitCode.Should().Be(exitCode);
        run.Error.Should().Contain("1 of 1 coupon will be changed in LIVE account acct_1CouponSyncEmulat (1 updated)")
            .And.Contain("Type the account's id").And.MatchRegex("SHA-256 [0-9a-f]{64}");
        world.Emulator.WritesApplied("C0", livemode: true).Should().Be(exitCode == 0 ? 1 : 0);
        world.Answer = "no";
        (await world.RunAsync("sync", world.WriteNew(1), "--live", "--yes")).ExitCode.Should().Be(0);
    }

    private static string Renewed(World world, int rows) => world.WriteRows(
        "coupons.csv", Enumerable.Range(0, rows).Select(static i => (Id(i), string.Create(CultureInfo.InvariantCulture, $"newer-{i}"))));
}
