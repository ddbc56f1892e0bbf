namespace CouponSync.Tests.EndToEnd;

/// <summary>Whose key it is, asked and remembered.</summary>
public sealed class AccountTests
{
    private const string Account = "acct_1CouponSyncEmulat";

    [Fact]
    public async Task A_key_that_may_read_its_account_now_is_not_held_to_an_earlier_refusal()
    {
        using var shop = new Shop();
        shop.SeedPlain(3);
        var file = shop.WriteRows("coupons.csv", [("C0", "new")]);
        shop.Emulator.Faults.Add("403@GET /v1/account:count=1");
        string[] line = ["sync", file, "--dry-run", "--expect-account", Account];

        var refused = await shop.RunAsync(line);
        var granted = await shop.RunAsync(line);

        (refused.ExitCode, granted.ExitCode).Should().Be((4, 0));
        refused.Out.Should().Contain("The key may not read its account");
    }

    [Fact]
    public async Task What_an_earlier_version_remembered_of_a_refusal_is_not_believed()
    {
        using var shop = new Shop();
        shop.SeedPlain(3);
        var file = shop.WriteRows("coupons.csv", [("C0", "new")]);
        await shop.RunAsync("sync", file, "--dry-run");
        var path = Directory.EnumerateFiles(shop.File("state"), "accounts.json", SearchOption.AllDirectories).Single();
        File.WriteAllText(path, File.ReadAllText(path).Replace(Account, "key-0123456789abcdef"));

        var run = await shop.RunAsync("sync", file, "--dry-run", "--expect-account", Account);

        run.ExitCode.Should().Be(0, run.Error);
    }

    [Fact]
    public async Task The_account_is_asked_for_once()
    {
        using var shop = new Shop();
        shop.SeedPlain(3);
        var file = shop.WriteRows("coupons.csv", [("C0", "new")]);

        await shop.RunAsync("sync", file, "--dry-run");
        shop.Emulator.Faults.Add("403@GET /v1/account");
        var run = await shop.RunAsync("sync", file, "--dry-run", "--expect-account", Account);

        run.ExitCode.Should().Be(0, run.Error);
    }
}
