using CouponSync.Text;

namespace CouponSync.Tests.Text;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("Unrecognized command or argument 'sk_live_51Habc'.", "Unrecognized command or argument 'sk_live_***'.")]
    [InlineData("--api-key=sk_test_x", "--api-key=sk_test_***")]
    [InlineData("rk_live_a_b rk_test_c", "rk_live_*** rk_test_***")]
    [InlineData("SK_LIVE_ABC", "SK_LIVE_***")]
    [InlineData("whsec_abc123", "whsec_***")]
    [InlineData("sk_0123456789abcdefXYZ", "sk_***")]
    [InlineData("https://user:pass@example.com/x", "https://***@example.com/x")]
    [InlineData("'http://me@127.0.0.1:80' and more", "'http://***@127.0.0.1:80' and more")]
    [InlineData("https://u:p@ss/w@example.com", "https://***@example.com")]
    public void Keys_and_what_stands_before_a_host_are_masked(string text, string masked)
    {
        Secrets.Mask(text).Should().Be(masked);
        Secrets.Mask(masked).Should().Be(masked);
    }

    [Theory]
    [InlineData("those begin with sk_live_, sk_test_, rk_live_ or rk_test_.")]
    [InlineData("sk_live_...cdef")]
    [InlineData("a task_live_one, desk_summer, risk_0123456789abcdef01")]
    [InlineData("https://api.stripe.com mail me@example.com")]
    public void Nothing_else_is(string text) => Secrets.Mask(text).Should().Be(text);
}
