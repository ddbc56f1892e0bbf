using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Whose key it is, asked and remembered.</summary>
public sealed class AccountTests
{
    private const string Account = "acct_1CouponSyncEmulat";

    [Fact]
    public async Task A_key_that_may_read_its_account_now_is_not_held_to_an_earlier_refusal()
    {
        using var world = World.With(coupons: 3);
        var file = world.WriteRows("coupons.csv", [("C0", "new")]);
        world.Emulator.Faults.Add("403@GET /v1/account:count=1");
        string[] line = ["sync", file, "--dry-run", "--expect-account", Account];

        var refused = await world.RunAsync(line);
        var granted = await world.RunAsync(line);

        (refused.ExitCode, granted.ExitCode).Should().Be((4, 0));
        refused.Out.Should().Contain("The key may not read its account");
    }

    [Fact]
    public async Task What_an_earlier_version_remembered_of_a_refusal_is_not_believed()
    {
        using var world = World.With(coupons: 3);
        var file = world.WriteRows("coupons.csv", [("C0", "new")]);
        await world.RunAsync("sync", file, "--dry-run");
        var path = Directory.EnumerateFiles(world.File("state"), "accounts.json", SearchOption.AllDirectories).Single();
        File.WriteAllText(path, File.ReadAllText(path).Replace(Account, "key-0123456789abcdef"));

        var run = await world.RunAsync("sync", file, "--dry-run", "--expect-account", Account);

        run.ExitCode.Should().Be(0, run.Error);
    }

    [Fact]
    public async Task The_account_is_asked_for_once()
    {
        using var world = World.With(coupons: 3);
        var file = world.WriteRows("coupons.csv", [("C0", "new")]);

        await world.RunAsync("sync", file, "--dry-run");
        world.Emulator.Faults.Add("403@GET /v1/account");
        var run = await world.RunAsync("sync", file, "--dry-run", "--expect-account", Account);

        run.ExitCode.Should().Be(0, run.Error);
    }
}
