using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>What a restricted key must be allowed to do for each command, and what happens without it, as docs/security.md has it.</summary>
public sealed class PermissionTests
{
    private const string Key = "rk_test_51Restricted0123456789";
    private const string Read = "rak_coupon_read";
    private const string Account = "rak_accounts_kyc_basic_read";
    private const string Write = "rak_coupon_write"; // Which lets read, too.
    private const string All = Write + ",rak_event_read," + Account;

    [Theory]
    [InlineData("sync FILE --dry-run", Read, 0)]
    [InlineData("sync FILE --dry-run", "rak_event_read", 4)]
    [InlineData("sync FILE", Write, 0)]
    [InlineData("sync FILE", All, 0)]
    [InlineData("sync FILE", Read, 4)]
    [InlineData("sync FILE --fetch incremental", Write, 0)]
    [InlineData("apply PLAN", Write + "," + Account, 0)]
    [InlineData("apply PLAN", Write, 4)]
    [InlineData("apply PLAN", Read + "," + Account, 4)]
    [InlineData("apply PLAN --dry-run", Read + "," + Account, 0)]
    [InlineData("revert RUN", Write + "," + Account, 0)]
    [InlineData("revert RUN", Read + "," + Account, 4)]
    [InlineData("export", Read, 0)]
    [InlineData("export", "rak_event_read", 4)]
    [InlineData("get C0", Read, 0)]
    [InlineData("get C0", "rak_event_read", 4)]
    [InlineData("update C0 -m a=b", Write, 0)]
    [InlineData("update C0 -m a=b", Read, 4)]
    [InlineData("get C0 --expect-account acct_1CouponSyncEmulat", All, 0)]
    [InlineData("get C0 --expect-account acct_1CouponSyncEmulat", Write, 4)]
    [InlineData("sync FILE --expect-account acct_1CouponSyncEmulat", Write, 4)]
    public async Task Each_command_needs_what_the_page_says(string command, string permissions, int exitCode)
    {
        using var world = World.With(coupons: 3, new EmulatorOptions
        {
            RestrictedKeys = new Dictionary<string, IReadOnlySet<string>> { [Key] = permissions.Split(',').ToHashSet(), [Key + "0"] = All.Split(',').ToHashSet() },
        });
        var file = world.WriteNew(3);
        // What is applied and taken back was made with a key that may.
        world.Variables["STRIPE_API_KEY"] = Key + "0";
        var plan = await world.PlanAsync(file);
        var run = command.Contains("RUN", StringComparison.Ordinal) ? (await world.RunAsync("sync", file)).RunId() : "";
        var before = world.Account();
        world.Variables["STRIPE_API_KEY"] = Key;

        var outcome = await world.RunAsync([.. command.Split(' ').Select(word => word switch { "FILE" => file, "PLAN" => plan, "RUN" => run, _ => word })]);

        outcome.ExitCode.Should().Be(exitCode, outcome.Out + outcome.Error);
        if (exitCode != 0)
        {
            world.Account().Should().Equal(before);
        }
    }
}
