using System.Net;
using CouponSync.Http;
using CouponSync.StripeApi;
using Stripe;

namespace CouponSync.Tests.StripeApi;

public sealed class FailureTranslationTests
{
    [Theory]
    [InlineData("resource_missing", "invalid_request_error", 404, "resource_missing")]
    [InlineData(null, "api_error", 500, "api_error")]
    [InlineData(null, null, 503, "invalid_answer")]
    [InlineData(null, null, 200, "invalid_answer")]
    public void The_code_is_stripes_else_the_type_else_ours(string? code, string? type, int status, string expected)
    {
        using var trace = RequestTrace.Begin();
        var refusal = new StripeException((HttpStatusCode)status, new StripeError { Code = code, Type = type }, "message");

        var failure = new FailureTranslation(static text => text, new Uri("https://api.stripe.com"))
            .Translate(refusal, trace);

        failure.Code.Should().Be(expected);
        failure.Status.Should().Be(status);
    }
}
