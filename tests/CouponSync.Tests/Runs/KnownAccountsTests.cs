using CouponSync.Coupons;
using CouponSync.Runs;
using CouponSync.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace CouponSync.Tests.Runs;

public sealed class KnownAccountsTests : IDisposable
{
    private const string Address = "https://api.stripe.com";
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.File("accounts.json");

    [Fact]
    public async Task The_account_of_a_key_and_its_size_are_remembered_for_each_address_and_mode()
    {
        var known = new KnownAccounts(_directory.Path);
        await known.RememberAsync("key-1", Address, "acct_1", At(Now), CancellationToken.None);
        await known.RememberSizeAsync("acct_1", livemode: false, Address, new AccountSize(2_500, IsComplete: true), At(Now), CancellationToken.None);

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
    public async Task A_list_that_was_given_up_says_something_new_only_where_it_showed_more(
        long before, bool wasComplete, long now, bool isComplete, long known, bool isKnownComplete)
    {
        await RememberAsync(new AccountSize(before, wasComplete), Now);
        await RememberAsync(new AccountSize(now, isComplete), Now);

        Size(Now).Should().Be(new AccountSize(known, isKnownComplete));
    }

    [Fact]
    public async Task A_size_is_forgotten_after_a_month_since_accounts_shrink_too()
    {
        await RememberAsync(new AccountSize(2_500, IsComplete: true), Now);

        Size(Now.AddDays(29)).Should().NotBeNull();
        Size(Now.AddDays(30)).Should().BeNull();
        await RememberAsync(new AccountSize(900, IsComplete: false), Now.AddDays(31));
        Size(Now.AddDays(31)).Should().Be(new AccountSize(900, IsComplete: false));
    }

    [Fact]
    public async Task The_file_of_former_versions_is_read_until_there_is_a_new_one()
    {
        Directory.CreateDirectory(_directory.File("snapshots"));
        _directory.Write("snapshots/accounts.json", $$"""{ "key-1 {{Address}}": "acct_1" }""");

        new KnownAccounts(_directory.Path).Find("key-1", Address).Should().Be("acct_1");
        await RememberAsync(new AccountSize(2_500, IsComplete: true), Now);

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
    public async Task A_damaged_file_costs_what_it_remembered_and_no_more(string text)
    {
        _directory.Write("accounts.json", text);
        var known = new KnownAccounts(_directory.Path);

        (known.Find("key-1", Address), Size(Now)).Should().Be((null, null));
        await known.RememberAsync("key-1", Address, "acct_1", At(Now), CancellationToken.None);
        await RememberAsync(new AccountSize(7, IsComplete: true), Now);

        (known.Find("key-1", Address), Size(Now)).Should().Be(("acct_1", new AccountSize(7, IsComplete: true)));
    }

    [Theory]
    [InlineData(-7, "2026-11-22T02:00:00Z")]
    [InlineData(long.MaxValue, "2026-11-22T02:00:00Z")]
    [InlineData(7, "2031-11-22T02:00:00Z")]
    [InlineData(7, "0001-01-01T00:00:00Z")]
    public async Task A_size_that_cannot_be_is_not_believed(long coupons, string at)
    {
        _directory.Write(
            "accounts.json",
            $$$"""{ "keys": {}, "sizes": { "acct_1-test {{{Address}}}": { "coupons": {{{coupons}}}, "isComplete": true, "at": "{{{at}}}" } } }""");

        Size(Now).Should().BeNull();
        await RememberAsync(new AccountSize(5, IsComplete: false), Now);
        Size(Now).Should().Be(new AccountSize(5, IsComplete: false));
    }

    [Fact]
    public async Task What_another_run_is_about_to_remember_is_waited_for_and_kept()
    {
        var clock = At(Now);
        await RememberAsync(new AccountSize(1, IsComplete: true), Now);
        Task remembered;
        using (new FileStream(_directory.File("locks/accounts.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            remembered = new KnownAccounts(_directory.Path).RememberSizeAsync(
                "acct_2", livemode: false, Address, new AccountSize(2, IsComplete: true), clock, CancellationToken.None);
            remembered.IsCompleted.Should().BeFalse();
            _directory.Write("accounts.json", (await File.ReadAllTextAsync(Path)).Replace("acct_1-", "acct_3-", StringComparison.Ordinal));
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        await remembered;

        var known = new KnownAccounts(_directory.Path);
        (known.FindSize("acct_2", livemode: false, Address, Now)?.Coupons, known.FindSize("acct_3", livemode: false, Address, Now)?.Coupons).Should().Be((2, 1));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_costs_what_it_would_remember_and_no_more()
    {
        Directory.CreateDirectory(Path);

        await RememberAsync(new AccountSize(2_500, IsComplete: true), Now);

        Size(Now).Should().BeNull();
        Directory.GetFileSystemEntries(_directory.Path).Should().BeEquivalentTo([Path, _directory.File("locks")]);
    }

    [Fact]
    public async Task Only_the_last_hundred_keys_and_accounts_are_remembered()
    {
        var known = new KnownAccounts(_directory.Path);
        for (var i = 0; i < 130; i++)
        {
            await known.RememberAsync($"key-{i}", Address, $"acct_{i}", At(Now.AddMinutes(i)), CancellationToken.None);
            await known.RememberSizeAsync($"acct_{i}", livemode: true, Address, new AccountSize(i, IsComplete: true), At(Now.AddMinutes(i)), CancellationToken.None);
        }

        (known.Find("key-29", Address), known.Find("key-30", Address)).Should().Be((null, "acct_30"));
        known.FindSize("acct_29", livemode: true, Address, Now).Should().BeNull();
        known.FindSize("acct_129", livemode: true, Address, Now).Should().NotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../elsewhere")]
    [InlineData("acct_1/x")]
    public async Task What_cannot_be_an_account_is_not_remembered_as_one(string account)
    {
        await new KnownAccounts(_directory.Path).RememberAsync("key-1", Address, account, At(Now), CancellationToken.None);

        new KnownAccounts(_directory.Path).Find("key-1", Address).Should().BeNull();
    }

    [Fact]
    public async Task Only_its_owner_can_read_it()
    {
        await RememberAsync(new AccountSize(2_500, IsComplete: true), Now);

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public void Dispose() => _directory.Dispose();

    private Task RememberAsync(AccountSize size, DateTimeOffset now) =>
        new KnownAccounts(_directory.Path).RememberSizeAsync("acct_1", livemode: false, Address, size, At(now), CancellationToken.None);

    private static FakeTimeProvider At(DateTimeOffset now) => new(now);

    private AccountSize? Size(DateTimeOffset now) => new KnownAccounts(_directory.Path).FindSize("acct_1", livemode: false, Address, now);
}
