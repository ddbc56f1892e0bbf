using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Emulator;

public sealed class ConnectedAccountTests
{
    private const string Key = "sk_test_51ThisKeyIsASecret0123456789abcdef";

    private readonly StripeEmulator _platform = new(
        new EmulatorOptions { AccountId = "acct_platform", ConnectedAccounts = ["acct_a", "acct_b"] }, new ManualTimeProvider());

    [Theory]
    [InlineData(null, "acct_platform")]
    [InlineData("acct_platform", "acct_platform")]
    [InlineData("acct_a", "acct_a")]
    [InlineData("acct_b", "acct_b")]
    public async Task The_header_says_whose_account_it_is(string? header, string account) =>
        (await SendAsync("GET", "/v1/account", header)).Body.Should().Contain($"\"id\": \"{account}\"");

    [Fact]
    public async Task Each_account_has_coupons_of_its_own()
    {
        await SendAsync("POST", "/v1/coupons", "acct_a", "id=X&percent_off=10");
        await SendAsync("POST", "/v1/coupons", null, "id=X&percent_off=20");

        _platform.Find("X")!.Terms.PercentOff.Should().Be(20);
        _platform.Connected["acct_a"].Find("X")!.Terms.PercentOff.Should().Be(10);
        _platform.Connected["acct_b"].Find("X").Should().BeNull();
        (await SendAsync("GET", "/v1/coupons/X", "acct_b")).Status.Should().Be(404);
    }

    [Fact]
    public async Task An_account_that_is_not_connected_is_refused()
    {
        var reply = await SendAsync("GET", "/v1/coupons", "acct_c");

        reply.Status.Should().Be(403);
        reply.Body.Should().Contain("account_invalid");
    }

    [Fact]
    public async Task Each_account_has_limits_of_its_own()
    {
        var statuses = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            statuses.Add((await SendAsync("GET", "/v1/coupons", "acct_a")).Status);
        }

        statuses.Should().Contain(429);
        (await SendAsync("GET", "/v1/coupons", "acct_b")).Status.Should().Be(200);
        (await SendAsync("GET", "/v1/coupons", null)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Faults_and_the_log_are_shared()
    {
        _platform.Faults.Add("500-before@GET /v1/coupons");

        (await SendAsync("GET", "/v1/coupons", "acct_a")).Status.Should().Be(500);
        _platform.RequestLog.Snapshot().Should().ContainSingle();
    }

    [Fact]
    public async Task All_accounts_are_kept()
    {
        using var directory = new TemporaryDirectory();
        await SendAsync("POST", "/v1/coupons", "acct_a", "id=X&percent_off=10");
        _platform.Save(directory.File("account.jsonl"));
        var loaded = new StripeEmulator(_platform.Options, new ManualTimeProvider());

        await loaded.LoadAsync(directory.File("account.jsonl"));

        loaded.Connected["acct_a"].Find("X").Should().NotBeNull();
        loaded.Count().Should().Be(0);
    }

    private async Task<(int Status, string Body)> SendAsync(string method, string path, string? account, string? form = null)
    {
        var request = EmulatorRequest.Create(method, path, Key, form);
        if (account is not null)
        {
            request = request with
            {
                Headers = new Dictionary<string, string>(request.Headers, StringComparer.OrdinalIgnoreCase) { ["Stripe-Account"] = account },
            };
        }

        var response = await _platform.SendAsync(request, CancellationToken.None);
        return (response.Status, System.Text.Encoding.UTF8.GetString(response.Body.Span));
    }
}
