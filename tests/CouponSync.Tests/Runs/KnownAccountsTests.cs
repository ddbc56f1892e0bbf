using CouponSync.Coupons;
using CouponSync.Runs;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Runs;

public sealed class KnownAccountsTests : IDisposable
{
    private const string Address = "https://api.stripe.com";
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.File("accounts.json");

    [Fact]
    public void The_account_of_a_key_and_its_size_are_remembered_for_each_address_and_mode()
    {
        var known = new KnownAccounts(_directory.Path);
        known.Remember("key-1", Address, "acct_1", Now);
        known.RememberSize("acct_1", livemode: false, Address, new AccountSize(2_500, IsComplete: true), Now);

        known = new KnownAccounts(_directory.Path);
        known.Find("key-1", Address).Should().Be("acct_1");
        known.Find("key-1", "emulator").Should().BeNull();
        known.FindSize("acct_1", livemode: false, Address, Now).Should().Be(new AccountSize(2_500, IsComplete: true));
        known.FindSize("acct_1", livemode: true, Address, Now).Should().BeNull();
        known.FindSize("acct_1", livemode: false, "emulator", Now).Should().BeNull();
        known.FindSize("acct_2", livemode: false, Address, Now).Should().BeNull();
    }

    [Theory]
    [InlineData(2_500, true, 900, false, 2_500, true)]
    [InlineData(2_500, true, 2_600, false, 2_600, false)]
    [InlineData(2_500, true, 900, true, 900, true)]
    [InlineData(900, false, 500, false, 900, false)]
    [InlineData(900, false, 1_200, false, 1_200, false)]
    [InlineData(900, false, 500, true, 500, true)]
    public void A_list_that_was_given_up_says_something_new_only_where_it_showed_more(
        long before, bool wasComplete, long now, bool isComplete, long known, bool isKnownComplete)
    {
        Remember(new AccountSize(before, wasComplete), Now);
        Remember(new AccountSize(now, isComplete), Now);

        Size(Now).Should().Be(new AccountSize(known, isKnownComplete));
    }

    [Fact]
    public void A_size_is_forgotten_after_a_month_since_accounts_shrink_too()
    {
        Remember(new AccountSize(2_500, IsComplete: true), Now);

        Size(Now.AddDays(29)).Should().NotBeNull();
        Size(Now.AddDays(30)).Should().BeNull();
        Remember(new AccountSize(900, IsComplete: false), Now.AddDays(31));
        Size(Now.AddDays(31)).Should().Be(new AccountSize(900, IsComplete: false));
    }

    [Fact]
    public void The_file_of_former_versions_is_read_until_there_is_a_new_one()
    {
        Directory.CreateDirectory(_directory.File("snapshots"));
        _directory.Write("snapshots/accounts.json", $$"""{ "key-1 {{Address}}": "acct_1" }""");

        new KnownAccounts(_directory.Path).Find("key-1", Address).Should().Be("acct_1");
        Remember(new AccountSize(2_500, IsComplete: true), Now);

        new KnownAccounts(_directory.Path).Find("key-1", Address).Should().Be("acct_1");
        File.Exists(_directory.File("snapshots/accounts.json")).Should().BeFalse("there is one place to look");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"keys\":{\"key-1 https://api.stripe.com\":")]
    [InlineData("{}")]
    [InlineData("{\"keys\":null,\"sizes\":null}")]
    [InlineData("{\"keys\":{\"key-1 https://api.stripe.com\":null},\"sizes\":{\"acct_1-test https://api.stripe.com\":null}}")]
    [InlineData("{\"keys\":{},\"sizes\":{\"acct_1-test https://api.stripe.com\":{\"coupons\":\"many\",\"isComplete\":true,\"at\":\"2026-11-22T02:00:00Z\"}}}")]
    public void A_damaged_file_costs_what_it_remembered_and_no_more(string text)
    {
        _directory.Write("accounts.json", text);
        var known = new KnownAccounts(_directory.Path);

        (known.Find("key-1", Address), Size(Now)).Should().Be((null, null));
        known.Remember("key-1", Address, "acct_1", Now);
        Remember(new AccountSize(7, IsComplete: true), Now);

        (known.Find("key-1", Address), Size(Now)).Should().Be(("acct_1", new AccountSize(7, IsComplete: true)));
    }

    [Fact]
    public void A_file_that_cannot_be_written_costs_what_it_would_remember_and_no_more()
    {
        Directory.CreateDirectory(Path);

        Remember(new AccountSize(2_500, IsComplete: true), Now);

        Size(Now).Should().BeNull();
        Directory.GetFileSystemEntries(_directory.Path).Should().ContainSingle();
    }

    [Fact]
    public void Only_the_last_hundred_keys_and_accounts_are_remembered()
    {
        var known = new KnownAccounts(_directory.Path);
        for (var i = 0; i < 130; i++)
        {
            known.Remember($"key-{i}", Address, $"acct_{i}", Now.AddMinutes(i));
            known.RememberSize($"acct_{i}", livemode: true, Address, new AccountSize(i, IsComplete: true), Now.AddMinutes(i));
        }

        (known.Find("key-29", Address), known.Find("key-30", Address)).Should().Be((null, "acct_30"));
        known.FindSize("acct_29", livemode: true, Address, Now).Should().BeNull();
        known.FindSize("acct_129", livemode: true, Address, Now).Should().NotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../elsewhere")]
    [InlineData("acct_1/x")]
    public void What_cannot_be_an_account_is_not_remembered_as_one(string account)
    {
        new KnownAccounts(_directory.Path).Remember("key-1", Address, account, Now);

        new KnownAccounts(_directory.Path).Find("key-1", Address).Should().BeNull();
    }

    [Fact]
    public void Only_its_owner_can_read_it()
    {
        Remember(new AccountSize(2_500, IsComplete: true), Now);

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public void Dispose() => _directory.Dispose();

    private void Remember(AccountSize size, DateTimeOffset now) =>
        new KnownAccounts(_directory.Path).RememberSize("acct_1", livemode: false, Address, size, now);

    private AccountSize? Size(DateTimeOffset now) => new KnownAccounts(_directory.Path).FindSize("acct_1", livemode: false, Address, now);
}
