using System.Text.Json;
using Stripe;

namespace CouponSync.Tests.StripeApi;

public sealed class HeaderTests
{
    private readonly RecordingHandler _stripe = RecordingHandler.Answering("""{"id":"A","object":"coupon"}""");

    [Fact]
    public async Task Every_request_names_key_version_and_library()
    {
        await SdkClients.Over(_stripe).V1.Coupons.GetAsync("A");

        var headers = _stripe.Sent.Single().Headers;
        headers["Authorization"].Should().Be("Bearer sk_test_123");
        headers["Stripe-Version"].Should().Be("2026-10-28.endive").And.Be(StripeConfiguration.ApiVersion);
        headers["User-Agent"].Should().StartWith("Stripe/V1 .NetBindings/53.1.0");
        headers.Should().NotContainKeys("Stripe-Account", "Idempotency-Key", "X-Stripe-Client-Telemetry");

        using var details = JsonDocument.Parse(headers["X-Stripe-Client-User-Agent"]);
        details.RootElement.GetProperty("lang").GetString().Should().Be(".net");
        details.RootElement.GetProperty("bindings_version").GetString().Should().Be(StripeConfiguration.StripeNetVersion);
        details.RootElement.TryGetProperty("platform", out _).Should().BeFalse("telemetry is off");
    }

    [Fact]
    public async Task The_program_names_itself()
    {
        var app = new AppInfo { Name = "couponsync", Version = "1.2", Url = "https://example.test" };
        var client = SdkClients.Over(_stripe, options => options.HttpClient =
            new SystemNetHttpClient(new HttpClient(_stripe), 0, app, enableTelemetry: false));

        await client.V1.Coupons.GetAsync("A");

        var headers = _stripe.Sent.Single().Headers;
        headers["User-Agent"].Should().Contain(" couponsync/1.2 (https://example.test)");
        using var details = JsonDocument.Parse(headers["X-Stripe-Client-User-Agent"]);
        details.RootElement.GetProperty("application").GetProperty("name").GetString().Should().Be("couponsync");
    }

    [Fact]
    public async Task A_chosen_idempotency_key_is_sent_as_it_is()
    {
        await SdkClients.Over(_stripe).V1.Coupons.UpdateAsync(
            "A", new CouponUpdateOptions(), new RequestOptions { IdempotencyKey = "run-1:7" });

        _stripe.Sent.Single().Headers["Idempotency-Key"].Should().Be("run-1:7");
    }

    [Fact]
    public async Task A_post_without_a_key_gets_a_new_one_each_time_and_a_delete_none()
    {
        var coupons = SdkClients.Over(_stripe).V1.Coupons;
        await coupons.UpdateAsync("A", new CouponUpdateOptions());
        await coupons.CreateAsync(new CouponCreateOptions());
        await coupons.DeleteAsync("A");

        var keys = _stripe.Sent.Select(sent => sent.Headers.GetValueOrDefault("Idempotency-Key")).ToList();
        Guid.TryParse(keys[0], out _).Should().BeTrue();
        Guid.TryParse(keys[1], out _).Should().BeTrue();
        keys[0].Should().NotBe(keys[1]);
        keys[2].Should().BeNull();
    }

    [Fact]
    public async Task A_request_can_have_another_key_and_account_than_its_client()
    {
        var client = SdkClients.Over(_stripe, options => options.StripeAccount = "acct_client");

        await client.V1.Coupons.GetAsync("A");
        await client.V1.Coupons.GetAsync(
            "A", requestOptions: new RequestOptions { ApiKey = "rk_test_9", StripeAccount = "acct_request" });

        _stripe.Sent.Select(sent => (sent.Headers["Authorization"], sent.Headers["Stripe-Account"])).Should().Equal(
            ("Bearer sk_test_123", "acct_client"), ("Bearer rk_test_9", "acct_request"));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sent()
    {
        var client = SdkClients.Over(_stripe, options => options.ApiKey = null!);

        var read = () => client.V1.Coupons.GetAsync("A");

        (await read.Should().ThrowAsync<StripeException>()).WithMessage("No API key provided*");
        _stripe.Sent.Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk_test 1")]
    [InlineData("sk_test_1\n")]
    public void A_key_that_cannot_be_one_is_refused_at_once(string key)
    {
        var make = () => SdkClients.Over(_stripe, options => options.ApiKey = key);

        make.Should().Throw<ArgumentException>();
    }
}
