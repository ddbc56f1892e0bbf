using System.Globalization;
using CouponSync.Emulator;
using static CouponSync.Tests.EndToEnd.MigrationShop;

namespace CouponSync.Tests.EndToEnd;

public sealed class GuardTests
{
    [Theory]
    [InlineData(50, 0)]
    [InlineData(49, 5)]
    public async Task A_file_of_which_less_than_half_is_left_is_refused_where_nobody_is_asked(int rows, int exitCode)
    {
        using var shop = Create();
        shop.SeedPlain(100);
        (await shop.RunAsync("sync", shop.WriteNew(100))).ExitCode.Should().Be(0);

        var run = await shop.RunAsync("sync", Renewed(shop, rows));

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
        using var shop = Create();
        shop.SeedPlain(100);
        await shop.RunAsync("sync", shop.WriteNew(100));

        (await shop.RunAsync("sync", Renewed(shop, 10), "--force", "max-changes")).ExitCode.Should().Be(5);
        (await shop.RunAsync("sync", Renewed(shop, 10), "--dry-run")).ExitCode.Should().Be(5);
        (await shop.RunAsync("sync", Renewed(shop, 10), "--force", "max-changes", "--force", "min-rows")).ExitCode.Should().Be(0);
        (await shop.RunAsync("sync", shop.WriteNew(9))).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_person_is_asked_in_place_of_the_guard_unless_keys_are_pruned()
    {
        using var shop = Create();
        shop.SeedPlain(100);
        await shop.RunAsync("sync", shop.WriteNew(100));
        shop.Answer = "yes";

        (await shop.RunAsync("sync", Renewed(shop, 10), "--prune-metadata")).ExitCode.Should().Be(5);
        (await shop.RunAsync("sync", Renewed(shop, 10))).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Another_file_and_another_mode_have_a_history_of_their_own()
    {
        using var shop = Create();
        shop.SeedPlain(100);
        await shop.RunAsync("sync", shop.WriteNew(100));

        (await shop.RunAsync("sync", shop.WriteNew(2, "other.csv"))).ExitCode.Should().Be(0);
        shop.Variables["STRIPE_API_KEY"] = "sk_live_51ThisKeyIsASecret0123456789abcdef";
        (await shop.RunAsync("sync", Renewed(shop, 10), "--live")).ExitCode.Should().Be(1, "live mode has no such coupons");
    }

    [Fact]
    public async Task A_guard_that_does_not_exist_is_refused_with_the_names_there_are()
    {
        using var shop = Create();

        var run = await shop.RunAsync("sync", shop.WriteNew(1), "--force", "everything");

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain("'everything'").And.Contain("max-changes, max-creates, max-unsets, max-failures, min-rows");
    }

    [Fact]
    public async Task A_signal_ends_the_question()
    {
        using var shop = Create();
        shop.SeedPlain(1);
        shop.Answer = "";
        shop.ReadAnswer = () =>
        {
            shop.Stop.Cancel();
            return new TaskCompletionSource<string?>().Task;
        };

        var run = await shop.RunAsync("sync", shop.WriteNew(1));

        run.ExitCode.Should().Be(130);
        run.Count("notAttempted").Should().Be(1);
        shop.Emulator.Counters.Snapshot().WritesApplied.Should().Be(0);
    }

    [Theory]
    [InlineData("yes", 130)]
    [InlineData("acct_1CouponSyncEmulat", 0)]
    public async Task For_a_live_account_its_id_must_be_typed(string answer, int exitCode)
    {
        using var shop = Create();
        shop.Variables["STRIPE_API_KEY"] = "sk_live_51ThisKeyIsASecret0123456789abcdef";
        shop.Emulator.Seed([new EmulatorCoupon { Id = "C0", Created = 1 }], livemode: true);
        shop.Answer = answer;

        var run = await shop.RunAsync("sync", shop.WriteNew(1), "--live");

        run.ExitCode.Should().Be(exitCode);
        run.Error.Should().Contain("1 of 1 coupon will be changed in LIVE account acct_1CouponSyncEmulat (1 updated)")
            .And.Contain("Type the account's id").And.MatchRegex("SHA-256 [0-9a-f]{64}");
        shop.Emulator.WritesApplied("C0", livemode: true).Should().Be(exitCode == 0 ? 1 : 0);
        shop.Answer = "no";
        (await shop.RunAsync("sync", shop.WriteNew(1), "--live", "--yes")).ExitCode.Should().Be(0);
    }

    private static string Renewed(Shop shop, int rows) => shop.WriteRows(
        "coupons.csv", Enumerable.Range(0, rows).Select(static i => (Id(i), string.Create(CultureInfo.InvariantCulture, $"newer-{i}"))));
}
