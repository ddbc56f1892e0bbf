using CouponSync.Settings;

namespace CouponSync.Tests.Http;

public sealed class ThrottleOptionsTests
{
    [Theory]
    [InlineData(true, null, 80, 20)]
    [InlineData(false, null, 25, 25)]
    [InlineData(true, 40.0, 40, 40)]
    [InlineData(false, 5.0, 5, 5)]
    public void Ceilings_come_from_the_mode_or_from_the_rate(bool live, double? rate, double account, double endpoint)
    {
        var options = ThrottleOptions.For(live, rate);

        options.AccountCeiling.Should().BeApproximately(account, 1e-9);
        options.EndpointCeiling.Should().BeApproximately(endpoint, 1e-9);
    }
}
