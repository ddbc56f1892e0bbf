using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class FaultRuleTests
{
    [Theory]
    [InlineData("500-after@POST /v1/coupons/*:count=2")]
    [InlineData("429:global-rate@*:p=0.01:seed=7")]
    [InlineData("429@*")]
    [InlineData("429:lock-timeout@*:skip=3")]
    [InlineData("503-before@DELETE /v1/coupons/{id}:remember=false:should-retry=true")]
    [InlineData("slow@GET *:delay=1500ms")]
    [InlineData("drop-after@/v1/coupons/a:b*:mode=live")]
    public void A_rule_is_written_as_it_is_read(string text) => FaultRule.Parse(text).ToString().Should().Be(text);

    [Fact]
    public void Every_kind_can_be_read_without_a_target()
    {
        foreach (var name in FaultRuleText.KindNames)
        {
            FaultRule.Parse(name).ToString().Should().StartWith(name + "@*");
        }

        FaultRule.Parse("429:endpoint-rate:count=3").Should().BeEquivalentTo(
            new FaultRule { Kind = FaultKind.RateLimited, Reason = "endpoint-rate", Count = 3 });
        FaultRule.Parse("slow:delay=2s").Delay.Should().Be(TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("", "'' is not a kind of fault; there are 429, 429:global-rate,*")]
    [InlineData("418@*", "'418' is not a kind of fault*")]
    [InlineData("429:speed@*", "'429:speed' is not a kind of fault*")]
    [InlineData("429@v1/coupons", "'v1/coupons' is not a path*")]
    [InlineData("429@post /v1", "'post' is not a method*")]
    [InlineData("429@*:count=0", "count must be a whole number of at least 1, not '0'*")]
    [InlineData("429@*:skip=x", "skip must be a whole number of at least 0, not 'x'*")]
    [InlineData("429@*:p=2", "p must be over 0 and at most 1, not '2'*")]
    [InlineData("429@*:p=0", "p must be over 0 and at most 1, not '0'*")]
    [InlineData("slow@*:delay=5", "delay must be a duration such as 200ms, 5s or 1m, not '5'*")]
    [InlineData("429@*:times=3", "'times' is not an option; there are count, skip, *")]
    [InlineData("429@*:mode=prod", "mode must be test or live, not 'prod'*")]
    [InlineData("500-after@*:remember=no", "remember must be true or false, not 'no'*")]
    public void What_is_wrong_is_said(string text, string what)
    {
        var parse = () => FaultRule.Parse(text);

        parse.Should().Throw<FormatException>().WithMessage($"Cannot read the fault '{text}': {what}");
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("/v1/coupons/*", "/v1/coupons", false)]
    [InlineData("/v1/coupons/*", "/v1/coupons/A/B", true)]
    [InlineData("/v1/coupons/SUMMER*", "/v1/coupons/SUMMER-1", true)]
    [InlineData("/v1/coupons/SUMMER*", "/v1/coupons/summer-1", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b", "xxaxxbxx", false)]
    [InlineData("*ab", "aab", true)]
    [InlineData("a", "", false)]
    [InlineData("a?c", "abc", false)]
    [InlineData("a?c", "a?c", true)]
    [InlineData(@"a\*", @"a\b", true)]
    [InlineData("a.[c]", "a.[c]", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a*c", "a\n\nc", true)]
    [InlineData("a", "a\n", false)]
    public void A_star_stands_for_any_characters(string pattern, string text, bool expected) =>
        Glob.IsMatch(pattern, text).Should().Be(expected);

    [Theory]
    [InlineData("200ms", 200)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0ms", 0)]
    [InlineData("-1s", null)]
    [InlineData("1", null)]
    [InlineData("s", null)]
    [InlineData("9999h", null)]
    public void Durations_have_a_unit(string text, int? milliseconds)
    {
        Durations.TryParse(text, out var duration).Should().Be(milliseconds is not null);
        duration.TotalMilliseconds.Should().Be(milliseconds ?? 0);
    }
}
