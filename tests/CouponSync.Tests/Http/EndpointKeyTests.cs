using CouponSync.Http;

namespace CouponSync.Tests.Http;

public sealed class EndpointKeyTests
{
    [Theory]
    [InlineData("GET", "https://api.stripe.com/v1/coupons?limit=100", "GET /v1/coupons")]
    [InlineData("GET", "https://api.stripe.com/v1/coupons/25OFF", "GET /v1/coupons/{id}")]
    [InlineData("POST", "https://api.stripe.com/v1/coupons/735*%2524", "POST /v1/coupons/{id}")]
    [InlineData("POST", "https://api.stripe.com/v1/coupons/a%2Fb", "POST /v1/coupons/{id}")]
    [InlineData("POST", "https://api.stripe.com/v1/coupons", "POST /v1/coupons")]
    [InlineData("DELETE", "https://api.stripe.com/v1/coupons/25OFF", "DELETE /v1/coupons/{id}")]
    [InlineData("GET", "https://api.stripe.com/v1/events?type=coupon.updated", "GET /v1/events")]
    [InlineData("GET", "https://api.stripe.com/v1/account", "GET /v1/account")]
    [InlineData("GET", "http://127.0.0.1:4242/stripe/v1/coupons", "GET /v1/coupons")]
    [InlineData("GET", "https://api.stripe.com/v1/accounts/acct_1/capabilities/x", "GET /v1/accounts/{id}/capabilities/{id}")]
    public void The_operation_is_named_whatever_the_id(string method, string address, string name)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);

        EndpointKey.From(request).Name.Should().Be(name);
    }
}
