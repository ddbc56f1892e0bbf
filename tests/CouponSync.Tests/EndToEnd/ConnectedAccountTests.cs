using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>A platform that acts for its connected accounts.</summary>
public sealed class ConnectedAccountTests
{
    private static readonly string[] Accounts = ["acct_a", "acct_b", "acct_c"];

    [Fact]
    public async Task Each_account_is_synced_planned_locked_and_kept_by_itself()
    {
        using var world = Create();
        var file = world.WriteRows("coupons.csv", [("C0", "new"), ("C1", "new")]);

        foreach (var account in Accounts)
        {
            var run = await world.RunAsync("sync", file, "--yes", "--stripe-account", account, "--expect-account", account);

            (run.ExitCode, run.Count("applied")).Should().Be((0, 2), run.Out + run.Error);
            run.Out.Should().Contain(account);
            run.Requests("account").Should().Be(0, "the option says which it is");
            world.Emulator.Connected[account].Find("C0")!.Metadata["order_id"].Should().Be("new");
        }

        world.Emulator.Find("C0").Should().BeNull("the platform's own account was not meant");
        Directory.EnumerateFiles(Path.Combine(world.File("state"), "snapshots"), "acct_?-test.db").Should().HaveCount(3);
        foreach (var account in Accounts)
        {
            var again = await world.RunAsync("sync", file, "--yes", "--stripe-account", account);
            (again.ExitCode, again.Count("unchanged")).Should().Be((0, 2));
        }
    }

    [Fact]
    public async Task A_plan_of_one_account_is_not_applied_to_another()
    {
        using var world = Create();
        var file = world.WriteRows("coupons.csv", [("C0", "new")]);
        var plan = world.File("plan.jsonl");
        var dry = await world.RunAsync("sync", file, "--dry-run", "--plan", plan, "--stripe-account", "acct_a");

        var other = await world.RunAsync("apply", plan, "--yes", "--stripe-account", "acct_b");
        var own = await world.RunAsync("apply", plan, "--yes");
        var right = await world.RunAsync("apply", plan, "--yes", "--stripe-account", "acct_a");
        var undone = await world.RunAsync("revert", right.RunId(), "--yes", "--stripe-account", "acct_a");

        dry.Out.Should().Contain("--stripe-account acct_a", "the proposed command acts for the same account");
        (other.ExitCode, own.ExitCode, right.ExitCode, undone.ExitCode).Should().Be((4, 4, 0, 0));
        own.Out.Should().Contain("--stripe-account where it is a connected one");
        world.Emulator.Connected["acct_b"].WritesApplied("C0").Should().Be(0);
        world.Emulator.Connected["acct_a"].WritesApplied("C0").Should().Be(2);
    }

    [Theory]
    [InlineData("acct_unknown", "Check --stripe-account")]
    [InlineData("shop", "is 'shop', but must be the id of an account")]
    public async Task An_account_that_the_key_may_not_act_for_is_refused(string account, string says)
    {
        using var world = Create();

        var run = await world.RunAsync(
            "sync", world.WriteRows("coupons.csv", [("C0", "new")]), "--yes", "--stripe-account", account);

        run.ExitCode.Should().Be(4);
        (run.Out + run.Error).Should().Contain(says);
    }

    [Fact]
    public async Task The_expected_account_is_the_connected_one()
    {
        using var world = Create();

        var run = await world.RunAsync(
            "sync", world.WriteRows("coupons.csv", [("C0", "new")]), "--yes", "--stripe-account", "acct_a", "--expect-account", "acct_b");

        run.ExitCode.Should().Be(4);
        world.Emulator.RequestLog.Snapshot().Should().BeEmpty();
    }

    [Fact]
    public async Task One_coupon_is_shown_and_changed_in_the_connected_account()
    {
        using var world = Create();

        var update = await world.RunAsync("update", "C0", "-m", "order_id=1", "--stripe-account", "acct_b");
        var get = await world.RunAsync("get", "C0", "--stripe-account", "acct_b", "--expect-account", "acct_b");

        (update.ExitCode, get.ExitCode).Should().Be((0, 0));
        get.Out.Should().Contain("\"order_id\": \"1\"");
        world.Emulator.Connected["acct_a"].WritesApplied("C0").Should().Be(0);
    }

    private static World Create()
    {
        var world = World.With(options: new EmulatorOptions { ConnectedAccounts = Accounts });
        foreach (var account in Accounts)
        {
            for (var i = 0; i < 2; i++)
            {
                world.Emulator.Connected[account].Seed([new EmulatorCoupon
                {
                    Id = $"C{i}",
                    Created = 1_600_000_000 + i,
                    Terms = new EmulatorTerms { PercentOff = 10, Duration = "once" },
                }]);
            }
        }

        return world;
    }
}
