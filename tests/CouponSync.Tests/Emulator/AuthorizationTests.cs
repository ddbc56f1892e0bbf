using System.Text;
using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class AuthorizationTests
{
    private readonly TestAccount _account = new();

    [Theory]
    [InlineData("Bearer sk_test_abc")]
    [InlineData("bearer sk_test_abc")]
    [InlineData("Bearer rk_test_abc")]
    [InlineData("Basic sk_test_abc")]
    [InlineData("Basic {sk_test_abc:}")]
    [InlineData("Basic {sk_test_abc:ignored}")]
    public async Task Bearer_and_basic_authentication_are_accepted(string header)
    {
        var open = header.IndexOf('{', StringComparison.Ordinal);
        var sent = open < 0
            ? header
            : header[..open] + Convert.ToBase64String(Encoding.UTF8.GetBytes(header[(open + 1)..^1]));

        (await _account.SendAsync("GET", "/v1/coupons", ("Authorization", sent))).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("sk_test_abcdefgh1234", "Invalid API Key provided: sk_test_********1234")]
    [InlineData("sk_dev_1", "Invalid API Key provided: ****ev_1")]
    [InlineData("pk_test_1", "This API call cannot be made with a publishable API key.*")]
    [InlineData("", "You did not provide an API key.*")]
    public async Task Other_keys_are_refused(string key, string message)
    {
        var account = new TestAccount(new EmulatorOptions { AcceptedKeys = ["sk_test_the_one"] });

        var reply = await account.GetAsync("/v1/coupons", key);

        reply.Status.Should().Be(401);
        reply.Message.Should().Match(message);
        reply.Header("WWW-Authenticate").Should().Be("Basic realm=\"Stripe\"");
        (await account.GetAsync("/v1/coupons", "sk_test_the_one")).Status.Should().Be(200);
    }

    [Fact]
    public async Task Without_a_key_there_is_no_answer()
    {
        var reply = await _account.GetAsync("/v1/coupons", key: null);

        reply.Status.Should().Be(401);
        reply.Message.Should().StartWith("You did not provide an API key.");
    }

    [Theory]
    [InlineData("POST", "/v1/coupons/C", "rak_coupon_write")]
    [InlineData("DELETE", "/v1/coupons/C", "rak_coupon_write")]
    [InlineData("GET", "/v1/events", "rak_event_read")]
    [InlineData("GET", "/v1/coupons/C", null)]
    [InlineData("GET", "/v1/coupons", null)]
    public async Task A_restricted_key_does_what_its_permissions_allow(string method, string path, string? lacking)
    {
        const string key = "rk_test_reader";
        var account = new TestAccount(new EmulatorOptions
        {
            RestrictedKeys = new Dictionary<string, IReadOnlySet<string>> { [key] = new HashSet<string> { "rak_coupon_read" } },
        });
        account.Add("C");

        var reply = await account.SendAsync(method, path, null, key, null);

        reply.Status.Should().Be(lacking is null ? 200 : 403);
        if (lacking is not null)
        {
            reply.Message.Should().Be(
                "The provided key 'rk_test_***der' does not have the required permissions for this endpoint on account "
                + $"'{account.Emulator.Options.AccountId}'. Having the '{lacking}' permission would allow this request to continue.");
        }
    }

    [Fact]
    public async Task Another_account_cannot_be_reached()
    {
        var own = _account.Emulator.Options.AccountId;

        (await _account.SendAsync("GET", "/v1/coupons", ("Authorization", "Bearer sk_test_1"), ("Stripe-Account", own)))
            .Status.Should().Be(200);
        (await _account.SendAsync("GET", "/v1/coupons", ("Authorization", "Bearer sk_test_1"), ("Stripe-Account", "acct_other")))
            .Code.Should().Be("account_invalid");
    }

    [Fact]
    public async Task The_account_can_be_asked_for()
    {
        var reply = await _account.GetAsync("/v1/account");

        ((string)reply.Json["id"]!).Should().Be(_account.Emulator.Options.AccountId);
        ((string)reply.Json["object"]!).Should().Be("account");
        reply.Response.Text.Should().StartWith("{\n  \"id\"").And.EndWith("\n}\n");
    }

    [Theory]
    [InlineData("GET", "/v1/customers")]
    [InlineData("GET", "/v1/coupons/")]
    [InlineData("PUT", "/v1/coupons/C")]
    [InlineData("DELETE", "/v1/coupons")]
    [InlineData("GET", "/")]
    public async Task An_unknown_url_is_unrecognized(string method, string path)
    {
        var reply = await _account.SendAsync(method, path, null, TestAccount.Key, null);

        reply.Status.Should().Be(404);
        reply.Message.Should().StartWith($"Unrecognized request URL ({method}: {path}).");
        reply.Code.Should().BeNull();
    }

    [Fact]
    public async Task Every_answer_names_request_and_version_and_errors_explain_themselves()
    {
        var reply = await _account.SendAsync(
            "GET", "/v1/coupons/X", ("Authorization", "Bearer sk_test_1"), ("Stripe-Version", "2023-10-16"));

        reply.Header("Request-Id").Should().MatchRegex("^req_[A-Za-z0-9]{14}$");
        reply.Header("Stripe-Version").Should().Be("2023-10-16");
        reply.Header("Content-Type").Should().Be("application/json");
        ((string)reply.Json["error"]!["doc_url"]!).Should().Be("https://stripe.com/docs/error-codes/resource-missing");
        (await _account.SendAsync("GET", "/v1/coupons", ("Authorization", "Bearer sk_test_1"), ("Stripe-Version", "latest")))
            .Message.Should().Be("Invalid Stripe API version: latest");
        (await _account.GetAsync("/v1/coupons")).Header("Stripe-Version").Should().Be("2026-10-28.endive");
    }

    [Fact]
    public async Task A_json_body_is_refused()
    {
        var request = new EmulatorRequest(
            "POST",
            "/v1/coupons",
            new Dictionary<string, string> { ["Authorization"] = "Bearer sk_test_1", ["Content-Type"] = "application/json" },
            "{\"percent_off\":5}"u8.ToArray());

        var reply = new Reply(await _account.Emulator.SendAsync(request, default));

        reply.Status.Should().Be(400);
        reply.Message.Should().StartWith("Invalid request (check that your POST content type is application/x-www-form-urlencoded)");
    }
}
