using CouponSync.Pushing.Retrying;
using CouponSync.Pushing.Throttling;

namespace CouponSync.Tests.Pushing.Throttling;

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
        options.Validate().Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(0.0999)]
    [InlineData(10_001)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_absurd_rate_is_refused_with_its_name_value_and_range(double rate)
    {
        var problems = ThrottleOptions.For(livemode: false, rate).Validate();

        problems.Should().HaveCount(2);
        problems[0].Message.Should().Be(
            FormattableString.Invariant($"Throttle:RequestsPerSecond is {rate}; it must be between 0.1 and 10000."));
        problems[1].Message.Should().StartWith("Throttle:EndpointRequestsPerSecond is ");
    }

    [Fact]
    public void Every_other_setting_has_its_range()
    {
        var options = new ThrottleOptions { Share = 1.01, Burst = 0, MaxInFlight = 257 };

        options.Validate().Select(problem => problem.Message).Should().Equal(
            "Throttle:Share is 1.01; it must be between 0.01 and 1.",
            "Throttle:Burst is 0; it must be between 1 and 100.",
            "Throttle:MaxInFlight is 257; it must be between 1 and 256.");
    }

    [Fact]
    public void Retry_settings_have_their_ranges_too()
    {
        new RetryOptions().Validate().Should().BeEmpty();
        var options = new RetryOptions
        {
            MaxAttempts = 0,
            MaxRefusals = -1,
            MaxUnreachableAttempts = 101,
            BaseDelay = TimeSpan.FromSeconds(2),
            MaxDelay = TimeSpan.FromSeconds(1),
            TotalTime = TimeSpan.Zero,
            AttemptTimeout = TimeSpan.FromHours(1),
        };

        options.Validate().Select(problem => problem.Message).Should().Equal(
            "Retry:MaxAttempts is 0; it must be between 1 and 100.",
            "Retry:MaxRefusals is -1; it must be between 1 and 10000.",
            "Retry:MaxUnreachableAttempts is 101; it must be between 1 and 100.",
            "Retry:MaxDelay is 1s; it must be between 2s and 10m.",
            "Retry:TotalTime is 0s; it must be between 1s and 1d.",
            "Http:AttemptTimeout is 1h; it must be between 100ms and 10m.");
    }
}
